import type { TierSpec } from "../placement/placement-spec";
import { AutoscaleEngine } from "../scaling/autoscale-spec";
import { type Counts, total } from "./counts";
import { failoverGoal, type Goal, type GoalInput } from "./goal";
import type { StepMemory } from "./memory";
import type { AutoscaledTiers } from "./target";

export interface ScaledGoalInput extends GoalInput {
  readonly autoscale: AutoscaledTiers;
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
  const { placement, limits, now, autoscale, step } = input;
  const wanted = total(now) - outstanding(now, step);
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

/** The replicas that steps have made and not yet taken elsewhere. Autoscalers may have changed the rest since. */
function outstanding(now: Counts, step: StepMemory | undefined): number {
  if (step === undefined) return 0;
  const { wanted, before, after } = step;
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
