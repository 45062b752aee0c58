import { authorizeLinked } from "../grants";
import { objectAt, textAt } from "../json";
import { nameOf } from "../resource-id";
import type { ResourceRecord } from "../store";
import { scaleSetName } from "../types/subnet-uses";
import { SUBNET_JOIN } from "../types/subnets";
import type { World } from "../world";
import { nodeGroupId } from "./node-resource-group";

/**
 * Refuses VMs that a cluster's user-assigned identity may not put into their subnets: AKS makes the pools' scale sets in
 * that identity's name. A system-assigned identity does not exist before its cluster does, so AKS does without.
 *
 * @see https://learn.microsoft.com/azure/aks/configure-azure-cni#prerequisites (subnets/join/action, subnets/read)
 * @see https://github.com/Azure/aad-pod-identity/pull/550 quotes the refusal for a cluster's identity in full
 */
export function checkSubnetAccess(
  cluster: Pick<ResourceRecord, "id" | "body">,
  pools: readonly Pick<ResourceRecord, "id" | "body">[],
  world: World,
): void {
  const [identityId] = Object.keys(objectAt(cluster.body, "identity.userAssignedIdentities"));
  const identity = identityId === undefined ? undefined : world.find(identityId);
  if (identity === undefined) return;
  const principal = {
    objectId: textAt(identity.body, "properties.principalId") ?? "",
    clientId: textAt(identity.body, "properties.clientId") ?? "",
  };
  for (const { id, body } of pools) {
    const scope = textAt(body, "properties.vnetSubnetID");
    if (scope === undefined) continue;
    const scaleSet = `${nodeGroupId(cluster)}/providers/Microsoft.Compute/virtualMachineScaleSets/${scaleSetName(cluster.id, nameOf(id))}`;
    const access = { principal, action: "Microsoft.Compute/virtualMachineScaleSets/write", scope: scaleSet };
    authorizeLinked(access, { action: SUBNET_JOIN, scope }, world);
  }
}
