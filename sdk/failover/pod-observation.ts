import { lastLine } from "../virtual-node/readiness-connector";
import type { Condition, PodObject } from "./objects";
import { type PodObservation, PodState } from "./observation";
import { type Time, timeOf } from "./time";

/** What virtual-kubelet gives as the reason of a pod that ACI refuses (virtual-kubelet, node/pod.go, handleProviderError). */
const PROVIDER_FAILED = "ProviderFailed";

/** They are kept in an annotation. */
const LONGEST_WORDS = 300;

const ENDED = ["Succeeded", "Failed"];

/** One pod as seen; nothing for one that has ended, whose Deployment makes another in its place. */
export function podObservation(pod: PodObject, at: Time): PodObservation | undefined {
  const { metadata, spec, status } = pod;
  if (metadata.deletionTimestamp === undefined && ENDED.includes(status?.phase ?? "") && !isRefused(pod))
    return undefined;
  const created = timeOf(metadata.creationTimestamp) ?? at;
  const { nodeName } = spec ?? {};
  const { podIP } = status ?? {};
  return {
    name: metadata.name,
    uid: metadata.uid,
    resourceVersion: metadata.resourceVersion ?? "",
    created,
    ...stateOf(pod, created),
    ...(nodeName === undefined ? {} : { node: nodeName }),
    ...(podIP === undefined ? {} : { ip: podIP }),
  };
}

type StateOfPod = Pick<PodObservation, "state" | "since" | "words">;

function stateOf(pod: PodObject, created: Time): StateOfPod {
  const { metadata, spec, status } = pod;
  if (metadata.deletionTimestamp !== undefined) {
    return { state: PodState.terminating, since: timeOf(metadata.deletionTimestamp) ?? created };
  }
  // Before its container group runs, a pod on the virtual node has no conditions at all.
  if (isRefused(pod)) return { state: PodState.refused, since: created, ...words(lastLine(status?.message ?? "")) };
  const ready = conditionOf(pod, "Ready");
  if (ready?.status === "True") return { state: PodState.ready, since: timeOf(ready.lastTransitionTime) ?? created };
  if (spec?.nodeName === undefined) return unbound(conditionOf(pod, "PodScheduled"), created);
  const crash = crashOf(pod);
  if (crash !== undefined) return { state: PodState.crashing, since: notReadySince(ready, created), ...words(crash) };
  if (status?.phase === "Running") {
    return { state: PodState.unready, since: notReadySince(ready, created), ...words(ready?.message ?? ready?.reason) };
  }
  return { state: PodState.starting, since: created, ...words(waitingWords(pod)) };
}

function isRefused({ metadata, status }: PodObject): boolean {
  return metadata.deletionTimestamp === undefined && status?.reason === PROVIDER_FAILED && status.phase !== "Running";
}

function unbound(scheduled: Condition | undefined, created: Time): StateOfPod {
  if (scheduled?.status !== "False" || scheduled.reason !== "Unschedulable") {
    return { state: PodState.starting, since: created };
  }
  const since = timeOf(scheduled.lastTransitionTime) ?? created;
  return { state: PodState.unschedulable, since, ...words(scheduled.message) };
}

/** An image that cannot be pulled may be one that only these nodes cannot pull; a container that ends does so anywhere. */
function crashOf({ status }: PodObject): string | undefined {
  const crashed = status?.containerStatuses?.find(
    ({ restartCount = 0, state }) => state?.waiting?.reason === "CrashLoopBackOff" || restartCount > 0,
  );
  if (crashed === undefined) return undefined;
  return `its container ${crashed.name} was started again ${crashed.restartCount ?? 0} times`;
}

function waitingWords({ status }: PodObject): string | undefined {
  const waiting = status?.containerStatuses?.flatMap(({ state }) => state?.waiting ?? []) ?? [];
  const [said] = waiting.map(({ reason, message }) => [reason, message].filter(Boolean).join(": "));
  return said;
}

function conditionOf({ status }: PodObject, type: string): Condition | undefined {
  return status?.conditions?.find((condition) => condition.type === type);
}

function notReadySince(ready: Condition | undefined, created: Time): Time {
  return timeOf(ready?.lastTransitionTime) ?? created;
}

function words(said: string | undefined): Pick<PodObservation, "words"> {
  return said === undefined || said === "" ? {} : { words: said.slice(0, LONGEST_WORDS) };
}
