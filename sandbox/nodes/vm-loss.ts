import type { KubernetesClient } from "../../sdk/kubernetes/kubernetes-io";
import type { KubernetesObject } from "../../sdk/kubernetes/object";
import type { Faults } from "../arm/faults";
import { vmLossLabel } from "./kwok-stages";
import { isChosen } from "./node-choice";
import { listNodes, patchNode } from "./node-requests";

/** Whether the fault takes this node's heartbeats. */
export function isLost(node: KubernetesObject, loss: Faults["vmLoss"]): boolean {
  return isChosen(node, loss);
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
