import type { KubernetesObject } from "../../sdk/kubernetes/object";
import type { AgentPoolShape, ClusterShape } from "../arm/cluster-host";
import { instanceOf, type Taint } from "./node-manifest";

/** The taint by which the cluster autoscaler says which VM is to go (kubernetes/autoscaler, utils/taints/taints.go). */
export const toBeDeleted = "ToBeDeletedByClusterAutoscaler";

/** The nodes that a pool has, in the order of their numbers. */
export function nodesOf(
  cluster: ClusterShape,
  pool: AgentPoolShape,
  nodes: readonly KubernetesObject[],
): readonly KubernetesObject[] {
  const number = (node: KubernetesObject): number | undefined => instanceOf(cluster, pool, node.metadata?.name ?? "");
  return nodes
    .filter((node) => number(node) !== undefined)
    .toSorted((one, other) => (number(one) ?? 0) - (number(other) ?? 0));
}

/** The numbers of the VMs that a pool lacks, the lowest that are free. */
export function missingInstances(
  cluster: ClusterShape,
  pool: AgentPoolShape,
  nodes: readonly KubernetesObject[],
): readonly number[] {
  const taken = nodesOf(cluster, pool, nodes).map((node) => instanceOf(cluster, pool, node.metadata?.name ?? ""));
  const missing = Math.max(0, pool.count - taken.length);
  return Array.from({ length: taken.length + missing }, (_, instance) => instance)
    .filter((instance) => !taken.includes(instance))
    .slice(0, missing);
}

/** The nodes that are none of the cluster's any more: those that the autoscaler has chosen first, then the latest. */
export function surplusNodes(cluster: ClusterShape, nodes: readonly KubernetesObject[]): readonly KubernetesObject[] {
  const kept = new Set(cluster.agentPools.flatMap((pool) => keptNodes(cluster, pool, nodes)));
  return nodes.filter((node) => !kept.has(node));
}

function keptNodes(
  cluster: ClusterShape,
  pool: AgentPoolShape,
  nodes: readonly KubernetesObject[],
): readonly KubernetesObject[] {
  const own = nodesOf(cluster, pool, nodes);
  return [...own.filter((node) => !isToBeDeleted(node)), ...own.filter(isToBeDeleted)].slice(0, pool.count);
}

/** Whether the cluster autoscaler has chosen a node to go. */
export function isToBeDeleted(node: KubernetesObject): boolean {
  return taintsOf(node).some(({ key }) => key === toBeDeleted);
}

export function taintsOf(node: KubernetesObject): readonly Taint[] {
  return (node["spec"] as { readonly taints?: readonly Taint[] } | undefined)?.taints ?? [];
}
