import type { PlacementPlan } from "../placement/plan-placement";
import { tierTitle } from "../placement/tier";
import { AutoscaleEngine } from "./autoscale-spec";
import type { ScaledTier } from "./plan-scaling";
import type { ScalingSpec } from "./scaling-spec";
import { SLEEP_DISTANCE, takenBefore } from "./scaled-object";
import { lingeringReplicas } from "./targets";

/** What was decided, and from what. */
export interface PlannedScaling {
  readonly spec: ScalingSpec;
  readonly tiers: readonly ScaledTier[];
  /** Where the fewest replicas run. */
  readonly floor: PlacementPlan;
  /** Where the most replicas run. */
  readonly ceiling: PlacementPlan;
}

/** One sentence a decision. */
export function scalingReasons(planned: PlannedScaling): string[] {
  return planned.tiers.flatMap((tier, index) => [
    rangeReason(tier, index, planned),
    ...minimumReason(tier, planned),
    ...turnReason(tier, planned),
    ...lingeringReason(tier, planned),
    ...paceReason(tier, planned),
  ]);
}

/** What the user should know before it is done. */
export function scalingWarnings(planned: PlannedScaling): string[] {
  const { spec, ceiling } = planned;
  return [
    ...(ceiling.unplaced === 0
      ? []
      : [
          `${ceiling.unplaced} of the ${spec.autoscale.max} replicas of autoscale.max are never started, because every ` +
            "tier is at its maximum before.",
        ]),
    ...planned.tiers.flatMap((tier, index) => [...neverUsed(tier, index, planned), ...alwaysAwake(tier, planned)]),
    ...(spec.autoscale.metric.kind === "resource" && spec.autoscale.metric.resource === "memory"
      ? [
          "Replicas seldom give back memory when others join them, so usage may stay above a tier's target until the " +
            "tier is full, and shrink late.",
        ]
      : []),
  ];
}

function rangeReason({ min, max }: ScaledTier, index: number, { ceiling }: PlannedScaling): string {
  // A placement has one sentence for each tier, in the tiers' order: `8 on VMs, because vmReplicas is 8.`
  const most = ceiling.reasons[index] ?? "";
  if (max === 0) return most;
  return min === max ? `Always ${most}` : `At least ${min}, at most ${most}`;
}

function minimumReason(tier: ScaledTier, { spec, floor }: PlannedScaling): string[] {
  if (tier.min === 0 || tier.min === floor.counts[tier.name]) return [];
  const why =
    spec.autoscale.engine === AutoscaleEngine.hpa
      ? "a HorizontalPodAutoscaler keeps at least one; engine keda keeps none"
      : "there is no usage to scale by without a replica";
  return [`${tier.min} on ${tierTitle(tier)} at all times, because ${why}.`];
}

function turnReason(tier: ScaledTier, { spec, tiers }: PlannedScaling): string[] {
  const before = tierBefore(tier, tiers);
  if (tier.max === 0 || before === undefined) return [];
  const { metric } = spec.autoscale;
  const title = tierTitle(tier);
  if (metric.kind === "external") {
    const taken = takenBefore(tier);
    return [`What is above ${taken} is for ${title}, because the tiers before it take ${taken} when they are full.`];
  }
  const name = metric.resource === "cpu" ? "CPU" : "memory";
  const first = tierTitle(before);
  return [
    ...(tier.wakes === undefined
      ? []
      : [`The first on ${title} starts when there are ${tier.wakes.replicas} on ${first}.`]),
    `The target on ${title} is ${tier.target} percent ${name}, because it is ${before.target} on ${first}, which fill first.`,
  ];
}

/** What rounding up keeps on a tier by usage; with a metric from outside nothing is shared, and nothing stays. */
function lingeringReason(tier: ScaledTier, { spec, tiers }: PlannedScaling): string[] {
  const before = tierBefore(tier, tiers);
  if (tier.max === 0 || before === undefined || spec.autoscale.metric.kind === "external") return [];
  const linger = Math.min(tier.max, lingeringReplicas(tier.target, before));
  if (linger <= Math.max(1, tier.min) || before.min === before.max) return [];
  return [
    `Up to ${linger} stay on ${tierTitle(tier)} when those on ${tierTitle(before)} begin to go, because a ` +
      "HorizontalPodAutoscaler rounds up.",
  ];
}

function paceReason({ max, min, pace, ...tier }: ScaledTier, { spec }: PlannedScaling): string[] {
  if (pace === undefined || max - min <= pace.per5Minutes) return [];
  const { createsPer5Minutes, createsPerHour } = spec.placement.quota;
  return [
    `No more than ${pace.per5Minutes} in 5 minutes and ${pace.per30Minutes} in 30 are added on ${tierTitle(tier)}, because ` +
      `ACI creates ${createsPer5Minutes} container groups in 5 minutes and ${createsPerHour} in an hour.`,
  ];
}

/** Mostly a service whose author gave VMs no maximum, and waits for the virtual node in vain. */
function neverUsed(tier: ScaledTier, index: number, { spec, ceiling }: PlannedScaling): string[] {
  const wanted = (spec.placement.tiers[index]?.max ?? 0) > 0;
  if (tier.max > 0 || !wanted || ceiling.unplaced > 0) return [];
  return [
    `Nothing ever runs on ${tierTitle(tier)}, because the tiers before it have room for all ${spec.autoscale.max} replicas ` +
      "of autoscale.max: give them a maximum to have it used.",
  ];
}

/** A tier that has hardly any room is no sign of load. */
function alwaysAwake(tier: ScaledTier, { tiers }: PlannedScaling): string[] {
  const before = tierBefore(tier, tiers);
  if (tier.wakes === undefined || before === undefined || before.max - before.min >= SLEEP_DISTANCE) return [];
  const title = tierTitle(before);
  return [
    `The last one on ${tierTitle(tier)} never goes once it is started: it would when there are ${SLEEP_DISTANCE} less than ` +
      `the maximum on ${title}, where there are ${before.min} to ${before.max}. Give ${title} more room, or scale by a ` +
      "metric from outside.",
  ];
}

/** The last tier before this one that has replicas at any time. */
function tierBefore(tier: ScaledTier, tiers: readonly ScaledTier[]): ScaledTier | undefined {
  return tiers.slice(0, tiers.indexOf(tier)).findLast(({ max }) => max > 0);
}
