import { throttleMinutes } from "./aci-quota";
import { apportion } from "./apportion";
import type { PlacementSpec, TierSpec } from "./placement-spec";
import { TierKind, tierTitle } from "./tier";

/** Where the replicas of one service run. The counts and `unplaced` always sum to the number that was wanted. */
export interface PlacementPlan {
  /** Replicas on each tier, by its name. */
  readonly counts: Record<string, number>;
  /** Replicas that no tier has room for. */
  readonly unplaced: number;
  /** One sentence a decision, in the order taken. */
  readonly reasons: string[];
  /** What the user should know before it is done, with the numbers. */
  readonly warnings: string[];
}

/**
 * Places replicas on tiers, in these steps:
 *
 * 1. Each tier gets its `min`, in order.
 * 2. Each tier with a `percent` gets its share of all replicas, rounded by the largest remainder.
 * 3. What is left fills the tiers without a `percent` in order, neighbours with a `weight` together and in proportion.
 * 4. What they have no room for goes, in order, to the tiers with a `percent`.
 *
 * No tier gets more than its `max`, and the virtual-node tiers together no more than ACI's quota has room for. What does
 * not fit is reported as `unplaced`.
 */
export function planPlacement(spec: PlacementSpec): PlacementPlan {
  const board = new Board(spec);
  for (const tier of spec.tiers) board.give(tier, tier.min, `its min is ${tier.min}`);
  giveShares(board, spec);
  for (const group of fillGroups(spec.tiers.filter(({ percent }) => percent === undefined))) fill(board, group);
  for (const tier of spec.tiers.filter(({ percent }) => percent !== undefined)) {
    board.give(tier, board.left, "all that are left fit there");
  }
  return board.plan();
}

/** The split in a line: `12 replicas: 8 on VMs, 4 on the virtual node`. */
export function placementSummary({ tiers }: Pick<PlacementSpec, "tiers">, plan: PlacementPlan): string {
  const counts = tiers.map((tier) => `${plan.counts[tier.name] ?? 0} on ${tierTitle(tier)}`);
  const unplaced = plan.unplaced > 0 ? [`${plan.unplaced} unplaced`] : [];
  const all = Object.values(plan.counts).reduce((sum, count) => sum + count, plan.unplaced);
  return `${replicas(all)}: ${[...counts, ...unplaced].join(", ")}`;
}

/** Tiers that fill at once: neighbours with a weight, or one without. */
function fillGroups(tiers: readonly TierSpec[]): readonly (readonly TierSpec[])[] {
  return tiers.reduce<readonly (readonly TierSpec[])[]>((groups, tier) => {
    const last = groups.at(-1);
    const joins = tier.weight !== undefined && last?.at(-1)?.weight !== undefined;
    return joins ? [...groups.slice(0, -1), [...last, tier]] : [...groups, [tier]];
  }, []);
}

function giveShares(board: Board, { tiers, replicas: wanted }: PlacementSpec): void {
  const percents = tiers.map(({ percent = 0 }) => percent);
  const rest = 100 - percents.reduce((sum, percent) => sum + percent, 0);
  const shares = apportion(wanted, [...percents, rest]);
  for (const [index, tier] of tiers.entries()) {
    if (tier.percent === undefined) continue;
    const missing = Math.max(0, (shares[index] ?? 0) - board.count(tier));
    board.give(tier, missing, `its share is ${tier.percent} percent`);
  }
}

function fill(board: Board, group: readonly TierSpec[]): void {
  const [only] = group;
  if (only !== undefined && group.length === 1) {
    board.give(only, board.left, "all that are left fit there");
    return;
  }
  // A tier that is full leaves its part to the others of its group, so it takes as many rounds as there are tiers.
  for (let open = group; open.length > 0 && board.left > 0; open = open.filter((tier) => board.room(tier) > 0)) {
    const parts = apportion(
      board.left,
      open.map(({ weight = 1 }) => weight),
    );
    for (const [index, tier] of open.entries()) {
      board.give(tier, parts[index] ?? 0, `its weight is ${tier.weight ?? 1}`);
    }
  }
}

/** What is placed so far, and why. */
class Board {
  private readonly counts = new Map<string, number>();
  private readonly reasons = new Map<string, string>();
  left: number;

  constructor(private readonly spec: PlacementSpec) {
    this.left = spec.replicas;
  }

  count({ name }: TierSpec): number {
    return this.counts.get(name) ?? 0;
  }

  room(tier: TierSpec): number {
    const own = tier.max - this.count(tier);
    return tier.kind === TierKind.virtualNode ? Math.min(own, this.quotaLeft) : own;
  }

  /** Gives a tier so many replicas, or as many as it has room for. */
  give(tier: TierSpec, wanted: number, reason: string): void {
    const asked = Math.min(wanted, this.left);
    const given = Math.max(0, Math.min(asked, this.room(tier)));
    if (given === 0 && asked === 0) return;
    this.reasons.set(tier.name, given < asked ? this.limitOf(tier) : reason);
    this.counts.set(tier.name, this.count(tier) + given);
    this.left -= given;
  }

  plan(): PlacementPlan {
    const { tiers } = this.spec;
    const counts = Object.fromEntries(tiers.map((tier) => [tier.name, this.count(tier)]));
    const unplaced = this.left > 0 ? [`${replicas(this.left)} unplaced, because every tier is at its maximum.`] : [];
    return {
      counts,
      unplaced: this.left,
      reasons: [...tiers.map((tier) => this.sentence(tier)), ...unplaced],
      warnings: [...unplaced, ...this.throttleWarning()],
    };
  }

  private get quotaLeft(): number {
    return this.spec.quotaRoom.replicas - this.onVirtualNodes;
  }

  private get onVirtualNodes(): number {
    return this.spec.tiers
      .filter(({ kind }) => kind === TierKind.virtualNode)
      .reduce((sum, tier) => sum + this.count(tier), 0);
  }

  private limitOf(tier: TierSpec): string {
    const endsByQuota = tier.kind === TierKind.virtualNode && this.quotaLeft < tier.max - this.count(tier);
    return endsByQuota ? this.spec.quotaRoom.reason : tier.maxReason;
  }

  private sentence(tier: TierSpec): string {
    const count = this.count(tier);
    const reason = this.reasons.get(tier.name) ?? "none is left to place";
    return `${count === 0 ? "None" : count} on ${tierTitle(tier)}, because ${reason}.`;
  }

  private throttleWarning(): string[] {
    const { quota } = this.spec;
    const minutes = throttleMinutes(this.onVirtualNodes, quota);
    if (minutes === 0) return [];
    return [
      `${this.onVirtualNodes} on the virtual node at once take ${minutes} minutes or more, because ACI creates ` +
        `${quota.createsPer5Minutes} container groups in 5 minutes and ${quota.createsPerHour} in an hour.`,
    ];
  }
}

function replicas(count: number): string {
  return count === 1 ? "1 replica" : `${count} replicas`;
}
