import { badRequest } from "../arm-error";
import { addressCount, formatAddress, overlap, parseCidr, prefixLengthFor, type Cidr } from "../../../sdk/network/cidr";
import { numberAt, objectAt, textAt, withDefaults, without, type JsonObject } from "../json";
import { frontendAt } from "../load-balancers/frontends";
import { sameId } from "../resource-id";
import type { PutRequest, ResourceType } from "../resource-type";
import type { ResourceRecord } from "../store";
import type { World } from "../world";
import { idsAt, NETWORK_MANNERS, refuseWhileUsed, resourceGuid, usersAsIds } from "./network";

/** The type of public addresses. */
export const PUBLIC_IP_TYPE = "Microsoft.Network/publicIPAddresses";
/** The type of blocks of public addresses. */
export const PUBLIC_IP_PREFIX_TYPE = "Microsoft.Network/publicIPPrefixes";
const NAT_GATEWAY_TYPE = "Microsoft.Network/natGateways";

/** 198.18.0.0/15 is set aside for tests (RFC 2544): nobody's address, and it does not look like a private one. */
const PUBLIC_RANGE = "198.18.0.0/15";

const READ_ONLY = ["provisioningState", "ipConfiguration", "natGateway", "publicIPAddresses"];

/** Public addresses; one is allotted when the resource is made. */
export const publicIpAddresses: ResourceType = {
  ...NETWORK_MANNERS,
  type: PUBLIC_IP_TYPE,
  hasLocation: true,
  envelope: ["tags", "sku", "zones", "extendedLocation"],
  // Basic addresses were retired on 2025-09-30, so that Standard is what one gets.
  envelopeOf: ({ body }) => ({ sku: withDefaults(objectAt(body, "sku"), { name: "Standard", tier: "Regional" }) }),
  admit: ({ body }) => {
    if (textAt(body, "properties.publicIPAllocationMethod") === "Static" || sku(body) !== "Standard") return;
    throw badRequest(
      "StandardSkuPublicIPAddressesMustBeStatic",
      "Standard sku publicIp must have AllocationMethod set to Static.",
    );
  },
  properties: (request) =>
    withDefaults(without(objectAt(request.body, "properties"), ...READ_ONLY), {
      resourceGuid: resourceGuid(request),
      ipAddress: textAt(request.current?.body, "properties.ipAddress") ?? freeAddresses(request, 1),
      publicIPAddressVersion: "IPv4",
      publicIPAllocationMethod: "Dynamic",
      idleTimeoutInMinutes: 4,
      ipTags: [],
      ddosSettings: { protectionMode: "VirtualNetworkInherited" },
    }),
  references: ({ body }) => {
    const id = textAt(body, "properties.publicIPPrefix.id");
    return id === undefined ? [] : [{ id, action: "Microsoft.Network/publicIPPrefixes/join/action" }];
  },
  checkDelete: refuseWhileUsed({
    code: "PublicIPAddressCannotBeDeleted",
    message: (id, users) =>
      `Public IP address ${id} can not be deleted since it is still allocated to resource ${users}. In order to delete the public IP, disassociate/detach the Public IP address from the resource. To learn how to do this, see aka.ms/deletepublicip.`,
  }),
  render: (record, world) => {
    const shown = withNatGateway(record, world);
    return {
      ...shown,
      properties: { ...objectAt(shown, "properties"), ipConfiguration: frontendAt(record.id, world) },
    };
  },
};

/** Blocks of public addresses. */
export const publicIpPrefixes: ResourceType = {
  ...NETWORK_MANNERS,
  type: PUBLIC_IP_PREFIX_TYPE,
  hasLocation: true,
  envelope: ["tags", "sku", "zones", "extendedLocation"],
  required: ["properties.prefixLength"],
  admit: checkPrefixLength,
  envelopeOf: ({ body }) => ({ sku: withDefaults(objectAt(body, "sku"), { name: "Standard", tier: "Regional" }) }),
  properties: (request) => {
    const length = numberAt(request.body, "properties.prefixLength") ?? 32;
    const kept = textAt(request.current?.body, "properties.ipPrefix");
    return withDefaults(without(objectAt(request.body, "properties"), ...READ_ONLY), {
      resourceGuid: resourceGuid(request),
      ipPrefix: kept ?? `${freeAddresses(request, 2 ** (32 - length))}/${length}`,
      publicIPAddressVersion: "IPv4",
      ipTags: [],
    });
  },
  checkDelete: refuseWhileUsed({
    // Azure/kube-egress-gateway#1223 names the code; the words are modelled on the other types'.
    code: "InUsePublicIpPrefixCannotBeDeleted",
    message: (id, users) => `Public IP prefix ${id} cannot be deleted because it is in use by ${users}.`,
  }),
  render: withNatGateway,
};

/**
 * The limits are documented, the words of the refusals are ours.
 *
 * @see https://learn.microsoft.com/azure/virtual-network/ip-services/public-ip-address-prefix (prefix sizes, limitations)
 */
function checkPrefixLength({ id, body, current }: PutRequest): void {
  const length = numberAt(body, "properties.prefixLength") ?? 0;
  const kept = numberAt(current?.body, "properties.prefixLength");
  if (kept !== undefined && kept !== length) {
    throw badRequest(
      "PublicIpPrefixLengthCannotBeChanged",
      `Public IP prefix ${id.text} has a prefix length of ${kept}, which cannot be changed to ${length}.`,
    );
  }
  if (length >= 24 && length <= 31) return;
  throw badRequest(
    "PublicIpPrefixInvalidPrefixLength",
    `Public IP prefix ${id.text} has an invalid prefix length of ${length}. Allowed range 24-31.`,
  );
}

function withNatGateway(record: ResourceRecord, world: World): JsonObject {
  const [natGateway] = usersAsIds(record, world, NAT_GATEWAY_TYPE) ?? [];
  const properties = objectAt(record.body, "properties");
  return { ...record.body, properties: { ...properties, ...(natGateway === undefined ? {} : { natGateway }) } };
}

function sku(body: JsonObject): string {
  return textAt(body, "sku.name") ?? "Standard";
}

/** The first address of a free, aligned block of so many; those of a prefix are taken out of the prefix's block. */
function freeAddresses({ world, body }: PutRequest, count: number): string {
  const prefixId = textAt(body, "properties.publicIPPrefix.id");
  const within = world.all(PUBLIC_IP_PREFIX_TYPE).find(({ id }) => sameId(id, prefixId ?? ""));
  const range = parseCidr(textAt(within?.body, "properties.ipPrefix") ?? PUBLIC_RANGE);
  const taken = within === undefined ? takenBlocks(world) : takenAddresses(world);
  const prefixLength = prefixLengthFor(count);
  for (let offset = 0; range !== undefined && offset + count <= addressCount(range); offset += count) {
    const block = { first: range.first + offset, prefixLength };
    if (!taken.some((used) => overlap(used, block))) return formatAddress(block.first);
  }
  throw badRequest("PublicIPPrefixOutOfIpAddresses", "There are no more public IP addresses available to allocate.");
}

function takenBlocks(world: World): readonly Cidr[] {
  const blocks = world
    .all(PUBLIC_IP_PREFIX_TYPE)
    .map(({ body }) => parseCidr(textAt(body, "properties.ipPrefix") ?? ""));
  return [...blocks.filter((block) => block !== undefined), ...takenAddresses(world)];
}

function takenAddresses(world: World): readonly Cidr[] {
  const addresses = world.all(PUBLIC_IP_TYPE).map(({ body }) => `${textAt(body, "properties.ipAddress") ?? ""}/32`);
  return addresses.map(parseCidr).filter((range) => range !== undefined);
}

/** The public addresses and prefixes that a NAT gateway goes out with. */
export function outboundReferences({ body }: ResourceRecord): readonly { id: string; action: string }[] {
  const addresses = idsAt(body, "properties.publicIpAddresses");
  const prefixes = idsAt(body, "properties.publicIpPrefixes");
  return [
    ...addresses.map((id) => ({ id, action: "Microsoft.Network/publicIPAddresses/join/action" })),
    ...prefixes.map((id) => ({ id, action: "Microsoft.Network/publicIPPrefixes/join/action" })),
  ];
}
