import { TierKind } from "../placement/tier";
import { type Counts, total } from "./counts";

/** What the next step is made from. */
export interface StepInput {
  /** In the order in which they fill. */
  readonly tiers: readonly StepTier[];
  /** The fewest ready pods that are left when some are taken away. */
  readonly floor: number;
  readonly rate: number;
  /** How many ready pods a PodDisruptionBudget lets be taken away; `Infinity` where there is none. */
  readonly disruptionsAllowed: number;
  /** How many container groups ACI creates at the moment. */
  readonly createRoom: number;
}

export interface StepTier {
  readonly name: string;
  readonly kind: TierKind;
  /** What its Deployment is told. */
  readonly now: number;
  /** What it is to be told in the end. */
  readonly goal: number;
  /** Its ready pods. */
  readonly ready: number;
  /** Those of its replicas that something keeps from serving. */
  readonly kept: number;
  /** Whether nobody can tell which of its pods go when it is told fewer. */
  readonly isRolling: boolean;
}

/** Something that makes a step smaller than it would be, or keeps it from being taken. */
export type Brake = "throttle" | "readiness" | "disruptionBudget" | "rate";

export interface StepPlan {
  /** What each Deployment is told after the step. */
  readonly counts: Counts;
  /** Of what is made, what stands for pods that another tier has or had. */
  readonly moved: Counts;
  /** Of what is taken, what will not serve, and what serves. */
  readonly taken: { readonly kept: Counts; readonly serving: Counts };
  readonly brakes: readonly Brake[];
}

/**
 * The next step from how many replicas each tier has to how many it is to have. Capacity is made before it is taken:
 *
 * - Missing replicas are made at once, as many as ACI's throttle lets be.
 * - Up to `rate` more are made for those that are to move: one for each that will not serve, which is taken in the same
 *   step, and beyond that as many more than wanted as `rate` says.
 * - Replicas that serve are taken only where `floor` ready ones are left without them, and the budget allows it.
 */
export function nextStep(input: StepInput): StepPlan {
  const { tiers, rate } = input;
  const excess = sum(tiers, surplusOf) - sum(tiers, deficitOf);
  const idle = sum(tiers, keptOf);
  const growth = Math.max(0, -excess);
  const room = Math.max(0, rate - Math.max(0, excess));
  const wished = Math.min(sum(tiers, deficitOf), growth + Math.min(rate, idle + room));
  const made = make(input, wished);
  const taken = take(input, excess + total(made));
  return {
    counts: each(tiers, ({ name, now }) => now + (made[name] ?? 0) - (taken.counts[name] ?? 0)),
    moved: movedPart(tiers, made, growth),
    taken,
    brakes: [...(total(made) < wished ? (["throttle"] as const) : []), ...taken.brakes],
  };
}

/** In the order of the tiers; ACI's throttle is one for all virtual-node tiers. */
function make({ tiers, createRoom }: StepInput, wished: number): Counts {
  let left = wished;
  let creates = createRoom;
  return each(tiers, (tier) => {
    const isOnAci = tier.kind === TierKind.virtualNode;
    const count = Math.max(0, Math.min(left, deficitOf(tier), isOnAci ? creates : Infinity));
    left -= count;
    if (isOnAci) creates -= count;
    return count;
  });
}

/**
 * Takes up to `over`, from the last tier to the first: what will not serve, then what does not serve yet where as many are
 * ready as there must be, then what serves where more are.
 */
function take(input: StepInput, over: number): Taken {
  const { tiers, rate, floor, disruptionsAllowed } = input;
  // More than a step can have left over is there because fewer are wanted now, which is nobody's disruption.
  const isShrinking = sum(tiers, surplusOf) - sum(tiers, deficitOf) > rate;
  const most = isShrinking ? Infinity : rate;
  const kept = fromLast(tiers, Math.min(over, most), keptOf);
  const ready = sum(tiers, servingOf);
  const unready = (tier: StepTier): number => unreadyOf(tier) - (kept[tier.name] ?? 0);
  const coming = fromLast(tiers, ready >= floor ? Math.min(over - total(kept), most) : 0, unready);
  const idle = added(kept, coming);
  const serving = (tier: StepTier): number => surplusOf(tier) - (idle[tier.name] ?? 0);
  const wished = Math.min(over - total(idle), sum(tiers, serving));
  const spare = Math.max(0, ready - floor);
  const allowed = isShrinking ? Infinity : disruptionsAllowed;
  const taken = fromLast(tiers, Math.min(wished, spare, allowed, most), serving);
  const brakes: Brake[] = [];
  if (wished > spare) brakes.push("readiness");
  else if (wished > allowed) brakes.push("disruptionBudget");
  else if (wished > most) brakes.push("rate");
  return { counts: added(idle, taken), kept, serving: taken, brakes };
}

interface Taken {
  readonly counts: Counts;
  readonly kept: Counts;
  readonly serving: Counts;
  readonly brakes: readonly Brake[];
}

function fromLast(tiers: readonly StepTier[], most: number, of: (tier: StepTier) => number): Counts {
  let left = Math.max(0, most);
  const entries = [...tiers].reverse().map((tier): [string, number] => {
    const count = Math.min(left, of(tier));
    left -= count;
    return [tier.name, count];
  });
  return Object.fromEntries(entries);
}

/** What grows the service is no move; that part of what is made comes first. */
function movedPart(tiers: readonly StepTier[], made: Counts, growth: number): Counts {
  let left = growth;
  return each(tiers, ({ name }) => {
    const count = made[name] ?? 0;
    const grown = Math.min(left, count);
    left -= grown;
    return count - grown;
  });
}

function deficitOf({ now, goal }: StepTier): number {
  return Math.max(0, goal - now);
}

function surplusOf({ now, goal }: StepTier): number {
  return Math.max(0, now - goal);
}

/** Ready pods beyond what the Deployment is told are as good as gone. */
function servingOf({ now, ready }: StepTier): number {
  return Math.min(now, ready);
}

/**
 * Surplus replicas that do not serve. A ReplicaSet that is told fewer deletes those first, but one of two versions may be
 * told fewer of the ready ones (kubernetes, pkg/controller/controller_utils.go, ActivePodsWithRanks).
 */
function unreadyOf(tier: StepTier): number {
  return tier.isRolling ? 0 : Math.min(surplusOf(tier), tier.now - servingOf(tier));
}

/** Surplus replicas that will not serve. */
function keptOf(tier: StepTier): number {
  return Math.min(unreadyOf(tier), tier.kept);
}

function added(one: Counts, other: Counts): Counts {
  return Object.fromEntries(Object.entries(one).map(([name, count]) => [name, count + (other[name] ?? 0)]));
}

function sum(tiers: readonly StepTier[], of: (tier: StepTier) => number): number {
  return tiers.reduce((total, tier) => total + of(tier), 0);
}

function each(tiers: readonly StepTier[], of: (tier: StepTier) => number): Counts {
  return Object.fromEntries(tiers.map((tier) => [tier.name, of(tier)]));
}
