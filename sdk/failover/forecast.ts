import type { Counts } from "./counts";
import { decide } from "./decide";
import type { FailoverDecision } from "./decision";
import type { TierMemory } from "./memory";
import type { FailoverObservation } from "./observation";
import type { FailoverTarget } from "./target";

/** Where replicas will run if all stays as it was seen. */
export interface Forecast {
  readonly counts: Counts;
  /** Those that no tier will be able to run. */
  readonly stranded: number;
}

/**
 * What comes of tiers that are sick but not for the window yet, for those who look once and do not wait; nothing where
 * nothing comes of them.
 */
export function forecast(
  observation: FailoverObservation,
  target: FailoverTarget,
  { health, memory, goal }: FailoverDecision,
): Forecast | undefined {
  const waiting = Object.entries(memory.tiers).flatMap(([name, tier]): [string, TierMemory][] =>
    health[name]?.isSick === true && tier.limit === undefined ? [[name, { ...tier, isSick: true, since: 0 }]] : [],
  );
  if (waiting.length === 0 || observation.held !== undefined) return undefined;
  const later = { ...memory, seen: observation.at, tiers: { ...memory.tiers, ...Object.fromEntries(waiting) } };
  const { goal: counts, stranded } = decide({ ...observation, memory: later }, target);
  const isOther = stranded > 0 || Object.keys(counts).some((name) => counts[name] !== goal[name]);
  return isOther ? { counts, stranded } : undefined;
}
