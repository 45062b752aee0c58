import { conflict } from "../arm-error";
import { objectAt, objectsAt, textAt, valueAt, type JsonObject } from "../json";
import { nameOf, sameId } from "../resource-id";
import type { PutRequest } from "../resource-type";
import type { ResourceRecord } from "../store";
import { changed, type World } from "../world";
import { groupAddresses, startFromPool } from "./group-start";
import { STANDBY_POOL_TYPE } from "./names";
import { profileReference, templateOf } from "./profile-template";

/** A container group in a standby pool: it starts like any other, and waits to be given out. */
export interface StandbyInstance {
  /** ISO 8601. */
  readonly readyAt: string;
  readonly failures: JsonObject;
}

/** The instances in a pool. */
export function instancesOf({ hidden }: Pick<ResourceRecord, "hidden">): readonly StandbyInstance[] {
  return objectsAt(hidden, "instances") as unknown as readonly StandbyInstance[];
}

/** A pool with other instances. */
export function withInstances(pool: ResourceRecord, instances: readonly StandbyInstance[]): ResourceRecord {
  return changed(pool, { hidden: { ...pool.hidden, instances: instances as unknown as readonly JsonObject[] } });
}

/** The instances of a pool that run. */
export function readyInstances(pool: ResourceRecord, world: World): readonly StandbyInstance[] {
  return instancesOf(pool).filter(({ readyAt }) => Date.parse(readyAt) <= world.now().getTime());
}

/**
 * The instance that a new group is made of: one that runs, of the pool that the group names, with the group's profile.
 * Where there is none ACI makes a group as ever, unless it was told to fail then; the words of that are ours.
 *
 * @see https://learn.microsoft.com/azure/container-instances/container-instances-standby-pool-overview
 */
export function takeableInstance(request: PutRequest): StandbyInstance | undefined {
  const { id, body, current, world } = request;
  const poolId = textAt(body, "properties.standbyPoolProfile.id");
  if (current !== undefined || poolId === undefined) return undefined;
  const pool = poolFor(request);
  const instance = pool === undefined ? undefined : readyInstances(pool, world)[0];
  if (instance !== undefined) return instance;
  if (valueAt(body, "properties.standbyPoolProfile.failContainerGroupCreateOnReuseFailure") !== true) return undefined;
  throw conflict(
    "StandbyPoolReuseFailed",
    `The container group '${id.name}' can not be obtained from standby pool '${nameOf(poolId)}'.`,
  );
}

/** The start of a group that is made of an instance; nothing for one that is not. */
export function takenStart(request: PutRequest): JsonObject | undefined {
  const instance = takeableInstance(request);
  if (instance === undefined) return undefined;
  const { id, body, world } = request;
  return { ...startFromPool(world), failures: instance.failures, ...groupAddresses(id.text, body, world) };
}

/** The pool without the instance that a new group is made of. */
export function instancesTaken(request: PutRequest): readonly ResourceRecord[] {
  const instance = takeableInstance(request);
  const pool = instance === undefined ? undefined : poolFor(request);
  if (pool === undefined) return [];
  return [
    withInstances(
      pool,
      instancesOf(pool).filter((other) => other !== instance),
    ),
  ];
}

function poolFor({ body, world }: PutRequest): ResourceRecord | undefined {
  const pool = world.find(textAt(body, "properties.standbyPoolProfile.id") ?? "");
  if (pool?.type !== STANDBY_POOL_TYPE) return undefined;
  const asked = profileReference(objectAt(body, "properties.containerGroupProfile"));
  const had = profileReference(objectAt(pool.body, "properties.containerGroupProperties.containerGroupProfile"));
  if (asked === undefined || had === undefined || !sameId(asked.id, had.id)) return undefined;
  return templateOf(asked, world).revision === templateOf(had, world).revision ? pool : undefined;
}
