import { type Assessment, turnedAt } from "./assess";
import { createRoom } from "./create-room";
import type { FailoverStep } from "./decision";
import { movesOf } from "./moves";
import type { FailoverObservation } from "./observation";
import { moveReason } from "./reasons";
import { nextStep, type StepPlan } from "./step";
import type { FailoverTarget } from "./target";
import { SECOND, type Time } from "./time";

/** Steps follow each other no faster than this, in seconds: what one has done must show before the next. */
const STEP_SECONDS = 5;

/** A step as it would be, and what keeps it. */
export interface PlannedStep extends StepPlan {
  /** When the next one may be taken. */
  readonly due: readonly Time[];
  /** Whether the last one was taken just now. */
  readonly isPaced: boolean;
}

/** The next step on the way to the goal. */
export function plannedStep(
  { at, memory, tiers, disruptionsAllowed = Infinity }: FailoverObservation,
  { placement, failover }: FailoverTarget,
  { goal, now, ready, wanted, verdicts }: Assessment,
): PlannedStep {
  const none = { counts: now, moved: {}, taken: { kept: {}, serving: {} }, brakes: [] };
  const isThere = tiers.every(({ name }) => now[name] === goal.counts[name]);
  const paced = memory.step === undefined ? at : memory.step.at + STEP_SECONDS * SECOND;
  if (isThere) return { ...none, due: [], isPaced: false };
  if (at < paced) return { ...none, due: [paced], isPaced: true };
  const plan = nextStep({
    tiers: tiers.map(({ name, kind, deployment }) => ({
      name,
      kind,
      now: deployment.replicas,
      goal: goal.counts[name] ?? 0,
      ready: ready[name] ?? 0,
      kept: verdicts[name]?.kept ?? 0,
      isRolling: deployment.isRolling,
    })),
    floor: Math.min(wanted, failover.floor ?? wanted),
    rate: failover.rate,
    disruptionsAllowed,
    createRoom: createRoom(memory, placement.quota, at),
  });
  // Pods become ready without anybody's saying when.
  return { ...plan, due: [at + STEP_SECONDS * SECOND], isPaced: false };
}

/** What the step changes and moves; nothing where it changes nothing. */
export function stepOf(
  { counts, moved }: PlannedStep,
  { observation, assessed }: { readonly observation: FailoverObservation; readonly assessed: Assessment },
): FailoverStep | undefined {
  const { now, goal, tiers } = assessed;
  if (Object.keys(now).every((name) => counts[name] === now[name])) return undefined;
  const { at, memory } = observation;
  const surplus = Object.fromEntries(
    Object.keys(now).map((name) => [name, Math.max(0, (now[name] ?? 0) - (goal.counts[name] ?? 0))]),
  );
  // What the last step was to make and has not is not moved a second time.
  const known = memory.step !== undefined && memory.step.at >= turnedAt(tiers) ? memory.step.after : {};
  const fresh = Object.fromEntries(
    Object.entries(moved).map(([name, count]) => {
      const before = Math.max(0, (known[name] ?? 0) - (now[name] ?? 0));
      return [name, Math.max(0, count - before)];
    }),
  );
  const reason = (from: string, to: string): string => moveReason(observation.tiers, assessed, { from, to });
  return { before: now, after: counts, moves: movesOf(fresh, surplus, { at, reason }) };
}
