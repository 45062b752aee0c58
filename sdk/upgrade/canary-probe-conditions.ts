import type { CanaryObservation, CanarySpec } from "./canary-observation";
import type { Finding } from "./canary-verdict";
import { probeWords } from "./probe-words";

/** Each wrong answer is a user's. */
export function wrongAnswers(
  { answers }: CanaryObservation,
  { probe, wrongAnswersAllowed }: CanarySpec,
): Finding | undefined {
  if (probe === undefined) return undefined;
  const wrong = answers.filter(({ isRight }) => !isRight);
  const last = wrong.at(-1);
  if (last === undefined || wrong.length <= wrongAnswersAllowed) return undefined;
  return {
    wrong: `${probeWords(probe)} gets wrong answers`,
    because: `${wrong.length} of ${answers.length} are wrong and ${wrongAnswersAllowed} may be; the last is "${last.answer}"`,
    next: "Find out why, then run `pulumi up` again",
  };
}

/**
 * Its pods are ready, and one of them has not answered rightly yet. It may still be starting: on virtual nodes of v1,
 * ready means no more than that a container group runs.
 */
export function silent({ soundSince, earlyAnswers }: CanaryObservation, { probe }: CanarySpec): Finding | undefined {
  if (probe === undefined || soundSince !== undefined) return undefined;
  const last = earlyAnswers.at(-1);
  return {
    wrong: `${probeWords(probe)} gets no right answer`,
    because: last === undefined ? "it was not asked yet" : `the last is "${last.answer}"`,
    next: "Find out why, or give it a longer timeoutMinutes, then run `pulumi up` again",
  };
}

/** It is well, and is watched for a while longer. */
export function unverified({ at, soundSince }: CanaryObservation, { verifySeconds }: CanarySpec): Finding | undefined {
  const seconds = soundSince === undefined ? 0 : at - soundSince;
  if (soundSince !== undefined && seconds >= verifySeconds) return undefined;
  return {
    wrong: "the canary was not well for long enough",
    because: `it was for ${Math.floor(seconds)} of ${verifySeconds} s`,
    next: "Find out what replaces its pods, or give it a longer timeoutMinutes, then run `pulumi up` again",
  };
}
