import type { KubernetesObject } from "../../sdk/kubernetes/object";
import type { VmChoice } from "../arm/faults";

/** Whether a node is one of the chosen VMs: of all where nothing is said. A zone may be given as `1` or as `westeurope-1`. */
export function isChosen({ metadata }: KubernetesObject, choice: VmChoice | undefined): boolean {
  if (choice === undefined) return false;
  const labels = metadata?.labels ?? {};
  const zone = labels["topology.kubernetes.io/zone"] ?? "";
  const matches = [
    choice.pool === undefined || labels["kubernetes.azure.com/agentpool"] === choice.pool,
    choice.zone === undefined || zone === choice.zone || zone.endsWith(`-${choice.zone}`),
    choice.node === undefined || metadata?.name === choice.node,
  ];
  return matches.every(Boolean);
}
