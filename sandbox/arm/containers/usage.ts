import { numberAt, objectAt, objectsAt, textAt } from "../json";
import type { ResourceRecord } from "../store";
import type { World } from "../world";
import { holdsResources } from "./group-life";
import { CONTAINER_GROUP_TYPE, STANDBY_POOL_TYPE } from "./names";
import type { Usage } from "./quota";
import { groupRequest } from "./validation";

/**
 * What a subscription has of ACI in a region: its groups, and the cores of those that have any. The instances of standby
 * pools run and are billed, so that they count as well (inferred).
 */
export function usageIn(region: string, world: World, exceptId?: string): Usage {
  const there = (type: string): readonly ResourceRecord[] =>
    world.all(type).filter(({ id, body }) => textAt(body, "location") === region && id !== exceptId);
  const groups = there(CONTAINER_GROUP_TYPE);
  const cores = groups.filter((group) => holdsResources(group, world.now())).map(({ body }) => groupRequest(body).cpu);
  const pools = there(STANDBY_POOL_TYPE).map(({ hidden }) => ({
    groups: objectsAt(hidden, "instances").length,
    cores: objectsAt(hidden, "instances").length * (numberAt(objectAt(hidden, "request"), "cpu") ?? 0),
  }));
  return {
    groups: groups.length + sum(pools.map((pool) => pool.groups)),
    cores: sum([...cores, ...pools.map((pool) => pool.cores)]),
  };
}

function sum(numbers: readonly number[]): number {
  return Math.round(numbers.reduce((total, each) => total + each, 0) * 1000) / 1000;
}
