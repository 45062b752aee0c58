import { type Counts, total } from "./counts";
import { endpointProbeWords } from "./endpoint-probe";
import { endpointsDown } from "./endpoints-down";
import { failoverGoal, type Goal } from "./goal";
import { willBeSilent } from "./heartbeats";
import { course, type Circumstances, type Course, limitsOf } from "./limits";
import type { FailoverMemory, StepMemory, TierLimit, TierMemory } from "./memory";
import { openBreaker } from "./moves";
import type { FailoverObservation } from "./observation";
import { scaledGoal } from "./scaled-goal";
import type { FailoverTarget } from "./target";
import type { Time } from "./time";
import { type TierVerdict, tierVerdict } from "./verdict";

/** What was made of an observation: how each tier is, and where replicas are to run. */
export interface Assessment {
  readonly verdicts: Readonly<Record<string, TierVerdict>>;
  readonly tiers: Readonly<Record<string, TierMemory>>;
  readonly limits: Readonly<Record<string, TierLimit>>;
  readonly goal: Goal;
  readonly wanted: number;
  /** Ready pods by tier: those that count. */
  readonly ready: Counts;
  /** Replicas by tier. */
  readonly now: Counts;
  readonly reasons: readonly string[];
  readonly holds: readonly string[];
  /** When something may be due. */
  readonly due: readonly Time[];
  /** When nodes that are late with a sign of life will count as silent. */
  readonly signs: readonly Time[];
}

/** Judges the tiers, decides who gets how many replicas at most, and plans with that. */
export function assess(observation: FailoverObservation, target: FailoverTarget): Assessment {
  const { at, memory, tiers, isAnswered } = observation;
  const verdicts = byTier(observation, (tier) => {
    const before = memory.tiers[tier.name]?.finding;
    return tierVerdict({ tier, at, spec: target.failover, isAnswered, ...(before === undefined ? {} : { before }) });
  });
  const now = byTier(observation, ({ deployment }) => deployment.replicas);
  const ready = byTier(observation, ({ name, deployment }) =>
    Math.min(deployment.replicas, verdicts[name]?.counts.ready ?? 0),
  );
  const before = goalOf(target, { now, ready, memory, tiers: memory.tiers });
  const circumstances = circumstancesOf(observation, target, {
    isServed: total(ready) >= before.wanted,
    isShort: before.stranded > 0,
  });
  const courses = tiers.map((tier) => ({
    name: tier.name,
    ...courseOf(tier, { observation, verdicts, circumstances }),
  }));
  const remembered = Object.fromEntries(
    courses.flatMap(({ name, memory: known }): [string, TierMemory][] => (known === undefined ? [] : [[name, known]])),
  );
  const goal = goalOf(target, { now, ready, memory, tiers: remembered });
  return {
    verdicts,
    tiers: remembered,
    limits: limitsOf(remembered),
    goal,
    wanted: goal.wanted,
    ready,
    now,
    reasons: [...courses.flatMap(({ reasons }) => reasons), ...unanswered(observation, target)],
    holds: courses.flatMap(({ hold }) => hold ?? []),
    due: courses.flatMap(({ due }) => due ?? []),
    signs: tiers.flatMap(({ nodes }) => nodes.flatMap((node) => willBeSilent(node, at) ?? [])),
  };
}

/** Who has never had a right answer may be cut off from the pods, or asks for what they do not have. */
function unanswered({ at, tiers, isAnswered }: FailoverObservation, { failover }: FailoverTarget): readonly string[] {
  const { probe } = failover;
  if (probe === undefined || isAnswered) return [];
  const down = tiers.map(({ rounds }) => endpointsDown(rounds, probe, { at, wasDown: false })).find(Boolean);
  if (down === undefined) return [];
  return [
    `No replica has ever answered ${endpointProbeWords(probe)} rightly, so that no tier counts as sick by it (${down.detail}).`,
  ];
}

function courseOf(
  tier: FailoverObservation["tiers"][number],
  known: {
    readonly observation: FailoverObservation;
    readonly verdicts: Readonly<Record<string, TierVerdict>>;
    readonly circumstances: Circumstances;
  },
): Course {
  const { memory } = known.observation;
  const verdict = known.verdicts[tier.name];
  if (verdict === undefined) return { reasons: [] };
  const before = memory.tiers[tier.name];
  return course(
    {
      tier,
      verdict,
      ...(before === undefined ? {} : { before }),
      ...(memory.seen === undefined ? {} : { seen: memory.seen }),
    },
    known.circumstances,
  );
}

function circumstancesOf(
  { at, memory }: FailoverObservation,
  { failover }: FailoverTarget,
  seen: Pick<Circumstances, "isServed" | "isShort">,
): Circumstances {
  const breaker = openBreaker(memory.moves, failover.breaker, at);
  return { at, spec: failover, ...seen, ...(breaker === undefined ? {} : { breaker }) };
}

/** Where replicas are to run with the limits that tiers have. */
function goalOf(
  { placement, autoscale, failover }: FailoverTarget,
  {
    now,
    ready,
    memory,
    tiers,
  }: {
    readonly now: Counts;
    readonly ready: Counts;
    readonly memory: FailoverMemory;
    readonly tiers: Readonly<Record<string, TierMemory>>;
  },
): Goal & { readonly wanted: number } {
  const input = { placement, limits: limitsOf(tiers), now, mayExceedMax: failover.mayExceedMax };
  if (autoscale === undefined) return { ...failoverGoal(input), wanted: placement.replicas };
  const step = stepUnderWay(memory.step, tiers);
  return scaledGoal({ ...input, autoscale, ready, ...(step === undefined ? {} : { step }) });
}

/** The last step, if it belongs to the move that the tiers' limits ask for. */
function stepUnderWay(
  step: StepMemory | undefined,
  tiers: Readonly<Record<string, TierMemory>>,
): StepMemory | undefined {
  return step !== undefined && step.at >= turnedAt(tiers) ? step : undefined;
}

/** When replicas were last told to go another way: a tier got a limit, or lost it. */
export function turnedAt(tiers: Readonly<Record<string, TierMemory>>): Time {
  return Math.max(0, ...Object.values(tiers).flatMap(({ limit, lifted }) => [limit?.since ?? 0, lifted ?? 0]));
}

function byTier<Item>(
  { tiers }: FailoverObservation,
  of: (tier: FailoverObservation["tiers"][number]) => Item,
): Readonly<Record<string, Item>> {
  return Object.fromEntries(tiers.map((tier) => [tier.name, of(tier)]));
}
