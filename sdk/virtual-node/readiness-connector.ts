import type { ContainerStatus, PodObject } from "./cluster-objects";
import { VirtualNodeGeneration } from "./generation";

/** Where the pods are that run the virtual nodes. */
export interface ConnectorPods {
  /** @default - every namespace */
  readonly namespace?: string;
  readonly labelSelector: string;
}

/**
 * v1: the cure of the crash loop names them so (https://learn.microsoft.com/azure/aks/virtual-nodes-cli, troubleshooting).
 * v2: `Helm/virtualnode/templates/deployment.yaml` in microsoft/virtualnodesOnAzureContainerInstances.
 */
export const CONNECTOR_PODS: Readonly<Record<VirtualNodeGeneration, ConnectorPods>> = {
  [VirtualNodeGeneration.v1]: { namespace: "kube-system", labelSelector: "app=aci-connector-linux" },
  [VirtualNodeGeneration.v2]: { labelSelector: "virtualnodeInfraHealthCheckEligible=true" },
};

/** A connector is started anew at most this often, in seconds: long enough for it to fail by itself if it must. */
export const RESTART_SECONDS = 60;

/** When connectors were last started anew, and when it is now, in milliseconds since the epoch. */
export interface RestartTimes {
  readonly now: number;
  /** @default - never */
  readonly last?: number;
}

/**
 * The connectors that should start anew now. A connector that crashed for want of its role starts again after a back-off
 * of up to five minutes, although the role may be there by then.
 *
 * @see https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#restart-policy
 */
export function connectorsToRestart(pods: readonly PodObject[], { now, last }: RestartTimes): readonly PodObject[] {
  if (last !== undefined && now - last < RESTART_SECONDS * 1000) return [];
  return pods.filter((pod) => pod.metadata.deletionTimestamp === undefined && isCrashLooping(pod));
}

/** Whether one of a pod's containers has crashed and does not run again yet. */
export function isCrashLooping(pod: PodObject): boolean {
  return statuses(pod).some(
    ({ state }) =>
      state?.waiting?.reason === "CrashLoopBackOff" ||
      (state?.terminated !== undefined && state.terminated.exitCode !== 0),
  );
}

/** The words with which one of the pods' containers ended last, where they are kept. */
export function lastWords(pods: readonly PodObject[]): string | undefined {
  const [words] = pods
    .flatMap(statuses)
    .flatMap(({ state, lastState }) => [state?.terminated?.message, lastState?.terminated?.message])
    .flatMap((message) => lastLine(message ?? "") ?? []);
  return words;
}

const LONGEST_LINE = 600;

/** What a log ends with: Azure's own sentence where it was Azure that refused, else the last line with a word in it. */
export function lastLine(log: string): string | undefined {
  // Loggers that write one line an event escape the line ends in it.
  const text = log.replaceAll("\\n", "\n").replaceAll('\\"', '"');
  const line = text
    .split("\n")
    .map((candidate) => candidate.trim())
    .findLast((candidate) => /\w/.test(candidate));
  return (azureRefusal(text) ?? line)?.slice(0, LONGEST_LINE);
}

/**
 * The Go SDK prints Azure's refusals over many lines: `ERROR CODE: …`, then the body as JSON.
 *
 * @see https://github.com/Azure/azure-sdk-for-go/blob/main/sdk/azcore/internal/exported/response_error.go
 */
function azureRefusal(text: string): string | undefined {
  const last = (pattern: RegExp): string | undefined => [...text.matchAll(pattern)].at(-1)?.[1];
  const [code, message] = [last(/ERROR CODE: (\w+)/g), last(/"message":\s*"([^"]+)"/g)];
  return code === undefined || message === undefined ? undefined : `${code}: ${message}`;
}

/** A container that can't start, and why: the image does not come, a secret is missing. */
export function stuckContainer(pod: PodObject): string | undefined {
  const [stuck] = statuses(pod).flatMap(({ state }) => {
    const { reason = "", message = "" } = state?.waiting ?? {};
    const starts = ["", "ContainerCreating", "PodInitializing", "CrashLoopBackOff"].includes(reason);
    return starts ? [] : [`${reason}${message === "" ? "" : `: ${message}`}`];
  });
  return stuck;
}

/** Why the scheduler finds no node for a pod. */
export function unschedulable(pod: PodObject): string | undefined {
  const condition = pod.status?.conditions?.find(({ type, status }) => type === "PodScheduled" && status === "False");
  return condition === undefined ? undefined : (condition.message ?? condition.reason ?? "no reason given");
}

function statuses({ status }: PodObject): readonly ContainerStatus[] {
  return [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])];
}
