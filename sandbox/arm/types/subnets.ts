import { badRequest } from "../arm-error";
import { addressCount, contains, overlap, parseCidr, type Cidr } from "../../../sdk/network/cidr";
import { missingParameter } from "../common-errors";
import { objectAt, textAt, textsAt, withDefaults, without, type JsonObject } from "../json";
import { nameOf } from "../resource-id";
import type { PutRequest, Reference, ResourceType } from "../resource-type";
import type { ResourceRecord } from "../store";
import { changed, newRecord, type World } from "../world";
import { NETWORK_MANNERS } from "./network";
import { serviceEndpoints } from "./service-endpoints";
import { checkDelegations, delegations } from "./subnet-delegations";
import { ipConfigurations, serviceAssociationLinks } from "./subnet-uses";

/** The type of subnets. */
export const SUBNET_TYPE = "Microsoft.Network/virtualNetworks/subnets";
/** The right that it takes to put something into a subnet. */
export const SUBNET_JOIN = "Microsoft.Network/virtualNetworks/subnets/join/action";

/** Set by Azure, ignored when sent. */
const READ_ONLY = ["provisioningState", "ipConfigurations", "serviceAssociationLinks", "purpose", "privateEndpoints"];

/** Subnets as resources of their own; the same records as those given inside a network. One write at a time on a network. */
export const subnets: ResourceType = {
  ...NETWORK_MANNERS,
  type: SUBNET_TYPE,
  hasLocation: false,
  patchable: false,
  lockOf: networkOf,
  admit: (request) => {
    const { id, world } = request;
    const network = world.find(networkOf(id.text));
    if (network === undefined) return;
    const subnet = subnetRecord(network.id, { ...request.body, name: id.name }, world);
    const siblings = world.below(network.id, SUBNET_TYPE).filter((other) => other.id !== request.current?.id);
    checkSubnetRanges(subnet, { network, siblings });
    checkDelegations(request.current, subnet, world);
  },
  properties: ({ id, body, world }: PutRequest) =>
    objectAt(subnetRecord(networkOf(id.text), { ...body, name: id.name }, world).body, "properties"),
  references: subnetReferences,
  checkDelete: checkSubnetDelete,
  render: (record, world) => ({
    ...record.body,
    properties: {
      ...objectAt(record.body, "properties"),
      ipConfigurations: ipConfigurations(record, world),
      serviceAssociationLinks: serviceAssociationLinks(record, world),
    },
  }),
};

/** The id of the virtual network that a subnet is in. */
export function networkOf(subnetId: string): string {
  return subnetId.split("/").slice(0, 9).join("/");
}

/** The addresses of a subnet; it may have been given as one prefix or as a list. */
export function subnetRange(subnet: ResourceRecord): Cidr | undefined {
  const [prefix] = prefixesOf(subnet.body);
  return prefix === undefined ? undefined : parseCidr(prefix);
}

/** A subnet as it is kept, from the body of its own PUT or from its entry in its network's. */
export function subnetRecord(networkId: string, given: JsonObject, world: World): ResourceRecord {
  const name = textAt(given, "name") ?? "";
  if (prefixesOf(given).length === 0) throw missingParameter("properties.addressPrefix");
  const id = `${networkId}/subnets/${name}`;
  const current = world.find(id);
  const sent = without(objectAt(given, "properties"), ...READ_ONLY);
  const properties = withDefaults(sent, {
    // The defaults of Subnets - Get in azure-rest-api-specs, network 2024-05-01.
    privateEndpointNetworkPolicies: "Disabled",
    privateLinkServiceNetworkPolicies: "Enabled",
  });
  const body = {
    properties: {
      ...properties,
      ...serviceEndpoints(networkId, given, world),
      delegations: delegations(current?.id ?? id, given),
      provisioningState: "Succeeded",
    },
  };
  return current === undefined ? newRecord({ id, type: SUBNET_TYPE }, { body }) : changed(current, { body });
}

/** Checks that a subnet lies in its network and apart from the others. */
export function checkSubnetRanges(
  subnet: ResourceRecord,
  around: { readonly network: ResourceRecord; readonly siblings: readonly ResourceRecord[] },
): void {
  const [name, network] = [nameOf(subnet.id), nameOf(around.network.id)];
  const spaces = rangesOf(textsAt(around.network.body, "properties.addressSpace.addressPrefixes"));
  const others = around.siblings.flatMap((sibling) => rangesOf(prefixesOf(sibling.body)));
  for (const prefix of prefixesOf(subnet.body)) {
    const range = checkedRange(prefix, subnet, network);
    if (!spaces.some((space) => contains(space, range))) {
      // MicrosoftDocs/azure-docs#123869 quotes this and the next; NetcfgInvalidSubnet is what both were called before.
      throw badRequest(
        "NetcfgSubnetRangeOutsideVnet",
        `Subnet '${name}' is not valid because its IP address range is outside the IP address range of virtual network '${network}'.`,
      );
    }
    if (others.some((other) => overlap(other, range))) {
      throw badRequest(
        "NetcfgSubnetRangesOverlap",
        `Subnet '${name}' is not valid because its IP address range overlaps with that of an existing subnet in virtual network '${network}'.`,
      );
    }
  }
}

/** Azure/azure-rest-api-specs#17443 quotes the refusal. */
export function checkSubnetDelete(subnet: ResourceRecord, world: World): void {
  const uses = [...(ipConfigurations(subnet, world) ?? []), ...(serviceAssociationLinks(subnet, world) ?? [])];
  const [use] = uses.map((entry) => textAt(entry, "id"));
  if (use === undefined) return;
  throw badRequest(
    "InUseSubnetCannotBeDeleted",
    `Subnet ${nameOf(subnet.id)} is in use by ${use} and cannot be deleted. In order to delete the subnet, delete all the resources within the subnet. See aka.ms/deletesubnet.`,
  );
}

/** Azure's smallest subnet is a /29, and a range is written with no host bits. */
function checkedRange(prefix: string, subnet: ResourceRecord, network: string): Cidr {
  const range = parseCidr(prefix);
  if (range === undefined) {
    throw badRequest(
      "InvalidAddressPrefixFormat",
      `Address prefix ${prefix} of resource ${subnet.id} is not formatted correctly. It should follow CIDR notation, for example 10.0.0.0/24.`,
    );
  }
  if (addressCount(range) < 8) {
    throw badRequest(
      "NetcfgInvalidSubnet",
      `Subnet '${nameOf(subnet.id)}' is not valid in virtual network '${network}'.`,
    );
  }
  return range;
}

function subnetReferences({ body }: ResourceRecord): readonly Reference[] {
  const used: readonly (readonly [string, string])[] = [
    ["natGateway", "Microsoft.Network/natGateways/join/action"],
    ["networkSecurityGroup", "Microsoft.Network/networkSecurityGroups/join/action"],
    ["routeTable", "Microsoft.Network/routeTables/join/action"],
  ];
  return used.flatMap(([member, action]) => {
    const id = textAt(body, `properties.${member}.id`);
    return id === undefined ? [] : [{ id, action }];
  });
}

function prefixesOf(body: JsonObject): readonly string[] {
  const prefix = textAt(body, "properties.addressPrefix");
  return prefix === undefined ? textsAt(body, "properties.addressPrefixes") : [prefix];
}

function rangesOf(prefixes: readonly string[]): readonly Cidr[] {
  return prefixes.map(parseCidr).filter((range) => range !== undefined);
}
