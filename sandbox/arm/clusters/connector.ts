import { badRequest } from "../arm-error";
import { missingParameter } from "../common-errors";
import { objectAt, textAt, valueAt, type JsonObject } from "../json";
import { nameOf } from "../resource-id";
import type { ResourceRecord } from "../store";
import { networkOf } from "../types/subnets";
import type { World } from "../world";
import { subnetNotFound } from "./manners";

const ADD_ON = "aciConnectorLinux";

/** The virtual-node add-on of a cluster's properties, where it is switched on; AKS takes its name in any case. */
export function connectorProfile(properties: JsonObject): JsonObject | undefined {
  const profile = objectAt(properties, `addonProfiles.${connectorKey(properties)}`);
  return valueAt(profile, "enabled") === true ? profile : undefined;
}

/** The name under which a cluster's properties have the add-on. */
export function connectorKey(properties: JsonObject): string {
  const keys = Object.keys(objectAt(properties, "addonProfiles"));
  return keys.find((key) => key.toLowerCase() === ADD_ON.toLowerCase()) ?? ADD_ON;
}

/** The ARM id of the virtual node's subnet: it is given by name, in the network of the first pool that has one. */
export function connectorSubnetId(properties: JsonObject, poolSubnets: readonly string[]): string | undefined {
  const name = textAt(connectorProfile(properties), "config.SubnetName");
  const [first] = poolSubnets;
  return name === undefined || first === undefined ? undefined : `${networkOf(first)}/subnets/${name}`;
}

/** Refuses an add-on that could not work. */
export function checkConnector(properties: JsonObject, poolSubnets: readonly string[], world: World): void {
  const profile = connectorProfile(properties);
  if (profile === undefined) return;
  if (textAt(profile, "config.SubnetName") === undefined) {
    throw missingParameter("addonProfiles.aciConnectorLinux.config.SubnetName");
  }
  // hashicorp/terraform#24853 quotes the answer for other plugins. That the overlay won't do either is documented, its
  // answer is not: https://learn.microsoft.com/azure/aks/concepts-network-azure-cni-overlay (choosing a network model).
  const network = objectAt(properties, "networkProfile");
  if (textAt(network, "networkPlugin") !== "azure" || textAt(network, "networkPluginMode") === "overlay") {
    throw badRequest(
      "ACIConnectorRequiresAzureNetworking",
      "ACI Connector requires azure network plugin",
      "AddonProfiles.ACIConnectorLinux",
    );
  }
  const subnetId = connectorSubnetId(properties, poolSubnets);
  if (subnetId === undefined) throw missingParameter("agentPoolProfile.vnetSubnetID");
  if (world.find(subnetId) === undefined) throw subnetNotFound({ id: subnetId });
}

/** The id of the identity that AKS makes for the connector, in the node resource group. */
export function connectorIdentityId(cluster: Pick<ResourceRecord, "id">, nodeGroupId: string): string {
  return identityId(nodeGroupId, `aciconnectorlinux-${nameOf(cluster.id)}`);
}

/** The id of the identity that the nodes' kubelets use. */
export function kubeletIdentityId(cluster: Pick<ResourceRecord, "id">, nodeGroupId: string): string {
  return identityId(nodeGroupId, `${nameOf(cluster.id)}-agentpool`);
}

function identityId(group: string, name: string): string {
  return `${group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${name}`;
}
