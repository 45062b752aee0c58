import type { AciQuota } from "../placement/aci-quota";
import type { TierSpec } from "../placement/placement-spec";
import { planPlacement } from "../placement/plan-placement";
import { TierKind, tierTitle } from "../placement/tier";
import { AutoscaleEngine, type AutoscaleSpec, LONGEST_WAIT_SECONDS, WAIT_STEP } from "./autoscale-spec";
import { scalingReasons, scalingWarnings } from "./scaling-reasons";
import { type ScalingSpec, usedTiers } from "./scaling-spec";
import { defaultLastTarget, staggeredTargets } from "./targets";

/** How many replicas a tier may start in a time, because of what Azure Container Instances creates. */
export interface ScalingPace {
  /** Replicas in any 5 minutes. */
  readonly per5Minutes: number;
  /** Replicas in any 30 minutes. */
  readonly per30Minutes: number;
}

/** When KEDA wakes a tier without replicas. */
export interface WakeRule {
  /** Name of the tier before it. */
  readonly tier: string;
  /** The number of replicas of that tier at which this one wakes. */
  readonly replicas: number;
}

/** Between which numbers, and by what, the replicas of one tier change. */
export interface ScaledTier {
  /** What the tier is called. */
  readonly name: string;
  /** The kind of its capacity. */
  readonly kind: TierKind;
  /** The fewest replicas; 0 where the tier sleeps as long as it is not needed. */
  readonly min: number;
  /** The most replicas; 0 where the tier has none at any time, and its autoscaler nothing to do. */
  readonly max: number;
  /** Usage in percent of the request, or how much of the metric one replica is for. */
  readonly target: number;
  /** What the tiers before it take at their maximum, in replicas. */
  readonly startsAfter: number;
  /** For how long load must be up before the tier grows. */
  readonly scaleUpSeconds: number;
  /** For how long load must be down before the tier shrinks. */
  readonly scaleDownSeconds: number;
  /** Present where the tier sleeps and usage, of which it then has none, cannot wake it. */
  readonly wakes?: WakeRule;
  /** Present on virtual nodes. */
  readonly pace?: ScalingPace;
}

/** How the replicas of one service change, on each tier. */
export interface ScalingPlan {
  /** In the order in which they fill. */
  readonly tiers: ScaledTier[];
  /** Replicas of `autoscale.max` that no tier has room for. */
  readonly unplaced: number;
  /** One sentence a decision, in the order taken. */
  readonly reasons: string[];
  /** What the user should know before it is done. */
  readonly warnings: string[];
}

/**
 * Plans how the tiers of a service grow and shrink. Its fewest replicas are placed as those of a service that is not
 * scaled, and so are the most; between them each tier has an autoscaler of its own, and the order in which they act is
 * made by their targets and by how long they wait.
 */
export function planScaling(spec: ScalingSpec): ScalingPlan {
  const { autoscale, placement } = spec;
  const floor = planPlacement(placement);
  const ceiling = planPlacement({ ...placement, replicas: autoscale.max });
  const used = usedTiers(spec);
  const targets = tierTargets(autoscale, used.length);
  const tiers = placement.tiers.map((tier): ScaledTier => {
    const place = used.indexOf(tier);
    if (place < 0) return idleTier(tier, targets[0] ?? 0);
    const least = floor.counts[tier.name] ?? 0;
    const min = keepsOne(autoscale, place) ? Math.max(1, least) : least;
    const earlier = used.slice(0, place);
    const wakes = min === 0 ? wakeRule(autoscale, earlier.at(-1), ceiling.counts) : undefined;
    return {
      name: tier.name,
      kind: tier.kind,
      min,
      max: ceiling.counts[tier.name] ?? 0,
      target: targets[place] ?? 0,
      startsAfter: earlier.reduce((sum, { name }) => sum + (ceiling.counts[name] ?? 0), 0),
      scaleUpSeconds: place > 0 && autoscale.metric.kind === "resource" ? autoscale.burstDelaySeconds : 0,
      scaleDownSeconds: Math.min(
        LONGEST_WAIT_SECONDS,
        autoscale.scaleDownSeconds * WAIT_STEP ** (used.length - 1 - place),
      ),
      ...(wakes === undefined ? {} : { wakes }),
      ...(tier.kind === TierKind.virtualNode ? { pace: pace(placement.quota, used) } : {}),
    };
  });
  const planned = { spec, tiers, floor, ceiling };
  return { tiers, unplaced: ceiling.unplaced, reasons: scalingReasons(planned), warnings: scalingWarnings(planned) };
}

function tierTargets({ metric }: AutoscaleSpec, tiers: number): readonly number[] {
  if (metric.kind === "external") return Array.from({ length: tiers }, () => metric.trigger.valuePerReplica);
  const last = metric.burstPercent ?? defaultLastTarget(metric.percent, tiers);
  return staggeredTargets(metric.percent, last, tiers);
}

/** Whether a tier has a replica at all times: by usage, KEDA has nothing to go by without one on the first tier. */
function keepsOne({ engine, metric }: AutoscaleSpec, place: number): boolean {
  return engine === AutoscaleEngine.hpa || (metric.kind === "resource" && place === 0);
}

function wakeRule(
  { metric }: AutoscaleSpec,
  before: TierSpec | undefined,
  counts: Readonly<Record<string, number>>,
): WakeRule | undefined {
  if (metric.kind === "external" || before === undefined) return undefined;
  return { tier: before.name, replicas: counts[before.name] ?? 0 };
}

function idleTier({ name, kind }: TierSpec, target: number): ScaledTier {
  return { name, kind, min: 0, max: 0, target, startsAfter: 0, scaleUpSeconds: 0, scaleDownSeconds: 0 };
}

/**
 * ACI's throttle, shared among the virtual-node tiers. Half of an hour's creates in each half-hour, since a
 * HorizontalPodAutoscaler looks back no further.
 *
 * @see https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/horizontal-pod-autoscaler-v2/
 */
function pace({ createsPer5Minutes, createsPerHour }: AciQuota, used: readonly TierSpec[]): ScalingPace {
  const sharers = used.filter(({ kind }) => kind === TierKind.virtualNode).length;
  const part = (creates: number): number => Math.max(1, Math.floor(creates / sharers));
  return { per5Minutes: part(createsPer5Minutes), per30Minutes: part(createsPerHour / 2) };
}

/** The plan in a line: `2 to 8 on VMs at 60 percent CPU, 1 to 52 on the virtual node at 80 percent`. */
export function scalingSummary({ autoscale }: Pick<ScalingSpec, "autoscale">, { tiers }: ScalingPlan): string {
  const { metric } = autoscale;
  const unit = metric.kind === "resource" ? `percent ${metric.resource === "cpu" ? "CPU" : "memory"}` : "a replica";
  return tiers
    .map((tier) => {
      if (tier.max === 0) return `none on ${tierTitle(tier)}`;
      const range = tier.min === tier.max ? `${tier.min}` : `${tier.min} to ${tier.max}`;
      return `${range} on ${tierTitle(tier)} at ${tier.target} ${unit}`;
    })
    .join(", ");
}
