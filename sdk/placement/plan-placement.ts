import type { PlacementSpec, TierSpec } from "./placement-spec";
import { Tier, TIER_TITLES } from "./tier";

/** Where the replicas of one service run. `vm + virtualNode + unplaced` is always the number that was wanted. */
export interface PlacementPlan {
  /** Replicas on VM nodes. */
  readonly vm: number;
  /** Replicas on the virtual node. */
  readonly virtualNode: number;
  /** Replicas that no tier has room for. */
  readonly unplaced: number;
  /** One sentence a decision, in the order taken. */
  readonly reasons: string[];
}

/** Fills the tiers in their order, each up to its maximum. What does not fit is reported as `unplaced`. */
export function planPlacement(spec: PlacementSpec): PlacementPlan {
  const counts: Record<Tier, number> = { vm: 0, virtualNode: 0 };
  const reasons: string[] = [];
  let left = spec.replicas;
  for (const tier of spec.tiers) {
    const count = Math.min(left, tier.max);
    reasons.push(tierReason(tier, count, left));
    counts[tier.tier] += count;
    left -= count;
  }
  if (left > 0) reasons.push(`${replicas(left)} unplaced, because every tier is at its maximum.`);
  return { ...counts, unplaced: left, reasons };
}

/** The split in a line: `12 replicas: 8 on VMs, 4 on the virtual node`. */
export function placementSummary(plan: PlacementPlan): string {
  const counts = Object.values(Tier).map((tier) => `${plan[tier]} on ${TIER_TITLES[tier]}`);
  const unplaced = plan.unplaced > 0 ? [`${plan.unplaced} unplaced`] : [];
  return `${replicas(plan.vm + plan.virtualNode + plan.unplaced)}: ${[...counts, ...unplaced].join(", ")}`;
}

function tierReason({ tier, max, maxSource }: TierSpec, count: number, left: number): string {
  const where = TIER_TITLES[tier];
  if (left === 0) return `None on ${where}, because none is left to place.`;
  if (count < left) return `${count} on ${where}, because ${maxSource} is ${max}.`;
  return `${count} on ${where}, because all that are left fit there.`;
}

function replicas(count: number): string {
  return count === 1 ? "1 replica" : `${count} replicas`;
}
