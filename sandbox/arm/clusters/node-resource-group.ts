import { derivedGuid, ROLE_ASSIGNMENT_TYPE } from "../grants";
import { textAt, type JsonObject } from "../json";
import { nameOf, resourceGroupOf, RESOURCE_GROUP_TYPE } from "../resource-id";
import { CONTRIBUTOR } from "../role-catalogue";
import type { Change, ResourceRecord } from "../store";
import { assignmentRecord } from "../types/role-assignments";
import { identityRecord } from "../types/user-assigned-identities";
import { newRecord, type World } from "../world";
import { connectorIdentityId, connectorProfile, kubeletIdentityId } from "./connector";

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
 * What comes with a cluster: its node resource group, the kubelets' identity and, with the add-on, the connector's, which
 * is Contributor on the node resource group and nothing elsewhere.
 *
 * @see https://learn.microsoft.com/azure/aks/managed-identity-overview (add-ons: aci-connector)
 */
export function nodeGroupChange(cluster: ResourceRecord, world: World): Change {
  const group = nodeGroupId(cluster);
  const location = textAt(cluster.body, "location") ?? "";
  const kubelet = identityRecord(kubeletIdentityId(cluster, group), location, world);
  const records = [world.find(group) ?? groupRecord(group, cluster), kubelet];
  const connectorId = connectorIdentityId(cluster, group);
  const properties = cluster.body["properties"] as JsonObject;
  if (connectorProfile(properties) === undefined) return { put: records, remove: [connectorId] };
  const connector = identityRecord(connectorId, location, world);
  return { put: [...records, connector, contributor(connector, group, world)] };
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
