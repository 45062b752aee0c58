import type { PlacementSpec, TierSpec } from "../placement/placement-spec";
import { type PlacementPlan, planPlacement } from "../placement/plan-placement";
import { tierTitle } from "../placement/tier";
import type { Counts } from "./counts";
import type { TierLimit } from "./memory";

/** Where replicas are to run, given what each tier was seen to be able to run. */
export interface Goal {
  /** What each Deployment is to be told in the end. Those that no tier can run stay where they are. */
  readonly counts: Counts;
  /** Those that no tier can run at the moment. */
  readonly stranded: number;
  /** One sentence a decision. */
  readonly reasons: readonly string[];
}

export interface GoalInput {
  readonly placement: PlacementSpec;
  /** The most replicas that sick tiers are given. */
  readonly limits: Readonly<Record<string, TierLimit>>;
  /** Replicas by tier, now. */
  readonly now: Counts;
  readonly mayExceedMax: boolean;
}

/**
 * Plans with the capacities that were seen. The planner places as it always does, with what sick tiers can run as their
 * `max`; what finds no room then goes beyond the `max` of well tiers, where it may; what finds none there either stays.
 */
export function failoverGoal({ placement, limits, now, mayExceedMax }: GoalInput): Goal {
  const tiers = placement.tiers.map((tier) => narrowed(tier, limits[tier.name]));
  const first = planPlacement({ ...placement, tiers });
  if (first.unplaced === 0 || Object.keys(limits).length === 0) {
    return { counts: first.counts, stranded: first.unplaced, reasons: first.reasons };
  }
  const isOpen = ({ name, isClosed }: TierSpec): boolean => limits[name] === undefined && isClosed !== true;
  const widened = mayExceedMax ? grown(placement, first, (tier) => (isOpen(tier) ? Infinity : 0)) : first;
  const kept = grown(placement, widened, ({ name }) => now[name] ?? 0);
  const home = grown(placement, kept, ({ max }) => max);
  return {
    counts: home.counts,
    stranded: widened.unplaced,
    reasons: [
      ...first.reasons.filter((reason) => !reason.includes("unplaced")),
      ...placement.tiers.flatMap((tier) => beyondMax(tier, first, widened)),
      ...(widened.unplaced > 0 ? [`${widened.unplaced} stay where they are, because no tier can run them.`] : []),
    ],
  };
}

function narrowed(tier: TierSpec, limit: TierLimit | undefined): TierSpec {
  if (limit === undefined || limit.max >= tier.max) return tier;
  return { ...tier, min: Math.min(tier.min, limit.max), max: limit.max, maxReason: limit.because };
}

/** Places what a plan has left over, on top of it, in tiers that may have more. */
function grown(placement: PlacementSpec, plan: PlacementPlan, most: (tier: TierSpec) => number): PlacementPlan {
  if (plan.unplaced === 0) return plan;
  const tiers = placement.tiers.map((tier): TierSpec => {
    const { name, kind, maxReason } = tier;
    const min = plan.counts[name] ?? 0;
    return { name, kind, maxReason, min, max: Math.max(min, most(tier)) };
  });
  return planPlacement({ ...placement, tiers });
}

function beyondMax(tier: TierSpec, first: PlacementPlan, widened: PlacementPlan): readonly string[] {
  const more = (widened.counts[tier.name] ?? 0) - (first.counts[tier.name] ?? 0);
  return more <= 0 ? [] : [`${more} more than its max on ${tierTitle(tier)}, because a sick tier cannot run them.`];
}
