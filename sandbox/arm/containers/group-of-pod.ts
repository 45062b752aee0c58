import type { GroupContainer } from "../cluster-host";
import { textAt } from "../json";
import type { World } from "../world";
import { groupContainers } from "./group-life";
import { CONTAINER_GROUP_TYPE } from "./names";

/** The containers of the group that a virtual node made for a pod: the group that has the pod's uid as its tag `UID`. */
export function groupOfPod(podUid: string, world: World): ReadonlyMap<string, GroupContainer> | undefined {
  const group = world.all(CONTAINER_GROUP_TYPE).find(({ body }) => textAt(body, "tags.UID") === podUid);
  return group === undefined ? undefined : groupContainers(group, world.now());
}
