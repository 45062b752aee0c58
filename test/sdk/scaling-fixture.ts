import { AutoscaleEngine } from "../../sdk/scaling/autoscale-spec";
import {
  autoscalerMetadata,
  HORIZONTAL_POD_AUTOSCALER,
  SCALED_OBJECT,
  TRIGGER_AUTHENTICATION,
} from "../../sdk/scaling/autoscaler";
import { HPA_ANNOTATIONS, hpaManifest, type HpaManifest } from "../../sdk/scaling/horizontal-pod-autoscaler";
import { planScaling, type ScaledTier, type ScalingPlan } from "../../sdk/scaling/plan-scaling";
import {
  scaledObjectAnnotations,
  scaledObjectManifest,
  type ScaledObjectManifest,
} from "../../sdk/scaling/scaled-object";
import { type ScalingArgs, scalingSpec, type ScalingSpec } from "../../sdk/scaling/scaling-spec";
import { triggerAuthenticationManifest } from "../../sdk/scaling/trigger-authentication";

export const CLIENT_ID = "6f5c2a8e-0d0b-4c5e-9d0a-3f5b1c2d4e5f";

/** A service that is scaled, as far as the tests look at it. */
export interface Scaled {
  readonly spec: ScalingSpec;
  readonly plan: ScalingPlan;
}

export function scaled(args: ScalingArgs): Scaled {
  const spec = scalingSpec(args);
  return { spec, plan: planScaling(spec) };
}

/** The spec of a tier's autoscaler, of whichever engine. */
export function autoscalerSpec({ spec: { autoscale } }: Scaled, tier: ScaledTier): HpaManifest | ScaledObjectManifest {
  const { metric, engine } = autoscale;
  if (engine === AutoscaleEngine.hpa && metric.kind === "resource") return hpaManifest("web", metric, tier);
  return scaledObjectManifest("web", autoscale, tier);
}

/** Everything that scales the service "web", as Kubernetes takes it. */
export function autoscalerObjects(service: Scaled, namespace: string): readonly KubernetesManifest[] {
  const { engine, metric } = service.spec.autoscale;
  const identity = metric.kind === "external" ? metric.trigger.workloadIdentity : undefined;
  const objects = service.plan.tiers.map((tier) => {
    const spec = autoscalerSpec(service, tier);
    const metadata = { ...autoscalerMetadata("web", tier.name), namespace };
    return engine === AutoscaleEngine.hpa
      ? { ...HORIZONTAL_POD_AUTOSCALER, metadata: { ...metadata, annotations: HPA_ANNOTATIONS }, spec }
      : { ...SCALED_OBJECT, metadata: { ...metadata, annotations: scaledObjectAnnotations(tier) }, spec };
  });
  if (identity === undefined) return objects;
  const metadata = { name: "web", namespace };
  return [{ ...TRIGGER_AUTHENTICATION, metadata, spec: triggerAuthenticationManifest(identity) }, ...objects];
}

export interface KubernetesManifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace: string };
  readonly spec: unknown;
}

const TWO_TIERS = { replicas: 3, vmReplicas: 8 };
const KEDA = { max: 60, engine: AutoscaleEngine.keda };

/** One of each form that an autoscaler can have. */
export const VARIANTS: Readonly<Record<string, ScalingArgs>> = {
  "CPU by the HorizontalPodAutoscaler": { placement: TWO_TIERS, autoscale: { max: 60, cpuPercent: 60 } },
  "memory by the HorizontalPodAutoscaler": {
    placement: TWO_TIERS,
    autoscale: { max: 60, memoryPercent: 50, burstDelaySeconds: 0, scaleDownSeconds: 720 },
  },
  "a tier that is never used, by the HorizontalPodAutoscaler": {
    placement: { replicas: 3 },
    autoscale: { max: 60, cpuPercent: 60 },
  },
  "CPU by KEDA, with a tier that sleeps": { placement: TWO_TIERS, autoscale: { ...KEDA, cpuPercent: 60 } },
  "memory by KEDA, with no tier that sleeps": {
    placement: { ...TWO_TIERS, replicas: 12 },
    autoscale: { ...KEDA, memoryPercent: 60 },
  },
  "a tier that is never used, by KEDA": { placement: { replicas: 3 }, autoscale: { ...KEDA, cpuPercent: 60 } },
  "a queue of Service Bus": {
    placement: { ...TWO_TIERS, replicas: 0 },
    autoscale: {
      ...KEDA,
      serviceBusQueue: {
        namespace: "shop-orders",
        queueName: "orders",
        messagesPerReplica: 5,
        workloadIdentity: { clientId: CLIENT_ID, tenantId: CLIENT_ID },
      },
    },
  },
  "a query of Prometheus": {
    placement: TWO_TIERS,
    autoscale: {
      ...KEDA,
      prometheus: {
        serverAddress: "https://shop.westeurope.prometheus.monitor.azure.com",
        query: "sum(rate(requests_total[2m]))",
        valuePerReplica: 0.5,
        workloadIdentity: {},
      },
    },
  },
  "any other scaler": {
    placement: TWO_TIERS,
    autoscale: {
      ...KEDA,
      trigger: {
        type: "rabbitmq",
        metadata: { queueName: "orders", mode: "QueueLength", value: "20" },
        valuePerReplica: 20,
        authenticationRef: "rabbit",
      },
    },
  },
};
