import {
  crashed,
  ended,
  gone,
  misconfigured,
  noImage,
  notCreated,
  refused,
  starting,
  throttled,
  unreadyAgain,
  unscheduled,
} from "./canary-conditions";
import { silent, unverified, wrongAnswers } from "./canary-probe-conditions";
import type { CanaryObservation, CanarySpec } from "./canary-observation";

/** Why a canary has not passed, in parts of one sentence on what is wrong, and what to do next. */
export interface Finding {
  readonly wrong: string;
  readonly because: string;
  readonly next: string;
}

/** What is thought of a canary. */
export type CanaryVerdict =
  | { readonly outcome: "passed" }
  /** It will not pass any more. */
  | ({ readonly outcome: "failed" } & Finding)
  /** It may still pass; the finding is what keeps it from that at this moment. */
  | ({ readonly outcome: "pending" } & Finding);

/** What keeps a canary from having passed, if the observation shows it. */
export type Condition = (seen: CanaryObservation, spec: CanarySpec) => Finding | undefined;

/** In the order of what says most about the cause. */
const FAILURES: readonly Condition[] = [
  gone,
  notCreated,
  refused,
  misconfigured,
  noImage,
  crashed,
  ended,
  unreadyAgain,
  wrongAnswers,
];

const WAITS: readonly Condition[] = [throttled, unscheduled, starting, silent, unverified];

/**
 * Judges a canary by what was seen of it. It has passed when all its pods have been ready for so long, without one
 * restart, and have answered their probe rightly all the time.
 */
export function canaryVerdict(seen: CanaryObservation, spec: CanarySpec): CanaryVerdict {
  const [failure] = FAILURES.flatMap((condition) => condition(seen, spec) ?? []);
  if (failure !== undefined) return { outcome: "failed", ...failure };
  const [wait] = WAITS.flatMap((condition) => condition(seen, spec) ?? []);
  return wait === undefined ? { outcome: "passed" } : { outcome: "pending", ...wait };
}
