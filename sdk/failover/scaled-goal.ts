import type { TierSpec } from "../placement/placement-spec";
import { AutoscaleEngine } from "../scaling/autoscale-spec";
import { type Counts, total } from "./counts";
import { failoverGoal, type Goal, type GoalInput } from "./goal";
import type { StepMemory } from "./memory";
import type { AutoscaledTiers } from "./target";

export interface ScaledGoalInput extends GoalInput {
  readonly autoscale: AutoscaledTiers;
  /** Ready pods by tier, no more than it is told. */
  readonly ready: Counts;
  /** The last step of the move that is under way. @default - none is */
  readonly step?: StepMemory;
}

/** Where replicas are to run whose number autoscalers own, and how many that is. */
export interface ScaledGoal extends Goal {
  readonly wanted: number;
}

/**
 * The autoscalers keep the total, so failover takes it from them: it moves what sick tiers cannot run, leaves the others
 * what they have, and wakes a tier that has none any more, which no HorizontalPodAutoscaler does.
 */
export function scaledGoal(input: ScaledGoalInput): ScaledGoal {
  const { placement, limits, now, autoscale } = input;
  const wanted = wantedNow(input);
  const tiers = placement.tiers.map((tier): TierSpec => {
    const { name, kind, isClosed } = tier;
    const { min, max } = boundsOf(autoscale, name);
    const count = now[name] ?? 0;
    const asleep = count === 0 && max > 0 && autoscale.engine === AutoscaleEngine.hpa;
    const keeps = asleep ? Math.max(1, min) : count;
    const maxReason = `its autoscaler goes no further than ${max}`;
    return { name, kind, maxReason, min: Math.min(keeps, max), max, ...(isClosed ? { isClosed } : {}) };
  });
  const planned = { ...input, placement: { ...placement, tiers, replicas: wanted } };
  if (Object.keys(limits).length > 0) return { ...failoverGoal(planned), wanted };
  // No autoscaler empties a tier, so whoever runs where nothing is to run is brought home.
  if (tiers.some(({ name, max }) => max === 0 && (now[name] ?? 0) > 0)) {
    const goal = failoverGoal(planned);
    return { ...goal, stranded: 0, wanted: total(goal.counts) };
  }
  const counts = Object.fromEntries(tiers.map(({ name, min }) => [name, Math.max(min, now[name] ?? 0)]));
  const reasons = ["The autoscalers say how many run on each tier."];
  return { counts, stranded: 0, reasons, wanted: total(counts) };
}

/**
 * How many the autoscalers want: those that there are without those that steps have made and not yet taken elsewhere. Where
 * these serve, because their tier is well again, an autoscaler that sees them all may have taken some by itself. That is no
 * wish for fewer: as many as serve stay.
 */
function wantedNow({ now, ready, step }: ScaledGoalInput): number {
  if (step === undefined) return total(now);
  const made = outstanding(now, step);
  const least = total(now) - made;
  return Math.max(least, Math.min(least + made, least + takenBeyond(now, step), total(ready)));
}

/** The replicas that are missing and that no step has taken. */
function takenBeyond(now: Counts, { before, after }: StepMemory): number {
  return Object.entries(after).reduce(
    (sum, [name, count]) => sum + Math.max(0, Math.min(before[name] ?? 0, count) - (now[name] ?? 0)),
    0,
  );
}

/** The replicas that steps have made and not yet taken elsewhere. Autoscalers may have changed the rest since. */
function outstanding(now: Counts, { wanted, before, after }: StepMemory): number {
  const progress = Object.entries(after).reduce((sum, [name, count]) => {
    const from = before[name] ?? 0;
    const [least, most] = [Math.min(from, count), Math.max(from, count)];
    return sum + Math.max(least, Math.min(most, now[name] ?? 0)) - from;
  }, 0);
  return Math.max(0, total(before) - wanted + progress);
}

function boundsOf({ bounds }: AutoscaledTiers, tier: string) {
  return bounds[tier] ?? { min: 0, max: 0 };
}
