import type { ProbeSpec } from "../pods/probe";
import type { CanaryPod, DeploymentObject } from "./canary-objects";

/** What a canary must show. */
export interface CanarySpec {
  readonly replicas: number;
  readonly verifySeconds: number;
  readonly wrongAnswersAllowed: number;
  /** What each of its pods is asked. @default - they are not asked anything */
  readonly probe?: ProbeSpec;
}

/** What a pod of a canary answered to its probe. */
export interface ProbeAnswer {
  /** The pod's uid. */
  readonly pod: string;
  readonly isRight: boolean;
  /** Status and first words of the answer, or why none came. */
  readonly answer: string;
}

/** What was seen of a canary at one moment. */
export interface CanaryLook {
  /** Seconds since the canary was made. */
  readonly at: number;
  /** @default - it is not there any more */
  readonly deployment?: DeploymentObject;
  readonly pods: readonly CanaryPod[];
  readonly answers: readonly ProbeAnswer[];
}

/** What was seen of a canary at one moment, and what is to be remembered of all moments before. */
export interface CanaryObservation extends CanaryLook {
  /** All answers so far, in the order in which they came. */
  readonly answers: readonly ProbeAnswer[];
  /** The uids of all pods that were ready at some moment. */
  readonly readyOnce: readonly string[];
  /** Since when all its pods are ready, in seconds since it was made. @default - they are not */
  readonly readySince?: number;
  /** Since when each of them has also answered its probe rightly once: from then on it is verified. */
  readonly soundSince?: number;
}

/** Whether an HTTP status is a right answer, by the kubelet's rule for its probes. */
export function isRightStatus(status: number): boolean {
  return status >= 200 && status < 400;
}

/** Adds a look to what was seen before it. */
export function observed(
  before: CanaryObservation | undefined,
  look: CanaryLook,
  { replicas, probe }: CanarySpec,
): CanaryObservation {
  const pods = look.pods.filter(({ metadata }) => metadata.deletionTimestamp === undefined);
  const answers = [...(before?.answers ?? []), ...look.answers];
  const ready = pods.filter(isReady).map(({ metadata }) => metadata.uid);
  const areReady = ready.length >= replicas && ready.length === pods.length;
  const areSound = areReady && (probe === undefined || ready.every((uid) => hasAnsweredRightly(uid, answers)));
  return {
    ...look,
    pods,
    answers,
    readyOnce: [...new Set([...(before?.readyOnce ?? []), ...ready])],
    ...(areReady ? { readySince: before?.readySince ?? look.at } : {}),
    ...(areSound ? { soundSince: before?.soundSince ?? look.at } : {}),
  };
}

/** Whether a pod is ready. On virtual nodes of v1 that says no more than that its container group runs. */
export function isReady({ status }: CanaryPod): boolean {
  return status?.conditions?.some(({ type, status: is }) => type === "Ready" && is === "True") ?? false;
}

/** The answers that count: each pod's from its first right one on. What it answered before it gave while it started. */
export function countedAnswers({ answers }: Pick<CanaryObservation, "answers">): readonly ProbeAnswer[] {
  return answers.filter(({ pod }, index) => hasAnsweredRightly(pod, answers.slice(0, index + 1)));
}

function hasAnsweredRightly(uid: string, answers: readonly ProbeAnswer[]): boolean {
  return answers.some(({ pod, isRight }) => isRight && pod === uid);
}
