import type { Deed } from "../resource-type";
import type { Change, ResourceRecord } from "../store";
import type { World } from "../world";
import { started, stopped } from "./group-deeds";
import { isOver } from "./group-start";
import { groupsOf } from "./orchestrated";

/**
 * Starting, restarting and stopping all groups of an NGroups resource.
 *
 * @see azure-rest-api-specs, containerinstance NGroup.tsp
 */
export const NGROUP_DEEDS: Readonly<Record<string, Deed>> = {
  start: {
    manner: "longRunning",
    change: (nGroup, world) => ofAll(nGroup, world, (group) => (isOver(group, world) ? started(group, world) : {})),
  },
  restart: { manner: "longRunning", change: (nGroup, world) => ofAll(nGroup, world, (group) => started(group, world)) },
  stop: { manner: "immediate", change: (nGroup, world) => ofAll(nGroup, world, (group) => stopped(group, world)) },
};

function ofAll(nGroup: ResourceRecord, world: World, deed: (group: ResourceRecord) => Change): Change {
  return { put: groupsOf(nGroup.id, world).flatMap((group) => deed(group).put ?? []) };
}
