import type { ContainerStatus } from "../virtual-node/cluster-objects";
import type { CanaryPod } from "./canary-objects";

/** A container of a canary. */
export interface CanaryContainer {
  /** Name of its pod. */
  readonly pod: string;
  readonly status: ContainerStatus;
  /** Why it waits, `Reason: message`; empty where it does not, or does so only to be created. */
  readonly words: string;
}

/** What every container is at first. */
const ON_ITS_WAY = ["ContainerCreating", "PodInitializing"];

/** All containers of pods, those that run first among them. */
export function containers(pods: readonly CanaryPod[]): readonly CanaryContainer[] {
  return pods.flatMap(({ metadata, status }) =>
    [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])].map((each) => ({
      pod: metadata.name,
      status: each,
      words: waitingWords(each),
    })),
  );
}

/** The containers whose waiting is called so. */
export function waiting(pods: readonly CanaryPod[], reason: RegExp): readonly CanaryContainer[] {
  return containers(pods).filter(({ words }) => reason.test(words));
}

/**
 * How a container ended last, as the end of a sentence; empty where that is not known. The connector of v1 calls every
 * end `Completed` with exit code 0 (virtual-kubelet/azure-aci, pkg/provider/containergroup_to_pod.go,
 * aciContainerStateToContainerState).
 */
export function lastEnd({ state, lastState, containerID }: ContainerStatus): string {
  const end = state?.terminated ?? lastState?.terminated;
  if (end === undefined) return "";
  if (containerID?.startsWith("aci://") && end.reason === "Completed") return "; virtual nodes of v1 tell no exit code";
  const said = end.message === undefined ? "" : `: ${end.message.trim()}`;
  return `; it ended last with exit code ${end.exitCode ?? 0} (${end.reason ?? "no reason given"})${said}`;
}

/**
 * The reason of the connector of v1 is ACI's state, `Waiting`, and its message ACI's detail, `CrashLoopBackOff: …`
 * (virtual-kubelet/azure-aci, pkg/provider/containergroup_to_pod.go, aciContainerStateToContainerState).
 */
function waitingWords({ state }: ContainerStatus): string {
  const { reason = "", message = "" } = state?.waiting ?? {};
  if (ON_ITS_WAY.includes(reason)) return "";
  const parts = reason === "Waiting" ? [message] : [reason, message];
  return parts.filter((part) => part !== "").join(": ");
}
