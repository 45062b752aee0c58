import type { KubernetesObject } from "../../sdk/kubernetes/object";
import { parseQuantity } from "../../sdk/pods/quantity";

/** Amounts by resource name, such as `cpu` in cores and `memory` in bytes. */
export type Amounts = Readonly<Record<string, number>>;

/** A requirement on one label of a node. */
export interface LabelRequirement {
  readonly key: string;
  readonly operator: string;
  readonly values?: readonly string[];
}

/** Which nodes one term of a node affinity lets a pod onto: those that meet all its requirements. */
export interface NodeSelectorTerm {
  readonly matchExpressions?: readonly LabelRequirement[];
  readonly matchFields?: readonly LabelRequirement[];
}

export interface Toleration {
  readonly key?: string;
  readonly operator?: string;
  readonly value?: string;
  readonly effect?: string;
}

/** The part of a pod's spec that says where it can run. */
export interface PodSpec {
  readonly nodeName?: string;
  readonly nodeSelector?: Readonly<Record<string, string>>;
  readonly affinity?: {
    readonly nodeAffinity?: {
      readonly requiredDuringSchedulingIgnoredDuringExecution?: {
        readonly nodeSelectorTerms: readonly NodeSelectorTerm[];
      };
    };
  };
  readonly tolerations?: readonly Toleration[];
  readonly containers: readonly Container[];
  readonly initContainers?: readonly Container[];
  readonly overhead?: Readonly<Record<string, string>>;
}

interface Container {
  readonly restartPolicy?: string;
  readonly resources?: { readonly requests?: Readonly<Record<string, string>> };
}

interface PodStatus {
  readonly phase?: string;
  readonly conditions?: readonly { readonly type: string; readonly status: string; readonly reason?: string }[];
}

export function podSpecOf(pod: KubernetesObject): PodSpec {
  return pod["spec"] as PodSpec;
}

/** Whether the scheduler looked for a node in vain. */
export function isUnschedulable(pod: KubernetesObject): boolean {
  const { conditions = [] } = statusOf(pod);
  const isRefused = conditions.some(
    ({ type, status, reason }) => type === "PodScheduled" && status === "False" && reason === "Unschedulable",
  );
  return isRefused && podSpecOf(pod).nodeName === undefined && pod.metadata?.deletionTimestamp === undefined;
}

/** Whether a pod has ended, so that it takes up nothing. */
export function isOver(pod: KubernetesObject): boolean {
  return ["Succeeded", "Failed"].includes(statusOf(pod).phase ?? "");
}

/** Whether a pod belongs to its node and goes with it. */
export function belongsToNode({ metadata }: KubernetesObject): boolean {
  const isMirror = metadata?.annotations?.["kubernetes.io/config.mirror"] !== undefined;
  return isMirror || metadata?.ownerReferences?.some(({ kind }) => kind === "DaemonSet") === true;
}

/**
 * What the scheduler counts for a pod: its containers together with its sidecars, or the largest of its other init
 * containers where that is more, the overhead, and the pod itself.
 *
 * @see https://kubernetes.io/docs/concepts/workloads/pods/init-containers/#resource-sharing-within-containers
 */
export function requestsOf(pod: KubernetesObject): Amounts {
  const { containers, initContainers = [], overhead = {} } = podSpecOf(pod);
  const isSidecar = ({ restartPolicy }: Container): boolean => restartPolicy === "Always";
  const running = [...containers, ...initContainers.filter(isSidecar)].map(containerRequests).reduce(added, {});
  const starting = initContainers.filter((container) => !isSidecar(container)).map(containerRequests);
  return added(added(starting.reduce(larger, running), amounts(overhead)), { pods: 1 });
}

/** Kubernetes quantities as numbers. */
export function amounts(quantities: Readonly<Record<string, string>>): Amounts {
  return Object.fromEntries(Object.entries(quantities).map(([name, text]) => [name, parseQuantity(text) ?? 0]));
}

export function added(one: Amounts, other: Amounts): Amounts {
  return combined(one, other, (a, b) => a + b);
}

function larger(one: Amounts, other: Amounts): Amounts {
  return combined(one, other, Math.max);
}

function combined(one: Amounts, other: Amounts, combine: (a: number, b: number) => number): Amounts {
  const names = new Set([...Object.keys(one), ...Object.keys(other)]);
  return Object.fromEntries([...names].map((name) => [name, combine(one[name] ?? 0, other[name] ?? 0)]));
}

function containerRequests({ resources }: Container): Amounts {
  return amounts(resources?.requests ?? {});
}

function statusOf(pod: KubernetesObject): PodStatus {
  return pod["status"] ?? {};
}
