import { objectAt, objectsAt, textAt, type JsonObject } from "../json";
import { nameOf, sameId } from "../resource-id";
import type { ResourceRecord } from "../store";
import { networkOf } from "../types/subnets";
import type { World } from "../world";
import { groupState } from "./group-life";
import { NGROUP_TYPE } from "./names";
import { stubOf } from "./ngroup-template";
import { groupsOf } from "./orchestrated";
import { subnetIdOf } from "./subnet";

/** A pool of a load balancer with the addresses of the groups of the NGroups that name it: those that run. */
export function withMembers(pool: ResourceRecord, world: World): JsonObject {
  const members = world.all(NGROUP_TYPE).filter((nGroup) => names(nGroup, pool.id));
  const added = members.flatMap((nGroup) => groupsOf(nGroup.id, world)).flatMap((group) => member(group, world));
  if (added.length === 0) return pool.body;
  const properties = objectAt(pool.body, "properties");
  const loadBalancerBackendAddresses = [...objectsAt(properties, "loadBalancerBackendAddresses"), ...added];
  return { ...pool.body, properties: { ...properties, loadBalancerBackendAddresses } };
}

function names(nGroup: ResourceRecord, poolId: string): boolean {
  return objectsAt(stubOf(nGroup), "networkProfile.loadBalancer.backendAddressPools").some((entry) =>
    sameId(textAt(entry, "resource") ?? "", poolId),
  );
}

function member(group: ResourceRecord, world: World): readonly JsonObject[] {
  const [ipAddress, subnetId] = [textAt(group.hidden, "address"), subnetIdOf(group)];
  if (ipAddress === undefined || subnetId === undefined || groupState(group, world.now()) !== "Running") return [];
  return [{ name: nameOf(group.id), properties: { ipAddress, virtualNetwork: { id: networkOf(subnetId) } } }];
}
