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
  /** What its running pods answered, ready or not. */
  readonly answers: readonly ProbeAnswer[];
}

/** What was seen of a canary at one moment, and what is to be remembered of all moments before. */
export interface CanaryObservation extends CanaryLook {
  /** All answers so far that count: each pod's from its first right one on that it gave while it was ready. */
  readonly answers: readonly ProbeAnswer[];
  /** All answers before those. */
  readonly earlyAnswers: readonly ProbeAnswer[];
  /** The uids of all pods that were ready at some moment. */
  readonly readyOnce: readonly string[];
  /** The uids of the pods that are ready and have answered their probe rightly once while they were. */
  readonly sound: readonly string[];
  /** Since when all its pods are, in seconds since it was made: from then on it is verified. @default - they are not */
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
  const ready = pods.filter(isReady).map(({ metadata }) => metadata.uid);
  const right = look.answers.filter(({ isRight }) => isRight).map(({ pod }) => pod);
  const known = [...(before?.answers ?? []).map(({ pod }) => pod), ...right];
  const sound = probe === undefined ? ready : ready.filter((uid) => known.includes(uid));
  const counts = ({ pod }: ProbeAnswer): boolean => sound.includes(pod);
  const areSound = sound.length >= replicas && sound.length === pods.length;
  return {
    ...look,
    pods,
    answers: [...(before?.answers ?? []), ...look.answers.filter(counts)],
    earlyAnswers: [...(before?.earlyAnswers ?? []), ...look.answers.filter((answer) => !counts(answer))],
    readyOnce: [...new Set([...(before?.readyOnce ?? []), ...ready])],
    sound,
    ...(areSound ? { soundSince: before?.soundSince ?? look.at } : {}),
  };
}

/** Whether a pod is ready. On virtual nodes of v1 that says no more than that its container group runs. */
export function isReady({ status }: CanaryPod): boolean {
  return status?.conditions?.some(({ type, status: is }) => type === "Ready" && is === "True") ?? false;
}
