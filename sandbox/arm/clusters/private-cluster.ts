import { badRequest } from "../arm-error";
import { derivedGuid, mayDo } from "../grants";
import { objectAt, textAt, valueAt, withDefaults, type JsonObject } from "../json";
import { nameOf } from "../resource-id";
import type { PutRequest } from "../resource-type";
import { PRIVATE_ZONE_TYPE } from "../types/private-dns";
import type { World } from "../world";
import { missingParameter } from "../common-errors";

const PROFILE = "apiServerAccessProfile";

/** Whether a cluster's API server has an address in its network only. */
function isPrivate(properties: JsonObject): boolean {
  return valueAt(properties, `${PROFILE}.enablePrivateCluster`) === true;
}

/** How the API server of a private cluster is reached, with what AKS adds. */
export function accessProfile(properties: JsonObject): JsonObject {
  if (!isPrivate(properties)) return {};
  const defaults = { privateDNSZone: "system", enablePrivateClusterPublicFQDN: true };
  return { [PROFILE]: withDefaults(objectAt(properties, PROFILE), defaults) };
}

/** What a private cluster shows: its private name, and its public one only where that is asked for. */
export function shownAccess(cluster: { readonly id: string; readonly body: JsonObject }): JsonObject {
  const properties = objectAt(cluster.body, "properties");
  if (!isPrivate(properties) || textAt(properties, "fqdn") === undefined) return {};
  const hidden = valueAt(properties, `${PROFILE}.enablePrivateClusterPublicFQDN`) === false;
  const name = privateName(cluster);
  return { ...(name === undefined ? {} : { privateFQDN: name }), ...(hidden ? { fqdn: undefined } : {}) };
}

/** @see https://learn.microsoft.com/azure/aks/private-clusters#configure-a-private-dns-zone */
function privateName({ id, body }: { readonly id: string; readonly body: JsonObject }): string | undefined {
  const zone = textAt(body, `properties.${PROFILE}.privateDNSZone`) ?? "system";
  if (zone === "none") return undefined;
  const guid = derivedGuid(id.toLowerCase());
  const subdomain = textAt(body, "properties.fqdnSubdomain");
  const label = subdomain ?? `${textAt(body, "properties.dnsPrefix") ?? ""}-${guid.slice(0, 8)}`;
  const region = textAt(body, "location") ?? "";
  return zone === "system" ? `${label}.${guid}.privatelink.${region}.azmk8s.io` : `${label}.${nameOf(zone)}`;
}

/** Refuses a private cluster that could not come up. */
export function checkPrivateCluster(request: PutRequest, properties: JsonObject): void {
  const zone = textAt(properties, `${PROFILE}.privateDNSZone`) ?? "system";
  if (!isPrivate(properties) || zone === "system") return;
  if (zone === "none") {
    if (valueAt(properties, `${PROFILE}.enablePrivateClusterPublicFQDN`) !== false) return;
    throw invalidZone("a private cluster without a private DNS zone has a public FQDN");
  }
  checkZone(zone, textAt(request.body, "location") ?? "", request.world);
  checkZonePermissions(zone, request);
}

/** A zone is AKS's own for the region, or one below it. @see https://learn.microsoft.com/azure/aks/private-clusters */
function checkZone(zone: string, region: string, world: World): void {
  const own = `privatelink.${region}.azmk8s.io`;
  const name = nameOf(zone).toLowerCase();
  if (name !== own && !name.endsWith(`.${own}`)) {
    throw invalidZone(`the zone's name is '${own}' or '<subzone>.${own}', it is '${name}'`);
  }
  if (world.find(zone)?.type !== PRIVATE_ZONE_TYPE) throw invalidZone(`private DNS zone '${zone}' was not found`);
}

/** Azure/Azure-Landing-Zones#2892 quotes the refusal, Azure/AKS#3470 its code. */
function checkZonePermissions(zone: string, { body, world }: PutRequest): void {
  const [identityId] = Object.keys(objectAt(body, "identity.userAssignedIdentities"));
  // The documentation has it that a system-assigned identity is not supported; the words are ours.
  if (identityId === undefined) throw missingParameter("identity.userAssignedIdentities");
  const identity = world.find(identityId);
  const principal = {
    objectId: textAt(identity?.body, "properties.principalId") ?? "",
    clientId: textAt(identity?.body, "properties.clientId") ?? "",
  };
  for (const action of [`${PRIVATE_ZONE_TYPE}/read`, `${PRIVATE_ZONE_TYPE}/write`]) {
    if (mayDo({ principal, action, scope: zone }, world)) continue;
    throw badRequest(
      "CustomPrivateDNSZoneMissingPermissionError",
      `Service principal or user-assigned identity must be given permission to read and write to custom private dns zone ${zone}. Check access result not allowed for action ${action}.`,
    );
  }
}

function invalidZone(reason: string): Error {
  const path = `${PROFILE}.privateDNSZone`;
  return badRequest(
    "InvalidParameter",
    `The value of parameter ${path} is invalid. Error details: ${reason}.`,
    `properties.${path}`,
  );
}
