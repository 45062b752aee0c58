import { objectAt, objectsAt, textAt, withDefaults, without, type JsonObject } from "../json";
import type { ResourceType } from "../resource-type";
import { NETWORK_MANNERS, refuseWhileUsed, resourceGuid, usersAsIds } from "./network";
import { SUBNET_TYPE } from "./subnets";

const GROUP_TYPE = "Microsoft.Network/networkSecurityGroups";

/** Network security groups, with Azure's default rules. */
export const networkSecurityGroups: ResourceType = {
  ...NETWORK_MANNERS,
  type: GROUP_TYPE,
  hasLocation: true,
  envelope: ["tags"],
  properties: (request) => ({
    ...withDefaults(
      without(objectAt(request.body, "properties"), "subnets", "defaultSecurityRules", "provisioningState"),
      {
        resourceGuid: resourceGuid(request),
      },
    ),
    securityRules: securityRules(request.id.text, request.body),
    defaultSecurityRules: defaultSecurityRules(request.id.text),
  }),
  checkDelete: refuseWhileUsed({
    code: "InUseNetworkSecurityGroupCannotBeDeleted",
    message: (id, users) =>
      `Network security group ${id} cannot be deleted because it is in use by the following resources: ${users}. In order to delete the Network security group, remove the association with the resource(s). To learn how to do this, see aka.ms/deletensg.`,
  }),
  render: (record, world) => ({
    ...record.body,
    properties: { ...objectAt(record.body, "properties"), subnets: usersAsIds(record, world, SUBNET_TYPE) },
  }),
};

/** The rules of a body with what Azure adds. */
function securityRules(groupId: string, body: JsonObject): readonly JsonObject[] {
  return objectsAt(body, "properties.securityRules").map((rule) => {
    const name = textAt(rule, "name") ?? "";
    const lists = {
      sourceAddressPrefixes: [],
      destinationAddressPrefixes: [],
      sourcePortRanges: [],
      destinationPortRanges: [],
    };
    return {
      name,
      id: `${groupId}/securityRules/${name}`,
      type: `${GROUP_TYPE}/securityRules`,
      properties: { ...withDefaults(objectAt(rule, "properties"), lists), provisioningState: "Succeeded" },
    };
  });
}

/** @see https://learn.microsoft.com/azure/virtual-network/network-security-groups-overview#default-security-rules */
function defaultSecurityRules(groupId: string): readonly JsonObject[] {
  const rule = (
    name: string,
    priority: number,
    [direction, access, source, destination]: readonly string[],
  ): JsonObject => ({
    name,
    id: `${groupId}/defaultSecurityRules/${name}`,
    type: `${GROUP_TYPE}/defaultSecurityRules`,
    properties: {
      provisioningState: "Succeeded",
      protocol: "*",
      sourcePortRange: "*",
      destinationPortRange: "*",
      sourceAddressPrefix: source,
      destinationAddressPrefix: destination,
      access,
      priority,
      direction,
      sourcePortRanges: [],
      destinationPortRanges: [],
      sourceAddressPrefixes: [],
      destinationAddressPrefixes: [],
    },
  });
  return [
    rule("AllowVnetInBound", 65000, ["Inbound", "Allow", "VirtualNetwork", "VirtualNetwork"]),
    rule("AllowAzureLoadBalancerInBound", 65001, ["Inbound", "Allow", "AzureLoadBalancer", "*"]),
    rule("DenyAllInBound", 65500, ["Inbound", "Deny", "*", "*"]),
    rule("AllowVnetOutBound", 65000, ["Outbound", "Allow", "VirtualNetwork", "VirtualNetwork"]),
    rule("AllowInternetOutBound", 65001, ["Outbound", "Allow", "*", "Internet"]),
    rule("DenyAllOutBound", 65500, ["Outbound", "Deny", "*", "*"]),
  ];
}
