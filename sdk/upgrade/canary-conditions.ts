import type { ContainerStatus } from "../virtual-node/cluster-objects";
import { lastLine, unschedulable } from "../virtual-node/readiness-connector";
import { containers, lastEnd, waiting } from "./canary-containers";
import type { CanaryPod } from "./canary-objects";
import { isReady, type CanaryObservation, type CanarySpec } from "./canary-observation";
import type { Finding } from "./canary-verdict";
import { probeWords } from "./probe-words";

const AGAIN = "then run `pulumi up` again";
const IMAGE_CURE = `See whether the image exists and whether the nodes may pull it (the virtual node needs imagePullSecrets), ${AGAIN}`;

/** Somebody else has deleted it. */
export function gone({ deployment }: CanaryObservation): Finding | undefined {
  if (deployment !== undefined) return undefined;
  return {
    wrong: "the canary was deleted while it was watched",
    because: "its Deployment is not there any more",
    next: `See who deletes it, or whether another \`pulumi up\` of the service runs, ${AGAIN}`,
  };
}

/** Its pods are not even made: a ResourceQuota, an admission policy, a missing service account. */
export function notCreated({ deployment }: CanaryObservation): Finding | undefined {
  const failure = deployment?.status?.conditions?.find(
    ({ type, status }) => type === "ReplicaFailure" && status === "True",
  );
  if (failure === undefined) return undefined;
  return {
    wrong: "the cluster makes no pod for the canary",
    because: `Kubernetes says "${failure.message ?? failure.reason ?? ""}"`,
    next: `Change what it names (a quota of the namespace, a policy, a service account), ${AGAIN}`,
  };
}

/**
 * A node refused the pod, which stays bound to it. The virtual node's connector calls every refusal of ACI so
 * (virtual-kubelet/virtual-kubelet, node/pod.go, handleProviderError).
 */
export function refused({ pods }: CanaryObservation): Finding | undefined {
  const pod = pods.find((each) => isRefused(each) && !isThrottled(each));
  if (pod === undefined) return undefined;
  const says = refusalWords(pod);
  return {
    wrong: `${nodeOf(pod)} refuses the pod ${pod.metadata.name}`,
    because: `it says "${says}"`,
    next: cure(says),
  };
}

function cure(refusal: string): string {
  if (/quota|not available in the location|capacity/i.test(refusal)) {
    return `A canary needs room for itself: run fewer replicas there, ask Azure for more quota, or upgrade with strategy "rolling", ${AGAIN}`;
  }
  return /image/i.test(refusal) ? IMAGE_CURE : `Change what ACI does not take, ${AGAIN}`;
}

/** ACI creates so many container groups in 5 minutes, and the connector asks again. */
export function throttled({ pods }: CanaryObservation): Finding | undefined {
  const pod = pods.find((each) => isRefused(each) && isThrottled(each));
  if (pod === undefined) return undefined;
  return {
    wrong: `ACI's throttle keeps the pod ${pod.metadata.name} waiting`,
    because: `it says "${refusalWords(pod)}"`,
    next: "Run `pulumi up` again in a few minutes",
  };
}

/** A container that Kubernetes cannot even create. */
export function misconfigured({ pods }: CanaryObservation): Finding | undefined {
  const [found] = waiting(pods, /^(CreateContainer(Config)?Error|RunContainerError|InvalidImageName)\b/);
  if (found === undefined) return undefined;
  return {
    wrong: `a container of the pod ${found.pod} cannot be made`,
    because: `Kubernetes says "${found.words}"`,
    next: `Make what it misses, or take it out of the template, ${AGAIN}`,
  };
}

/** One failed pull may be the registry's bad moment; a back-off is the second. */
export function noImage({ pods }: CanaryObservation): Finding | undefined {
  const [found] = waiting(pods, /ImagePullBackOff|ErrImageNeverPull/);
  if (found === undefined) return undefined;
  return {
    wrong: `the image of the pod ${found.pod} cannot be pulled`,
    because: `Kubernetes says "${found.words}"`,
    next: IMAGE_CURE,
  };
}

/** Any restart counts: what ends once while nothing else has changed will end again. */
export function crashed({ pods }: CanaryObservation): Finding | undefined {
  const [found] = containers(pods).filter(
    ({ status, words }) => (status.restartCount ?? 0) > 0 || /CrashLoopBackOff/.test(words),
  );
  if (found === undefined) return undefined;
  return {
    wrong: `the container ${found.status.name} of the pod ${found.pod} does not keep running`,
    because: `${restarts(found.status)}${lastEnd(found.status)}`,
    next: `Find out why it ends, ${AGAIN}`,
  };
}

/** Pods of a Deployment never end by themselves: an eviction, a container group that vanished. */
export function ended({ pods }: CanaryObservation): Finding | undefined {
  const pod = pods.find(({ status }) => ["Failed", "Succeeded"].includes(status?.phase ?? ""));
  if (pod === undefined) return undefined;
  const { reason, message } = pod.status ?? {};
  const said = [reason, message].filter((part) => part !== undefined && part !== "").join(": ");
  return {
    wrong: `the pod ${pod.metadata.name} has ended`,
    because: `it is ${pod.status?.phase ?? ""}${said === "" ? "" : `, "${said}"`}`,
    next: `Find out what ended it, ${AGAIN}`,
  };
}

/** What was ready once and is not any more would have been so among the users, too. */
export function unreadyAgain({ pods, readyOnce }: CanaryObservation): Finding | undefined {
  const pod = pods.find((each) => readyOnce.includes(each.metadata.uid) && !isReady(each));
  if (pod === undefined) return undefined;
  return {
    wrong: `the pod ${pod.metadata.name} was ready and is not any more`,
    because: `Kubernetes says "${readyMessage(pod)}"`,
    next: `Find out what makes its readiness probe fail, ${AGAIN}`,
  };
}

/** Where the cluster autoscaler is at work, a node comes within minutes. */
export function unscheduled({ pods }: CanaryObservation): Finding | undefined {
  const [found] = pods.flatMap((pod) => {
    const reason = unschedulable(pod);
    return reason === undefined ? [] : [{ pod, reason }];
  });
  if (found === undefined) return undefined;
  return {
    wrong: `no node takes the pod ${found.pod.metadata.name}`,
    because: `the scheduler says "${found.reason}"`,
    next: `Give the cluster a node that takes it (is the virtual node there?), ${AGAIN}`,
  };
}

/** Its pods are on their way. */
export function starting(seen: CanaryObservation, { replicas, probe }: CanarySpec): Finding | undefined {
  const { pods, earlyAnswers } = seen;
  const ready = pods.filter(isReady).length;
  if (ready >= replicas && ready === pods.length) return undefined;
  const unready = pods.find((pod) => !isReady(pod));
  const why = unready === undefined ? "" : `: ${unready.metadata.name} ${startingWords(unready)}`;
  const last = earlyAnswers.findLast(({ isRight, pod }) => !isRight && pod === unready?.metadata.uid);
  const said = last === undefined || probe === undefined ? "" : `, and ${probeWords(probe)} gets "${last.answer}"`;
  return {
    wrong: "the canary does not become ready",
    because: `${ready} of ${replicas} ${replicas === 1 ? "pod is" : "pods are"} ready${why}${said}`,
    next: `Find out what keeps it, or give it a longer timeoutMinutes, ${AGAIN}`,
  };
}

function restarts({ restartCount = 0 }: ContainerStatus): string {
  if (restartCount === 0) return "it ends as soon as it starts";
  return `it was started again ${restartCount === 1 ? "once" : `${restartCount} times`}`;
}

function startingWords(pod: CanaryPod): string {
  const [held] = containers([pod]).filter(({ words }) => words !== "");
  if (held !== undefined) return `has ${held.status.name} waiting (${held.words})`;
  return pod.spec?.nodeName === undefined ? "waits for a node" : `is ${pod.status?.phase ?? "unknown"}, not ready`;
}

function readyMessage({ status }: CanaryPod): string {
  const condition = status?.conditions?.find(({ type }) => type === "Ready");
  return condition?.message ?? condition?.reason ?? "no reason given";
}

function isRefused({ status }: CanaryPod): boolean {
  return status?.phase === "Pending" && status.reason !== undefined && status.reason !== "";
}

/** The connector repeats Azure's whole answer, over many lines. */
function refusalWords({ status }: CanaryPod): string {
  return `${status?.reason ?? ""}: ${lastLine(status?.message ?? "") ?? ""}`;
}

function isThrottled({ status }: CanaryPod): boolean {
  return /throttled|TooManyRequests|\b429\b/i.test(status?.message ?? "");
}

function nodeOf({ spec }: CanaryPod): string {
  return spec?.nodeName ?? "its node";
}
