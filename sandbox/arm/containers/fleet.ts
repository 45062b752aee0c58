import { randomUUID } from "node:crypto";
import type { Principal } from "../authorization";
import { derivedGuid } from "../grants";
import { objectAt, textAt, textsAt, type JsonObject } from "../json";
import { createRefused, operationFailed } from "../mishaps";
import { plannedPut, putRequest } from "../put";
import { nameOf, parseId, resourceGroupOf } from "../resource-id";
import type { ResourceRecord } from "../store";
import { withProperties, type World } from "../world";
import { CONTAINER_GROUP_TYPE } from "./names";
import { groupBody, type GroupPlace } from "./ngroup-template";
import { desiredCount, groupsOf } from "./orchestrated";
import { zoneWithFewest } from "./zones";

/** With which NGroups writes its groups. */
const API_VERSION = "2025-09-01";

/**
 * Brings an NGroups resource to its count: new groups, one after another, through the same API as everybody's, so that
 * throttles, quotas and refusals are the same; or fewer, whichever they are.
 *
 * @param avoids - a zone in which no new group is made, although it has the fewest
 * @throws ArmError ACI's refusal of a group; those that were made before it stay
 */
export function scaleFleet(nGroup: ResourceRecord, world: World, avoids?: string): void {
  const groups = groupsOf(nGroup.id, world);
  const missing = desiredCount(nGroup) - groups.length;
  for (let made = 0; made < missing; made += 1) {
    const zones = textsAt(nGroup.body, "zones").filter((zone) => zone !== avoids);
    const zone = zoneWithFewest(zones, groupsOf(nGroup.id, world));
    writeGroup(nGroup, { name: newName(nGroup), ...(zone === undefined ? {} : { zone }) }, world);
  }
  if (missing < 0) world.commit({ remove: anyOf(groups, -missing).map(({ id }) => id) });
}

/** Makes a group of an NGroups resource, or updates it in place. @throws ArmError ACI's refusal */
export function writeGroup(nGroup: ResourceRecord, place: GroupPlace, world: World): void {
  const type = world.typeOf(CONTAINER_GROUP_TYPE);
  const id = parseId(`${resourceGroupOf(nGroup.id) ?? ""}/providers/${CONTAINER_GROUP_TYPE}/${place.name}`);
  if (type === undefined || id === undefined) throw new Error(`${nGroup.id} has no place for container groups`);
  const request = {
    method: "PUT",
    path: id.text,
    query: new URLSearchParams({ "api-version": API_VERSION }),
    headers: {},
    body: groupBody(nGroup, place, world),
    principal: principalOf(nGroup),
  };
  const put = putRequest(request, { id, type, apiVersion: API_VERSION }, world);
  const mishap = put.current === undefined ? world.mishap("refuseCreate", { id: id.text, type: type.type }) : undefined;
  if (mishap !== undefined) throw createRefused(mishap, id.text);
  const { record, change } = plannedPut(put, type);
  const owned = withProperties(record, { orchestratorId: nGroup.id });
  const failure = world.mishap("failOperation", record);
  const kept = failure === undefined ? owned : withProperties(owned, { provisioningState: "Failed" });
  world.commit({ ...change, put: (change.put ?? []).map((each) => (each === record ? kept : each)) });
  if (failure !== undefined) throw operationFailed(failure, record.id);
}

/** The name of a new group: a GUID, behind the prefix of the naming policy. */
export function newName({ body }: ResourceRecord): string {
  const prefix = textAt(body, "properties.elasticProfile.containerGroupNamingPolicy.guidNamingPolicy.prefix") ?? "";
  return `${prefix}${randomUUID()}`;
}

/**
 * So many of the groups as NGroups deletes: "randomly". Here the draw follows from the groups' names, so that the same
 * groups give the same draw.
 *
 * @see https://learn.microsoft.com/azure/container-instances/container-instance-ngroups/container-instances-about-ngroups
 */
function anyOf(groups: readonly ResourceRecord[], count: number): readonly ResourceRecord[] {
  const lot = ({ id }: ResourceRecord): string => derivedGuid(nameOf(id));
  return [...groups].sort((one, other) => lot(one).localeCompare(lot(other))).slice(0, count);
}

/** Who wrote the NGroups resource: what it does for its groups, it does with that one's rights. */
function principalOf({ hidden }: ResourceRecord): Principal {
  return objectAt(hidden, "principal") as unknown as Principal;
}

/** A principal as it is kept with a record. */
export function keptPrincipal(principal: Principal): JsonObject {
  return { ...(principal as unknown as JsonObject) };
}
