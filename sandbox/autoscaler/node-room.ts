import type { KubernetesObject } from "../../sdk/kubernetes/object";
import type { Taint } from "../nodes/node-manifest";
import {
  added,
  type Amounts,
  amounts,
  type LabelRequirement,
  type NodeSelectorTerm,
  podSpecOf,
  type PodSpec,
  requestsOf,
  type Toleration,
} from "./pod";

/** A node with what is free on it. */
export interface NodeRoom {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly taints: readonly Taint[];
  readonly free: Amounts;
}

/** What is left of a node beside the pods on it. */
export function nodeRoom(node: KubernetesObject, pods: readonly KubernetesObject[]): NodeRoom {
  const { taints = [] } = (node["spec"] ?? {}) as { readonly taints?: readonly Taint[] };
  const { allocatable = {} } = (node["status"] ?? {}) as { readonly allocatable?: Readonly<Record<string, string>> };
  const whole: NodeRoom = {
    name: node.metadata?.name ?? "",
    labels: node.metadata?.labels ?? {},
    taints,
    free: amounts(allocatable),
  };
  return pods.reduce(withPod, whole);
}

/** The room that is left beside one pod more. */
export function withPod(room: NodeRoom, pod: KubernetesObject): NodeRoom {
  const taken = Object.entries(requestsOf(pod)).map(([name, amount]) => [name, -amount] as const);
  return { ...room, free: added(room.free, Object.fromEntries(taken)) };
}

/**
 * Whether the scheduler would put a pod onto a node, by node selector, required node affinity, taints and requests. What
 * pods say of each other (affinity, topology spread), volumes and host ports are not looked at.
 */
export function fits(pod: KubernetesObject, room: NodeRoom): boolean {
  const spec = podSpecOf(pod);
  const isTolerated = (taint: Taint): boolean => (spec.tolerations ?? []).some((each) => tolerates(each, taint));
  return (
    isSelected(spec, room) &&
    room.taints.filter(({ effect }) => effect !== "PreferNoSchedule").every(isTolerated) &&
    Object.entries(requestsOf(pod)).every(([name, amount]) => amount === 0 || amount <= (room.free[name] ?? 0))
  );
}

function isSelected({ nodeSelector = {}, affinity }: PodSpec, room: NodeRoom): boolean {
  const required = affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  return (
    Object.entries(nodeSelector).every(([key, value]) => room.labels[key] === value) &&
    (required === undefined || required.nodeSelectorTerms.some((term) => isMet(term, room)))
  );
}

/** A term without requirements matches no node. */
function isMet({ matchExpressions = [], matchFields = [] }: NodeSelectorTerm, room: NodeRoom): boolean {
  const fields = { "metadata.name": room.name };
  return (
    matchExpressions.length + matchFields.length > 0 &&
    matchExpressions.every((requirement) => holds(requirement, room.labels)) &&
    matchFields.every((requirement) => holds(requirement, fields))
  );
}

/** @see https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/#operators */
function holds(
  { key, operator, values = [] }: LabelRequirement,
  labels: Readonly<Record<string, string | undefined>>,
): boolean {
  const value = labels[key];
  switch (operator) {
    case "In":
      return value !== undefined && values.includes(value);
    case "NotIn":
      return value === undefined || !values.includes(value);
    case "Exists":
      return value !== undefined;
    case "DoesNotExist":
      return value === undefined;
    case "Gt":
      return Number(value) > Number(values[0]);
    case "Lt":
      return Number(value) < Number(values[0]);
    default:
      return false;
  }
}

/** @see https://kubernetes.io/docs/concepts/scheduling-eviction/taint-and-toleration/ */
function tolerates({ key, operator = "Equal", value = "", effect }: Toleration, taint: Taint): boolean {
  if (effect !== undefined && effect !== "" && effect !== taint.effect) return false;
  if (key === undefined || key === "") return operator === "Exists";
  return key === taint.key && (operator === "Exists" || value === (taint.value ?? ""));
}
