import { textsAt } from "../json";
import type { Change, ResourceRecord } from "../store";
import { changed, type World } from "../world";
import { isLost } from "./group-life";
import { isOver, restartOf } from "./group-start";
import { CONTAINER_GROUP_TYPE } from "./names";

/** What the zones do to the groups in them: those in a lost one are lost, those whose zone is back are moved and start anew. */
export function zoneChange(world: World): Change {
  const lostZone = world.faults.zoneOutage?.zone;
  const put = world.all(CONTAINER_GROUP_TYPE).flatMap((group) => {
    const isHit = lostZone !== undefined && textsAt(group.body, "zones").includes(lostZone);
    if (isHit === isLost(group) || isOver(group, world)) return [];
    return [isHit ? lost(group, world) : repaired(group, world)];
  });
  return { put };
}

/** The zone for one more group beside others: the one with the fewest of them, in the order in which they were given. */
export function zoneWithFewest(zones: readonly string[], groups: readonly ResourceRecord[]): string | undefined {
  const count = (zone: string): number => groups.filter(({ body }) => textsAt(body, "zones").includes(zone)).length;
  return [...zones].sort((one, other) => count(one) - count(other))[0];
}

function lost(group: ResourceRecord, world: World): ResourceRecord {
  return changed(group, { hidden: { ...group.hidden, lostAt: world.now().toISOString() } });
}

/** ACI repairs an unhealthy group by moving it. @see https://learn.microsoft.com/azure/container-instances/container-state#provisioning */
function repaired(group: ResourceRecord, world: World): ResourceRecord {
  return changed(group, { hidden: { ...restartOf(group, world), isRepaired: true } });
}
