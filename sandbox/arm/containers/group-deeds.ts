import { without } from "../json";
import type { Deed } from "../resource-type";
import type { Change, ResourceRecord } from "../store";
import { changed, withProperties, type World } from "../world";
import { coreRefusal } from "./admit-group";
import { isOver, restartOf } from "./group-start";

/**
 * Starting, restarting and stopping a whole group. A stopped group has no CPUs, no memory and no address; it gets them
 * anew when it is started, with the quota as it then is (inferred: "resources are deallocated").
 *
 * @see https://learn.microsoft.com/azure/container-instances/container-instances-stop-start
 */
export const GROUP_DEEDS: Readonly<Record<string, Deed>> = {
  start: { manner: "longRunning", change: (record, world) => (isOver(record, world) ? started(record, world) : {}) },
  restart: { manner: "longRunning", change: started },
  stop: { manner: "immediate", change: stopped },
};

/** A group that is started, or started again. */
export function started(record: ResourceRecord, world: World): Change {
  if (isOver(record, world)) {
    const refusal = coreRefusal(record, world);
    if (refusal !== undefined) throw refusal;
  }
  const anew = changed(record, { hidden: restartOf(record, world) });
  // What an earlier operation left of its failure is over.
  return { put: [withProperties(anew, { provisioningState: "Pending" })] };
}

/** A group that is stopped. One that is over stays as it is. */
export function stopped(record: ResourceRecord, world: World): Change {
  if (isOver(record, world)) return {};
  const hidden = { ...without(record.hidden, "address", "publicAddress"), stoppedAt: world.now().toISOString() };
  return { put: [changed(record, { hidden })] };
}
