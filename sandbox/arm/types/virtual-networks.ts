import { badRequest } from "../arm-error";
import { contains, parseCidr, type Cidr } from "../../../sdk/network/cidr";
import { isObject, objectsAt, textAt, textsAt, withDefaults, without, type JsonObject } from "../json";
import { rendered } from "../rendering";
import { nameOf, sameId } from "../resource-id";
import type { PutRequest, ResourceType } from "../resource-type";
import type { Change, ResourceRecord } from "../store";
import type { World } from "../world";
import { NETWORK_MANNERS, resourceGuid } from "./network";
import { linksTo } from "./private-dns";
import { checkSubnetDelete, checkSubnetRanges, subnetRecord, SUBNET_TYPE } from "./subnets";

/** The type of virtual networks. */
export const VIRTUAL_NETWORK_TYPE = "Microsoft.Network/virtualNetworks";

/** Before it, a PUT without `subnets` took all subnets away (Azure/bicep-types-az#1687). */
const KEEPS_SUBNETS_SINCE = "2023-11-01";

/** Virtual networks, with the subnets that are given inline. */
export const virtualNetworks: ResourceType = {
  ...NETWORK_MANNERS,
  type: VIRTUAL_NETWORK_TYPE,
  hasLocation: true,
  envelope: ["tags", "extendedLocation"],
  required: ["properties.addressSpace.addressPrefixes"],
  admit: checkAddressSpace,
  properties: (request) =>
    withDefaults(without(propertiesOf(request), "subnets", "resourceGuid", "provisioningState"), {
      resourceGuid: resourceGuid(request),
      enableDdosProtection: false,
      virtualNetworkPeerings: [],
    }),
  alongside: inlineSubnets,
  checkDelete: (record, world) => {
    for (const subnet of world.below(record.id, SUBNET_TYPE)) checkSubnetDelete(subnet, world);
  },
  // "The links to the DNS zone are automatically cleared": https://learn.microsoft.com/azure/dns/dns-faq-private
  dismantle: (record, world) => Promise.resolve({ remove: linksTo(record.id, world).map(({ id }) => id) }),
  render: (record, world) => ({
    ...record.body,
    properties: { ...propertiesOf(record), subnets: renderedSubnets(record, world) },
  }),
};

function renderedSubnets(record: ResourceRecord, world: World): readonly JsonObject[] {
  return world.below(record.id, SUBNET_TYPE).map((subnet) => rendered(subnet, world));
}

function propertiesOf({ body }: { readonly body: JsonObject }): JsonObject {
  const properties = body["properties"];
  return isObject(properties) ? properties : {};
}

function checkAddressSpace(request: PutRequest): void {
  const { body, id, world } = request;
  const ranges = textsAt(body, "properties.addressSpace.addressPrefixes").map((prefix) => {
    const range = parseCidr(prefix);
    if (range === undefined) {
      throw badRequest(
        "InvalidAddressPrefixFormat",
        `Address prefix ${prefix} of resource ${id.text} is not formatted correctly. It should follow CIDR notation, for example 10.0.0.0/24.`,
      );
    }
    return range;
  });
  if (replacesSubnets(request)) return;
  for (const subnet of world.below(id.text, SUBNET_TYPE)) checkStillInside(subnet, ranges);
}

function checkStillInside(subnet: ResourceRecord, ranges: readonly Cidr[]): void {
  const prefix = textAt(subnet.body, "properties.addressPrefix") ?? "";
  const range = parseCidr(prefix);
  if (range === undefined || ranges.some((space) => contains(space, range))) return;
  throw badRequest(
    "InUsePrefixCannotBeDeleted",
    `IpPrefix ${prefix} on Subnet ${nameOf(subnet.id)} is in use and cannot be removed from the address space of its virtual network.`,
  );
}

function replacesSubnets({ body, apiVersion }: PutRequest): boolean {
  return propertiesOf({ body })["subnets"] !== undefined || apiVersion < KEEPS_SUBNETS_SINCE;
}

/** Subnets given inline are written with the network; those that are not given any more go. */
function inlineSubnets(request: PutRequest, record: ResourceRecord): Change {
  if (!replacesSubnets(request)) return {};
  const { world, body } = request;
  const given = objectsAt(body, "properties.subnets");
  const current = world.below(record.id, SUBNET_TYPE);
  const put = given.map((subnet) => subnetRecord(record.id, subnet, world));
  const gone = current.filter((subnet) => !put.some(({ id }) => sameId(id, subnet.id)));
  for (const subnet of gone) checkSubnetDelete(subnet, world);
  for (const subnet of put) {
    checkSubnetRanges(subnet, { network: record, siblings: put.filter((other) => other !== subnet) });
  }
  return { put, remove: gone.map(({ id }) => id) };
}
