import type { KubernetesClient } from "../../sdk/kubernetes/kubernetes-io";
import type { KubernetesObject } from "../../sdk/kubernetes/object";
import type { Faults } from "../arm/faults";
import { vmLossLabel } from "./kwok-stages";
import { listNodes, patchNode } from "./node-requests";

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

/**
 * Takes the heartbeats of the chosen VMs away and gives the others theirs back. The rest is Kubernetes' own doing: its
 * node lifecycle controller marks a silent node `Unknown` after its grace period and taints it.
 */
export async function applyVmLoss(client: KubernetesClient, loss: Faults["vmLoss"]): Promise<void> {
  const changed = (await listNodes(client)).filter((node) => isLost(node, loss) !== isMarkedLost(node));
  await Promise.all(
    changed.map((node) =>
      patchNode(client, node.metadata?.name ?? "", {
        metadata: { labels: { [vmLossLabel]: isLost(node, loss) ? "true" : null } },
      }),
    ),
  );
}

export function isMarkedLost(node: KubernetesObject): boolean {
  return node.metadata?.labels?.[vmLossLabel] !== undefined;
}
