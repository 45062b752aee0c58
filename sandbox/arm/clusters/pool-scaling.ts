import type { PoolScaling } from "../cluster-host";
import { textAt, valueAt } from "../json";
import { resourceGroupOf } from "../resource-id";
import { withProperties, type World } from "../world";
import { clusterShape } from "./shape";

/**
 * Gives a pool the number of VMs that the cluster autoscaler wants. It is no operation of ARM: the pool shows the new
 * number and stays `Succeeded`, and nobody's write is turned away for it. Where AKS is busy with the cluster, nothing
 * happens.
 *
 * @returns whether the pool was scaled
 */
export function scalePool({ clusterId, pool, count }: PoolScaling, world: World): Promise<boolean> {
  return world.clusterTurns.take(clusterId.toLowerCase(), async () => {
    const record = world.find(`${clusterId}/agentPools/${pool}`);
    const cluster = world.find(clusterId);
    if (record === undefined || cluster === undefined || isBusy(clusterId, world)) return false;
    if (valueAt(record.body, "properties.enableAutoScaling") !== true) return false;
    world.commit({ put: [withProperties(record, { count })] });
    await world.surroundings.clusterHost.ensure(clusterShape(cluster, world));
    return true;
  });
}

function isBusy(clusterId: string, world: World): boolean {
  const group = world.find(resourceGroupOf(clusterId) ?? "");
  const isGroupGoing = textAt(group?.body, "properties.provisioningState") === "Deleting";
  return world.closed || isGroupGoing || world.runningAtOrBelow(clusterId);
}
