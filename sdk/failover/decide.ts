import { planPlacement } from "../placement/plan-placement";
import { type Assessment, assess } from "./assess";
import { boundsNow, changedBounds, type TierBounds } from "./bounds";
import { type FailoverDecision, FailoverAction } from "./decision";
import { type Counts, total } from "./counts";
import { healthOf } from "./health";
import { isNew, nextMemory } from "./next-memory";
import type { FailoverObservation } from "./observation";
import { type PlannedStep, plannedStep, stepOf } from "./planned-step";
import { stepReasons } from "./reasons";
import { retriesOf } from "./retries";
import type { FailoverTarget } from "./target";
import { secondsFrom, type Time } from "./time";
import { type PodRef, victims } from "./victims";

/** How often to look where nothing is due, in seconds; a node's heartbeats come every 10. */
const LOOK_SECONDS = 10;
/** How often to look where not everything could be seen. */
const BLIND_SECONDS = 5;

/**
 * Decides what to do about a service: from what was seen and remembered alone, so that everyone who sees the same decides
 * the same. Nothing is decided on what was not seen.
 */
export function decide(observation: FailoverObservation, target: FailoverTarget): FailoverDecision {
  if (observation.missing.length > 0) return blind(observation, target);
  const assessed = assess(observation, target);
  const decision = concluded(observation, target, assessed);
  return observation.held === undefined ? decision : heldStill(decision, observation, assessed);
}

function blind(
  { at, memory, tiers, missing }: FailoverObservation,
  { placement, autoscale }: FailoverTarget,
): FailoverDecision {
  const now = Object.fromEntries(tiers.map(({ name, deployment }) => [name, deployment.replicas]));
  return {
    at,
    action: FailoverAction.hold,
    health: {},
    wanted: autoscale === undefined ? placement.replicas : total(now),
    ready: 0,
    ...(autoscale === undefined ? { home: planPlacement(placement).counts } : {}),
    goal: now,
    stranded: 0,
    isSettled: false,
    deletions: [],
    bounds: {},
    memory,
    isMemorable: false,
    reasons: missing.map((what) => `Not everything can be seen: ${what}.`),
    lookAgainSeconds: BLIND_SECONDS,
  };
}

/** What was found out, with nothing done about it. */
function heldStill(
  { step: _, ...decision }: FailoverDecision,
  { memory, held }: FailoverObservation,
  { reasons, now }: Assessment,
): FailoverDecision {
  const reason = held === undefined || held === "" ? "no reason given" : held;
  return {
    ...decision,
    action: FailoverAction.hold,
    goal: now,
    deletions: [],
    bounds: {},
    memory,
    isMemorable: false,
    reasons: [`Held by hand: ${reason}.`, ...reasons],
    lookAgainSeconds: LOOK_SECONDS,
  };
}

function concluded(observation: FailoverObservation, target: FailoverTarget, assessed: Assessment): FailoverDecision {
  const { at, memory } = observation;
  const { goal, now, ready, wanted } = assessed;
  const planned = plannedStep(observation, target, assessed);
  const step = stepOf(planned, { observation, assessed });
  const after = step?.after ?? now;
  const leaving = new Set(Object.keys(now).filter((name) => (after[name] ?? 0) < (now[name] ?? 0)));
  const retries = retriesOf(observation.tiers, memory.retries, { at, leaving, rate: target.failover.rate });
  const bounds = boundsOf(target, { observation, assessed, after });
  const stranded = goal.stranded > 0 ? [`${goal.stranded} replicas have no tier that can run them`] : [];
  const holds = [...assessed.holds, ...stranded];
  const next = nextMemory({ observation, assessed, step, retries: retries.memory, hold: holds.join("; ") });
  const due = [...assessed.due, ...(retries.due === undefined ? [] : [retries.due]), ...planned.due];
  const isThere = Object.keys(now).every((name) => now[name] === goal.counts[name]);
  const acts = step !== undefined || retries.deletions.length > 0 || Object.keys(bounds).length > 0;
  return {
    at,
    action: actionOf({ acts, isHeld: holds.length > 0, waits: !isThere || due.length > 0 }),
    health: healthOf(assessed),
    wanted,
    ready: total(ready),
    ...(target.autoscale === undefined ? { home: planPlacement(target.placement).counts } : {}),
    goal: goal.counts,
    stranded: goal.stranded,
    isSettled: isThere && !acts && total(ready) >= wanted,
    ...(step === undefined ? {} : { step }),
    deletions: [...retries.deletions, ...victimsOf(observation, assessed, planned)],
    bounds,
    memory: next,
    isMemorable: step !== undefined || retries.deletions.length > 0 || isNew(next, memory, at),
    reasons: [
      ...assessed.reasons,
      ...holds.map((hold) => `Held: ${hold}.`),
      ...stepReasons(observation, assessed, planned),
    ],
    lookAgainSeconds: lookAgain([...due, ...assessed.signs], at),
  };
}

function victimsOf(
  { tiers }: FailoverObservation,
  { verdicts }: Assessment,
  { taken }: PlannedStep,
): readonly PodRef[] {
  return tiers.flatMap((tier) => {
    const loss = { kept: taken.kept[tier.name] ?? 0, serving: taken.serving[tier.name] ?? 0 };
    return victims(tier, verdicts[tier.name]?.findings ?? [], loss);
  });
}

function boundsOf(
  { placement, autoscale, failover }: FailoverTarget,
  {
    observation,
    assessed,
    after,
  }: { readonly observation: FailoverObservation; readonly assessed: Assessment; readonly after: Counts },
): Readonly<Record<string, TierBounds>> {
  if (autoscale === undefined) return {};
  const { tiers } = observation;
  const { limits, ready } = assessed;
  const { mayExceedMax } = failover;
  const bounds = boundsNow({ placement, autoscale, tiers, limits, ready, next: after, mayExceedMax });
  return changedBounds(bounds, tiers);
}

function actionOf({ acts, isHeld, waits }: { acts: boolean; isHeld: boolean; waits: boolean }): FailoverAction {
  if (acts) return FailoverAction.step;
  if (isHeld) return FailoverAction.hold;
  return waits ? FailoverAction.wait : FailoverAction.steady;
}

function lookAgain(due: readonly Time[], at: Time): number {
  const next = Math.min(...due.filter((time) => time > at));
  return Math.max(1, Math.min(LOOK_SECONDS, next === Infinity ? LOOK_SECONDS : secondsFrom(at, next)));
}
