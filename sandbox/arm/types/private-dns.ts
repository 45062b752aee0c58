import { ArmError, badRequest } from "../arm-error";
import { PRIVATE_DNS_VERSIONS } from "../api-versions";
import { derivedGuid } from "../grants";
import { objectAt, textAt, valueAt, withDefaults, without, type JsonObject } from "../json";
import { nameOf, sameId } from "../resource-id";
import type { PutRequest, ResourceType } from "../resource-type";
import type { ResourceRecord } from "../store";
import type { World } from "../world";

/** The type of private DNS zones. */
export const PRIVATE_ZONE_TYPE = "Microsoft.Network/privateDnsZones";
const LINK_TYPE = "Microsoft.Network/privateDnsZones/virtualNetworkLinks";

const MANNERS = {
  apiVersions: PRIVATE_DNS_VERSIONS,
  hasLocation: true,
  locations: ["global"],
  envelope: ["tags"],
  writes: "longRunning",
  deletes: "longRunning",
  creatingState: "Creating",
  patchable: true,
} as const satisfies Partial<ResourceType>;

/** Private DNS zones. */
export const privateDnsZones: ResourceType = {
  ...MANNERS,
  type: PRIVATE_ZONE_TYPE,
  admit: ({ id }) => {
    if (/^([a-z0-9_]([a-z0-9_-]*[a-z0-9_])?\.)+[a-z0-9_-]+$/i.test(id.name)) return;
    throw badRequest("BadRequest", `The private DNS zone name '${id.name}' is invalid: it has two labels at least.`);
  },
  properties: () => ({}),
  checkDelete: refuseWhileLinked,
  render: renderedZone,
};

/** The links of a private DNS zone to the virtual networks in which its names are known. */
export const virtualNetworkLinks: ResourceType = {
  ...MANNERS,
  type: LINK_TYPE,
  required: ["properties.virtualNetwork.id"],
  admit: checkLink,
  properties: ({ body }) =>
    withDefaults(without(objectAt(body, "properties"), "provisioningState", "virtualNetworkLinkState"), {
      registrationEnabled: false,
      resolutionPolicy: "Default",
      virtualNetworkLinkState: "Completed",
    }),
  references: ({ body }) => {
    const id = textAt(body, "properties.virtualNetwork.id");
    return id === undefined ? [] : [{ id, action: "Microsoft.Network/virtualNetworks/join/action" }];
  },
  render: (record) => ({ etag: record.etag, ...record.body }),
};

/** The figures are Azure's limits, as Azure/azure-cli#15010 shows a zone. */
function renderedZone(record: ResourceRecord, world: World): JsonObject {
  const links = world.below(record.id, LINK_TYPE);
  const registering = links.filter(({ body }) => valueAt(body, "properties.registrationEnabled") === true);
  return {
    etag: record.etag,
    ...record.body,
    properties: {
      ...objectAt(record.body, "properties"),
      internalId: derivedGuid(record.id.toLowerCase()),
      maxNumberOfRecordSets: 25_000,
      maxNumberOfVirtualNetworkLinks: 1000,
      maxNumberOfVirtualNetworkLinksWithRegistration: 100,
      numberOfRecordSets: recordSetCount(record.id, world),
      numberOfVirtualNetworkLinks: links.length,
      numberOfVirtualNetworkLinksWithRegistration: registering.length,
    },
  };
}

/** How many record sets a zone has; its SOA record is always there. */
function recordSetCount(zoneId: string, world: World): number {
  return world.below(zoneId).filter(({ type }) => type !== LINK_TYPE && !type.endsWith("/SOA")).length + 1;
}

/** learntocloud/networking-lab#8 quotes the refusal. */
function refuseWhileLinked(zone: ResourceRecord, world: World): void {
  const [link] = world.below(zone.id, LINK_TYPE);
  if (link === undefined) return;
  throw new ArmError(409, {
    code: "CannotDeleteResource",
    message: `Cannot delete resource while nested resources exist. Some existing nested resource IDs include: 'Microsoft.Network/privateDnsZones/${nameOf(zone.id)}/virtualNetworkLinks/${nameOf(link.id)}'. Please delete all nested resources before deleting this resource.`,
  });
}

/** The links of all zones to a network. */
export function linksTo(networkId: string, world: World): readonly ResourceRecord[] {
  return world
    .all(LINK_TYPE)
    .filter(({ body }) => sameId(textAt(body, "properties.virtualNetwork.id") ?? "", networkId));
}

/** A network knows each name from one zone only; MicrosoftDocs/azure-aks-docs#212 quotes the refusal. */
function checkLink({ id, body, world }: PutRequest): void {
  const zone = zoneOf(id.text);
  const other = linksTo(textAt(body, "properties.virtualNetwork.id") ?? "", world)
    .filter((link) => !sameId(link.id, id.text))
    .find((link) => zoneOf(link.id) === zone);
  if (other === undefined) return;
  throw badRequest(
    "BadRequest",
    `A virtual network cannot be linked to multiple zones with overlapping namespaces. You tried to link virtual network with '${zone}' and '${zone}' zones.`,
  );
}

function zoneOf(linkId: string): string {
  return (linkId.split("/")[8] ?? "").toLowerCase();
}
