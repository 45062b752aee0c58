import type { KubernetesClient } from "../../sdk/kubernetes/kubernetes-io";
import type { KubernetesObject } from "../../sdk/kubernetes/object";
import type { Faults } from "../arm/faults";
import { vmLossLabel } from "./kwok-stages";
import { isChosen } from "./node-choice";
import { deleteNode, listNodes, patchNode } from "./node-requests";
import { applyVmLoss } from "./vm-loss";

/** The faults that befall VMs. */
export type NodeFaults = Pick<Faults, "vmLoss" | "vmDeletion" | "cordon">;

/** Tells a node that was cordoned by the fault from one that somebody else has cordoned. */
const cordonLabel = "aks-elastic/cordoned";

/** Does to the nodes that there are what the faults say, and takes back what they do not say any more. */
export async function applyNodeFaults(client: KubernetesClient, faults: NodeFaults): Promise<void> {
  await applyVmLoss(client, faults.vmLoss);
  const nodes = await listNodes(client);
  const gone = nodes.filter((node) => isChosen(node, faults.vmDeletion));
  await Promise.all(gone.map((node) => deleteNode(client, node.metadata?.name ?? "")));
  const cordoned = nodes.filter((node) => !gone.includes(node) && isChosen(node, faults.cordon) !== isCordoned(node));
  await Promise.all(
    cordoned.map((node) => patchNode(client, node.metadata?.name ?? "", cordonOf(isChosen(node, faults.cordon)))),
  );
}

/** A node as it is made while the faults hold; `undefined` where no VM is to be had. */
export function underFaults(node: KubernetesObject, faults: NodeFaults): KubernetesObject | undefined {
  if (isChosen(node, faults.vmDeletion)) return undefined;
  const labels = {
    ...node.metadata?.labels,
    ...(isChosen(node, faults.vmLoss) ? { [vmLossLabel]: "true" } : {}),
    ...(isChosen(node, faults.cordon) ? { [cordonLabel]: "true" } : {}),
  };
  const spec = { ...(node["spec"] as object), ...(isChosen(node, faults.cordon) ? { unschedulable: true } : {}) };
  return { ...node, metadata: { ...node.metadata, labels }, spec };
}

function isCordoned({ metadata }: KubernetesObject): boolean {
  return metadata?.labels?.[cordonLabel] !== undefined;
}

function cordonOf(isOn: boolean): object {
  const label = isOn ? "true" : null;
  return { metadata: { labels: { [cordonLabel]: label } }, spec: { unschedulable: isOn ? true : null } };
}
