import type { KubernetesObject } from "../../sdk/kubernetes/object";
import type { GroupContainer } from "../arm/cluster-host";
import type { ImageFailure } from "../arm/faults";
import { httpStatusOf } from "../images/bad-image";
import { markedFailure } from "../images/mark";
import { isLocal } from "../local-pods/local-pod";
import { isMarkedLost } from "../nodes/vm-loss";

/** What answers HTTP requests at an address and port. */
export interface Answerer {
  readonly status: number;
  /** What it says of itself in every answer. */
  readonly about: Readonly<Record<string, string>>;
}

/** What a connection to an address and port of the cluster's network meets. */
export type Reach =
  | { readonly answerer: Answerer }
  /** A process of this machine listens, at that port of its loopback. */
  | { readonly localPort: number }
  /** It is a VM's kubelet. */
  | { readonly isKubelet: true }
  /** There is a machine, and nothing listens on the port. */
  | { readonly isRefused: true }
  /** There is no machine, or none that says a word. */
  | { readonly isSilent: true };

/** What is known of the place where a pod runs. */
export interface PodPlace {
  /** Absent where it is gone. */
  readonly node?: KubernetesObject | undefined;
  /** The containers of the pod's container group, where a virtual node made one. */
  readonly group?: ReadonlyMap<string, GroupContainer> | undefined;
  /** The port of this machine behind the pod's, where its containers are processes of this machine and one listens. */
  readonly localPort?: number | undefined;
}

interface Container {
  readonly name: string;
  readonly image?: string;
  readonly ports?: readonly { readonly containerPort: number; readonly protocol?: string }[];
}

interface ContainerStatus {
  readonly name: string;
  readonly imageID?: string;
  readonly state?: { readonly running?: unknown };
}

interface Pod extends KubernetesObject {
  readonly spec?: { readonly containers?: readonly Container[]; readonly initContainers?: readonly Container[] };
  readonly status?: {
    readonly phase?: string;
    readonly containerStatuses?: readonly ContainerStatus[];
    readonly initContainerStatuses?: readonly ContainerStatus[];
  };
}

/** Whether a pod has an address that is still its own. */
export function isAlive({ status }: Pod): boolean {
  return status?.phase !== "Succeeded" && status?.phase !== "Failed";
}

/** Whether one of a pod's containers says that it listens on a TCP port. */
export function listensOn(pod: Pod, port: number): boolean {
  return listener(pod, port) !== undefined;
}

/** What a connection to a port of a pod meets. A port that no container declares is one on which none listens. */
export function podReach(pod: Pod, port: number, { node, group, localPort }: PodPlace): Reach {
  if (node === undefined || isMarkedLost(node) || !isAlive(pod)) return { isSilent: true };
  const isOnVirtualNode = node.metadata?.labels?.["type"] === "virtual-kubelet";
  if (isOnVirtualNode && group === undefined) return { isSilent: true };
  if (isLocal(pod) && !isOnVirtualNode) return localPort === undefined ? { isRefused: true } : { localPort };
  const container = listener(pod, port);
  if (container === undefined) return { isRefused: true };
  const running = isOnVirtualNode ? group?.get(container.name) : containerOnVm(pod, container.name);
  if (running?.isRunning !== true) return { isRefused: true };
  return { answerer: answererOf(pod, container, running.failure) };
}

function listener({ spec }: Pod, port: number): Container | undefined {
  const containers = [...(spec?.containers ?? []), ...(spec?.initContainers ?? [])];
  return containers.find(({ ports = [] }) =>
    ports.some(({ containerPort, protocol = "TCP" }) => containerPort === port && protocol === "TCP"),
  );
}

function containerOnVm({ status }: Pod, name: string): GroupContainer | undefined {
  const statuses = [...(status?.containerStatuses ?? []), ...(status?.initContainerStatuses ?? [])];
  const found = statuses.find((candidate) => candidate.name === name);
  if (found === undefined) return undefined;
  const failure = markedFailure(found.imageID);
  return { isRunning: found.state?.running !== undefined, ...(failure === undefined ? {} : { failure }) };
}

function answererOf(pod: Pod, { name, image = "" }: Container, failure: ImageFailure | undefined): Answerer {
  const { namespace = "", name: podName = "" } = pod.metadata ?? {};
  const { nodeName = "" } = (pod.spec ?? {}) as { readonly nodeName?: string };
  const about = { namespace, pod: podName, container: name, image, node: nodeName };
  return { status: httpStatusOf(failure), about };
}
