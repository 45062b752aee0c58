import { type BehaviorManifest, behaviorManifest, type ScaleTarget, scaleTarget } from "./autoscaler";
import type { ResourceMetric } from "./autoscale-spec";
import type { ScaledTier } from "./plan-scaling";

/** The spec of a HorizontalPodAutoscaler of `autoscaling/v2`. */
export interface HpaManifest {
  readonly scaleTargetRef: ScaleTarget;
  readonly minReplicas: number;
  readonly maxReplicas: number;
  readonly metrics: ResourceMetricManifest[];
  readonly behavior: BehaviorManifest;
}

interface ResourceMetricManifest {
  readonly type: "Resource";
  readonly resource: {
    readonly name: ResourceMetric["resource"];
    readonly target: { readonly type: "Utilization"; readonly averageUtilization: number };
  };
}

/**
 * KEDA's admission refuses a ScaledObject for a Deployment that a HorizontalPodAutoscaler scales, unless that says so
 * (kedacore/keda issue 5516). When a service changes its engine, the new autoscaler is there before the old one goes.
 */
export const HPA_ANNOTATIONS = { "validations.keda.sh/hpa-ownership": "false" };

/**
 * The HorizontalPodAutoscaler of one tier. That of a tier which has no replicas at any time lets 1 be, which is the least
 * it can; it does nothing as long as its Deployment has 0.
 *
 * @see https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/#implicit-maintenance-mode-deactivation
 */
export function hpaManifest(service: string, { resource }: ResourceMetric, tier: ScaledTier): HpaManifest {
  return {
    scaleTargetRef: scaleTarget(service, tier.name),
    minReplicas: Math.max(1, tier.min),
    maxReplicas: Math.max(1, tier.max),
    metrics: [
      {
        type: "Resource",
        resource: { name: resource, target: { type: "Utilization", averageUtilization: tier.target } },
      },
    ],
    behavior: behaviorManifest(tier),
  };
}
