import { tierLabels } from "../pods/labels";
import { type BehaviorManifest, behaviorManifest, type ScaleTarget, scaleTarget } from "./autoscaler";
import type { AutoscaleSpec, ResourceMetric } from "./autoscale-spec";
import type { ScaledTier, WakeRule } from "./plan-scaling";
import type { TriggerSpec } from "./trigger";

/** The spec of a ScaledObject of `keda.sh/v1alpha1`. */
export interface ScaledObjectManifest {
  readonly scaleTargetRef: ScaleTarget;
  readonly minReplicaCount: number;
  readonly maxReplicaCount: number;
  readonly pollingInterval: number;
  /** Present where the tier sleeps: KEDA warns where it has nothing to do. */
  readonly cooldownPeriod?: number;
  readonly advanced: {
    readonly horizontalPodAutoscalerConfig: { readonly behavior: BehaviorManifest };
    readonly scalingModifiers?: ScalingModifiers;
  };
  readonly triggers: TriggerManifest[];
}

interface ScalingModifiers {
  readonly formula: string;
  readonly target: string;
  readonly activationTarget: string;
}

interface TriggerManifest {
  readonly type: string;
  readonly name?: string;
  readonly metricType?: "Utilization";
  readonly metadata: Readonly<Record<string, string>>;
  readonly authenticationRef?: { readonly name: string };
}

/** As often as a HorizontalPodAutoscaler looks; KEDA's own 30 seconds would only add to a tier's start. */
const POLLING_SECONDS = 15;

/** Names of the triggers in the formulas. */
const LOAD = "load";
const BEFORE = "before";
const OWN = "own";

/**
 * The ScaledObject of one tier. KEDA makes a HorizontalPodAutoscaler of it, and itself does what that cannot: it starts
 * the first replica and stops the last.
 *
 * @see https://keda.sh/docs/latest/reference/scaledobject-spec/
 */
export function scaledObjectManifest(
  service: string,
  { metric }: AutoscaleSpec,
  tier: ScaledTier,
): ScaledObjectManifest {
  const { triggers, scalingModifiers } =
    metric.kind === "external" ? byMetric(service, metric.trigger, tier) : byUsage(service, metric, tier);
  return {
    scaleTargetRef: scaleTarget(service, tier.name),
    minReplicaCount: tier.min,
    maxReplicaCount: Math.max(1, tier.max),
    pollingInterval: POLLING_SECONDS,
    ...(tier.min === 0 ? { cooldownPeriod: tier.scaleDownSeconds } : {}),
    advanced: {
      horizontalPodAutoscalerConfig: { behavior: behaviorManifest(tier) },
      ...(scalingModifiers === undefined ? {} : { scalingModifiers }),
    },
    triggers,
  };
}

/** What KEDA needs to know that it is not the autoscaler of a tier which has no replicas at any time. */
export function scaledObjectAnnotations({ max }: ScaledTier): Readonly<Record<string, string>> {
  return max === 0 ? { "autoscaling.keda.sh/paused": "true" } : {};
}

/** How much of a metric the tiers before this one take at their maximum. Kubernetes counts in thousandths. */
export function takenBefore({ startsAfter, target }: Pick<ScaledTier, "startsAfter" | "target">): number {
  return Math.round(startsAfter * target * 1000) / 1000;
}

type Scaling = Pick<ScaledObjectManifest, "triggers"> & { readonly scalingModifiers?: ScalingModifiers };

/**
 * A tier takes of a metric what those before it do not. That is said in a formula, by which the first replica is started
 * and the last one stopped, too; on the first tier as well, so that every scaler is given the same metadata.
 *
 * @see https://keda.sh/docs/latest/reference/scaledobject-spec/#scalingmodifiers
 */
function byMetric(service: string, trigger: TriggerSpec, tier: ScaledTier): Scaling {
  const taken = takenBefore(tier);
  const authentication = trigger.workloadIdentity === undefined ? trigger.authenticationRef : service;
  return {
    scalingModifiers: {
      formula: taken === 0 ? LOAD : `${LOAD} > ${taken} ? ${LOAD} - ${taken} : 0`,
      target: String(tier.target),
      activationTarget: "0",
    },
    triggers: [
      {
        type: trigger.type,
        name: LOAD,
        metadata: trigger.metadata,
        ...(authentication === undefined ? {} : { authenticationRef: { name: authentication } }),
      },
    ],
  };
}

function byUsage(service: string, { resource }: ResourceMetric, tier: ScaledTier): Scaling {
  const usage: TriggerManifest = {
    type: resource,
    metricType: "Utilization",
    metadata: { value: String(tier.target) },
  };
  if (tier.wakes === undefined) return { triggers: [usage] };
  return {
    scalingModifiers: { formula: wakeFormula(tier.wakes), target: "1", activationTarget: "0" },
    triggers: [usage, replicasOf(service, tier.wakes.tier, BEFORE), replicasOf(service, tier.name, OWN)],
  };
}

/**
 * How many replicas the tier before must have lost before a tier sleeps. With 1 the load that its last replica leaves
 * behind would fill that tier again, and wake it for ever.
 */
export const SLEEP_DISTANCE = 2;

/**
 * 1 as long as the tier is needed, else 0. By usage KEDA neither starts a first replica nor stops the last one
 * (`pkg/scaling/scale_handler.go`, getScaledObjectState), so the number of the tier before decides.
 */
function wakeFormula({ replicas }: WakeRule): string {
  return `${BEFORE} >= ${replicas} || ${OWN} > 0 && ${BEFORE} > ${replicas - SLEEP_DISTANCE} ? 1 : 0`;
}

/** @see https://keda.sh/docs/latest/scalers/kubernetes-workload/ */
function replicasOf(service: string, tierName: string, name: string): TriggerManifest {
  const podSelector = Object.entries(tierLabels(service, tierName))
    .map(([label, value]) => `${label}=${value}`)
    .join(",");
  // KEDA before 2.16 wants a value though the formula's target takes its place.
  return { type: "kubernetes-workload", name, metadata: { podSelector, value: "1" } };
}
