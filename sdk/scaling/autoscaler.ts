import { tierLabels } from "../pods/labels";
import type { ScaledTier } from "./plan-scaling";

/** What Kubernetes calls the two kinds of autoscalers. */
export const HORIZONTAL_POD_AUTOSCALER = { apiVersion: "autoscaling/v2", kind: "HorizontalPodAutoscaler" } as const;
export const SCALED_OBJECT = { apiVersion: "keda.sh/v1alpha1", kind: "ScaledObject" } as const;
export const TRIGGER_AUTHENTICATION = { apiVersion: "keda.sh/v1alpha1", kind: "TriggerAuthentication" } as const;

/** The name of a tier's autoscaler, which is that of its Deployment, and its labels. */
export function autoscalerMetadata(service: string, tierName: string) {
  return { name: `${service}-${tierName}`, labels: tierLabels(service, tierName) };
}

/** The Deployment whose replicas an autoscaler changes. */
export interface ScaleTarget {
  readonly apiVersion: "apps/v1";
  readonly kind: "Deployment";
  readonly name: string;
}

export function scaleTarget(service: string, tierName: string): ScaleTarget {
  return { apiVersion: "apps/v1", kind: "Deployment", name: `${service}-${tierName}` };
}

/** How fast an autoscaler may act, as both kinds of them take it. */
export interface BehaviorManifest {
  readonly scaleUp?: ScalingRules;
  readonly scaleDown: ScalingRules;
}

export interface ScalingRules {
  readonly stabilizationWindowSeconds?: number;
  readonly selectPolicy?: "Min";
  readonly policies?: { readonly type: "Pods"; readonly value: number; readonly periodSeconds: number }[];
}

/**
 * How fast a tier grows and shrinks. Growth on virtual nodes is held to what ACI creates; a policy counts what a tier
 * gains on balance, so that replicas which come and go within one period are counted less than ACI counts them.
 *
 * @see https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/#configurable-scaling-behavior
 */
export function behaviorManifest({ scaleUpSeconds, scaleDownSeconds, pace }: ScaledTier): BehaviorManifest {
  const scaleUp: ScalingRules = {
    ...(scaleUpSeconds === 0 ? {} : { stabilizationWindowSeconds: scaleUpSeconds }),
    ...(pace === undefined
      ? {}
      : {
          selectPolicy: "Min",
          policies: [
            { type: "Pods", value: pace.per5Minutes, periodSeconds: 300 },
            { type: "Pods", value: pace.per30Minutes, periodSeconds: 1800 },
          ],
        }),
  };
  return {
    ...(Object.keys(scaleUp).length === 0 ? {} : { scaleUp }),
    scaleDown: { stabilizationWindowSeconds: scaleDownSeconds },
  };
}
