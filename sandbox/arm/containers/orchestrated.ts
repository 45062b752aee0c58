import { numberAt, objectAt, textAt } from "../json";
import { sameId } from "../resource-id";
import type { Change, ResourceRecord } from "../store";
import { withProperties, type World } from "../world";
import { CONTAINER_GROUP_TYPE } from "./names";

/** The container groups of an NGroups resource: a group shows whose it is (`orchestratorId`). */
export function groupsOf(nGroupId: string, world: World): readonly ResourceRecord[] {
  return world
    .all(CONTAINER_GROUP_TYPE)
    .filter(({ body }) => sameId(textAt(body, "properties.orchestratorId") ?? "", nGroupId));
}

/** How many groups an NGroups resource is to have. */
export function desiredCount({ body }: ResourceRecord): number {
  return numberAt(body, "properties.elasticProfile.desiredCount") ?? 0;
}

/** Whether an NGroups resource makes a new group for each that is deleted. */
export function maintainsCount({ body }: ResourceRecord): boolean {
  return objectAt(body, "properties.elasticProfile")["maintainDesiredCount"] === true;
}

/**
 * What a deleted group leaves behind: its NGroups resource wants one fewer, unless it maintains its count.
 *
 * @see https://learn.microsoft.com/azure/container-instances/container-instance-ngroups/container-instances-about-ngroups
 */
export function groupGone(group: ResourceRecord, world: World): Change {
  const nGroup = world.find(textAt(group.body, "properties.orchestratorId") ?? "");
  if (nGroup === undefined || maintainsCount(nGroup)) return {};
  const elasticProfile = objectAt(nGroup.body, "properties.elasticProfile");
  const fewer = { ...elasticProfile, desiredCount: Math.max(0, desiredCount(nGroup) - 1) };
  return { put: [withProperties(nGroup, { elasticProfile: fewer })] };
}
