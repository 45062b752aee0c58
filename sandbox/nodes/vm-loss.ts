import type { KubernetesObject } from "../../sdk/kubernetes/object";
import type { Faults } from "../arm/faults";

/** Whether the fault takes this node's heartbeats. A zone may be given as `1` or as `westeurope-1`. */
export function isLost(node: KubernetesObject, loss: Faults["vmLoss"]): boolean {
  if (loss === undefined) return false;
  const labels = node.metadata?.labels ?? {};
  const zone = labels["topology.kubernetes.io/zone"] ?? "";
  const matches = [
    loss.pool === undefined || labels["kubernetes.azure.com/agentpool"] === loss.pool,
    loss.zone === undefined || zone === loss.zone || zone.endsWith(`-${loss.zone}`),
    loss.node === undefined || node.metadata?.name === loss.node,
  ];
  return matches.every(Boolean);
}
