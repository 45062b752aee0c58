import { countedAnswers, type CanaryObservation, type CanarySpec } from "./canary-observation";
import type { Finding } from "./canary-verdict";
import { probeWords } from "./probe-words";

/**
 * A pod that is ready may still be starting: on virtual nodes of v1, ready means that its container group runs. It has as
 * long as a kubelet would give it.
 */
export function neverRight(seen: CanaryObservation, { probe }: CanarySpec): Finding | undefined {
  const { readySince, soundSince, at, answers } = seen;
  if (probe === undefined || readySince === undefined || soundSince !== undefined) return undefined;
  const grace = probe.initialDelaySeconds + probe.failureThreshold * probe.periodSeconds;
  const last = answers.findLast(({ isRight }) => !isRight);
  if (at - readySince <= grace || last === undefined) return undefined;
  return {
    wrong: `${probeWords(probe)} gets no right answer`,
    because: `${grace} s after it was ready a pod still answers "${last.answer}"`,
    next:
      "Find out why, or give the probe a longer initialDelaySeconds or a higher failureThreshold, " +
      "then run `pulumi up` again",
  };
}

/** Each wrong answer is a user's. */
export function wrongAnswers(seen: CanaryObservation, { probe, wrongAnswersAllowed }: CanarySpec): Finding | undefined {
  if (probe === undefined) return undefined;
  const counted = countedAnswers(seen);
  const wrong = counted.filter(({ isRight }) => !isRight);
  const last = wrong.at(-1);
  if (last === undefined || wrong.length <= wrongAnswersAllowed) return undefined;
  return {
    wrong: `${probeWords(probe)} gets wrong answers`,
    because: `${wrong.length} of ${counted.length} are wrong and ${wrongAnswersAllowed} may be; the last is "${last.answer}"`,
    next: "Find out why, then run `pulumi up` again",
  };
}

/** Its pods are ready, and one of them has not answered rightly yet. */
export function silent({ soundSince, answers }: CanaryObservation, { probe }: CanarySpec): Finding | undefined {
  if (probe === undefined || soundSince !== undefined) return undefined;
  const last = answers.at(-1);
  return {
    wrong: `${probeWords(probe)} gets no right answer`,
    because: last === undefined ? "it was not asked yet" : `the last is "${last.answer}"`,
    next: "Find out why, then run `pulumi up` again",
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
