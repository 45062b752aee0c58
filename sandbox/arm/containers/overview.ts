import { numberAt, objectAt, textAt, textsAt, type JsonObject } from "../json";
import { nameOf } from "../resource-id";
import type { ResourceRecord } from "../store";
import type { World } from "../world";
import { groupState } from "./group-life";
import { CONTAINER_GROUP_TYPE, NGROUP_TYPE, STANDBY_POOL_TYPE } from "./names";
import { desiredCount, groupsOf } from "./orchestrated";
import { groupAt } from "./instance-view";
import { instancesOf, readyInstances } from "./standby-instances";

/** A container group that belongs to no cluster and to no NGroups. */
export interface SingleGroup {
  readonly name: string;
  readonly state: string;
  /** Empty where it has none yet, or any longer. */
  readonly address: string;
  readonly zone: string;
}

/** A set of container groups: NGroups, or a standby pool. */
export interface GroupSet {
  readonly name: string;
  readonly wanted: number;
  readonly there: number;
  readonly running: number;
  readonly state: string;
}

/** What there is of ACI beside the groups of virtual nodes. */
export interface ContainersOverview {
  readonly groups: readonly SingleGroup[];
  readonly nGroups: readonly GroupSet[];
  readonly standbyPools: readonly GroupSet[];
}

/** Looks over all container instances of the subscription but those that stand for pods. */
export function containersOverview(world: World): ContainersOverview {
  return {
    groups: world
      .all(CONTAINER_GROUP_TYPE)
      .filter(isSingle)
      .map((group) => singleGroup(group, world)),
    nGroups: world.all(NGROUP_TYPE).map((nGroup) => fleet(nGroup, world)),
    standbyPools: world.all(STANDBY_POOL_TYPE).map((pool) => standbyPool(pool, world)),
  };
}

/** The connector tags its groups with the uid of their pod. */
function isSingle({ body }: ResourceRecord): boolean {
  const isPod = textAt(body, "tags.UID") !== undefined && textAt(body, "tags.PodName") !== undefined;
  return !isPod && textAt(body, "properties.orchestratorId") === undefined;
}

function singleGroup(group: ResourceRecord, world: World): SingleGroup {
  const shown: JsonObject = groupAt(group, world.now());
  return {
    name: nameOf(group.id),
    state: groupState(group, world.now()),
    address: textAt(objectAt(shown, "properties.ipAddress"), "ip") ?? "",
    zone: textsAt(group.body, "zones").join(","),
  };
}

function fleet(nGroup: ResourceRecord, world: World): GroupSet {
  const groups = groupsOf(nGroup.id, world);
  return {
    name: nameOf(nGroup.id),
    wanted: desiredCount(nGroup),
    there: groups.length,
    running: groups.filter((group) => groupState(group, world.now()) === "Running").length,
    state: textAt(nGroup.body, "properties.provisioningState") ?? "",
  };
}

function standbyPool(pool: ResourceRecord, world: World): GroupSet {
  return {
    name: nameOf(pool.id),
    wanted: numberAt(pool.body, "properties.elasticityProfile.maxReadyCapacity") ?? 0,
    there: instancesOf(pool).length,
    running: readyInstances(pool, world).length,
    state: textAt(pool.body, "properties.provisioningState") ?? "",
  };
}
