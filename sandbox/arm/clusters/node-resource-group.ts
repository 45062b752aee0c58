import { derivedGuid, ROLE_ASSIGNMENT_TYPE } from "../grants";
import { objectAt, textAt } from "../json";
import { nameOf, resourceGroupOf, RESOURCE_GROUP_TYPE } from "../resource-id";
import { CONTRIBUTOR } from "../role-catalogue";
import type { Change, ResourceRecord } from "../store";
import { assignmentRecord } from "../types/role-assignments";
import { identityRecord } from "../types/user-assigned-identities";
import { newRecord, type World } from "../world";
import { addOnIdentities } from "./add-ons";
import { connectorIdentityId, kubeletIdentityId } from "./connector";

/** AKS's name for the group of a cluster's VMs. @see https://learn.microsoft.com/azure/aks/faq (node resource group) */
export function nodeGroupName(clusterId: string, location: string): string {
  return `MC_${nameOf(resourceGroupOf(clusterId) ?? "")}_${nameOf(clusterId)}_${location}`.slice(0, 80);
}

/** The ARM id of a cluster's node resource group. */
export function nodeGroupId(cluster: Pick<ResourceRecord, "id" | "body">): string {
  const subscription = cluster.id.split("/").slice(0, 3).join("/");
  return `${subscription}/resourceGroups/${textAt(cluster.body, "properties.nodeResourceGroup") ?? ""}`;
}

/**
 * What comes with a cluster: its node resource group, an identity for the kubelets, unless they were given one, and one
 * for each add-on. The connector's is Contributor on the node resource group and nothing elsewhere.
 *
 * @see https://learn.microsoft.com/azure/aks/managed-identity-overview (add-ons: aci-connector)
 */
export function nodeGroupChange(cluster: ResourceRecord, world: World): Change {
  const group = nodeGroupId(cluster);
  const location = textAt(cluster.body, "location") ?? "";
  const properties = objectAt(cluster.body, "properties");
  const isGiven = textAt(properties, "identityProfile.kubeletidentity.resourceId") !== undefined;
  const { enabled, disabled } = addOnIdentities(cluster, group);
  const ids = [...(isGiven ? [] : [kubeletIdentityId(cluster, group)]), ...enabled.map(({ id }) => id)];
  const identities = ids.map((id) => identityRecord(id, location, world));
  const connector = identities.find(({ id }) => id === connectorIdentityId(cluster, group));
  const roles = connector === undefined ? [] : [contributor(connector, group, world)];
  return {
    put: [world.find(group) ?? groupRecord(group, cluster), ...identities, ...roles],
    remove: disabled.map(({ id }) => id),
  };
}

function groupRecord(id: string, cluster: ResourceRecord): ResourceRecord {
  const tags = {
    "aks-managed-cluster-name": nameOf(cluster.id),
    "aks-managed-cluster-rg": nameOf(resourceGroupOf(cluster.id) ?? ""),
  };
  const body = {
    location: textAt(cluster.body, "location"),
    managedBy: cluster.id,
    tags,
    properties: { provisioningState: "Succeeded" },
  };
  return newRecord({ id, type: RESOURCE_GROUP_TYPE }, { body });
}

function contributor(identity: ResourceRecord, group: string, world: World): ResourceRecord {
  const principalId = textAt(identity.body, "properties.principalId") ?? "";
  const id = `${group}/providers/${ROLE_ASSIGNMENT_TYPE}/${derivedGuid(`${group}/${principalId}`)}`;
  return world.find(id) ?? assignmentRecord(id, { scope: group, principalId, role: CONTRIBUTOR }, world);
}
