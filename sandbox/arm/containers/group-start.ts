import { isDeepStrictEqual } from "node:util";
import { objectAt, objectsAt, textAt, without, type JsonObject } from "../json";
import type { PutRequest } from "../resource-type";
import type { ResourceRecord } from "../store";
import type { World } from "../world";
import { groupState, momentAt } from "./group-life";
import { imageFailures } from "./images";
import { allottedPublicAddress } from "./public-address";
import { allottedAddress, subnetIdOf } from "./subnet";

/** How long a group takes that was taken from a standby pool, unless the sandbox's cold start is shorter. */
const FROM_POOL_SECONDS = 1;

/** The start of a group that is written: anew, or still the one that it had. */
export function startOf(request: PutRequest): JsonObject {
  const { id, body, current, world } = request;
  if (current !== undefined && !startsAnew(request)) {
    return { acceptedAt: current.hidden["acceptedAt"], readyAt: current.hidden["readyAt"] };
  }
  return {
    ...ended(current, world),
    ...moments(coldStart(world), world),
    failures: failuresOf(body, world),
    ...groupAddresses(id.text, body, world),
  };
}

/** What an earlier life has left, taken away; a group that waits for its zone goes on waiting. */
function ended(current: ResourceRecord | undefined, world: World): JsonObject {
  const waits = current !== undefined && !isOver(current, world);
  return {
    stoppedAt: undefined,
    isRepaired: undefined,
    lostAt: waits ? current.hidden["lostAt"] : undefined,
    address: undefined,
    publicAddress: undefined,
  };
}

/** The start of a group that there is, because it is started, restarted or moved. */
export function restartOf(record: ResourceRecord, world: World): JsonObject {
  const seconds = coldStart(world);
  return {
    ...without(record.hidden, "stoppedAt", "lostAt", "isRepaired"),
    ...moments(seconds, world),
    failures: failuresOf(record.body, world),
    ...groupAddresses(record.id, record.body, world),
  };
}

/** The start of a group that was made ready in a standby pool. */
export function startFromPool(world: World): JsonObject {
  return moments(Math.min(FROM_POOL_SECONDS, world.surroundings.coldStartSeconds), world);
}

/** Seconds from when a group is accepted until it runs. */
export function coldStart({ faults, surroundings }: World): number {
  return faults.slowStart?.seconds ?? surroundings.coldStartSeconds;
}

/**
 * Whether a PUT starts the containers of a group: any change of its properties does, and a group that is stopped or over
 * "is deployed as new". A change of tags alone does not.
 *
 * @see https://learn.microsoft.com/azure/container-instances/container-instances-update
 */
function startsAnew({ body, current, world }: Pick<PutRequest, "body" | "current" | "world">): boolean {
  if (current === undefined || isOver(current, world)) return true;
  return !isDeepStrictEqual(sent(objectAt(body, "properties")), sent(objectAt(current.body, "properties")));
}

/** Whether nothing of a group runs or is going to. */
export function isOver(record: ResourceRecord, world: World): boolean {
  return ["Stopped", "Succeeded", "Failed"].includes(groupState(record, world.now()));
}

const DEFAULTS: JsonObject = { sku: "Standard", restartPolicy: "Always", initContainers: [] };

/** The properties that a group's caller has a say in. */
export function sent(properties: JsonObject): JsonObject {
  const own = without(properties, "provisioningState", "instanceView", "orchestratorId", "isCreatedFromStandbyPool");
  return { ...DEFAULTS, ...Object.fromEntries(Object.entries(own).filter(([, value]) => (value ?? null) !== null)) };
}

function moments(seconds: number, world: World): JsonObject {
  const now = world.now().getTime();
  return { acceptedAt: new Date(now).toISOString(), readyAt: new Date(now + seconds * 1000).toISOString() };
}

function failuresOf(body: JsonObject, world: World): JsonObject {
  return imageFailures(body, world.faults.badImages);
}

/** A group has an address in its subnet or, where it asked for one, in public; it keeps the one that it has. */
export function groupAddresses(id: string, body: JsonObject, world: World): JsonObject {
  const subnetId = subnetIdOf({ body });
  const subnet = subnetId === undefined ? undefined : world.find(subnetId);
  if (subnet !== undefined) return { address: allottedAddress(id, subnet, world) };
  const isPublic = textAt(body, "properties.ipAddress.type") === "Public";
  return isPublic && objectsAt(body, "properties.ipAddress.ports").length > 0
    ? { publicAddress: allottedPublicAddress(id, world) }
    : {};
}

/** Whether a group is between being accepted and running. */
export function isStarting(record: ResourceRecord, world: World): boolean {
  return groupState(record, world.now()) === "Pending" && world.now().getTime() < (momentAt(record, "readyAt") ?? 0);
}
