import { ArmError } from "../arm-error";
import { RESOURCES_VERSIONS } from "../api-versions";
import { dismantled } from "../operations";
import { isAtOrBelow, nameOf, RESOURCE_GROUP_TYPE, sameId } from "../resource-id";
import type { ResourceType } from "../resource-type";
import type { Change, ResourceRecord } from "../store";
import type { World } from "../world";

/** Resource groups; deleting one deletes what is in it. */
export const resourceGroups: ResourceType = {
  type: RESOURCE_GROUP_TYPE,
  apiVersions: RESOURCES_VERSIONS,
  hasLocation: true,
  envelope: ["tags", "managedBy"],
  writes: "immediate",
  deletes: "longRunning",
  creatingState: "Creating",
  patchable: true,
  properties: () => ({}),
  busy: ({ method, operation, id }) => {
    if (method !== "DELETE" || operation.kind !== "delete" || !sameId(operation.resourceId, id)) return undefined;
    return new ArmError(409, {
      code: "ResourceGroupBeingDeleted",
      message: `The resource group '${nameOf(id)}' is in deprovisioning state and cannot perform this operation.`,
    });
  },
  dismantle: emptyGroup,
};

/**
 * Deletes what is in a group, again and again what can be deleted by then: what others use goes when those have gone,
 * so that the order follows from the same rules as it does for a single delete.
 */
async function emptyGroup(group: ResourceRecord, world: World): Promise<Change> {
  for (;;) {
    await othersFinished(group, world);
    const left = outermost(world.below(group.id));
    if (left.length === 0) return {};
    const refusals: ArmError[] = [];
    for (const record of left.toReversed()) refusals.push(...(await tryDelete(record, world)));
    if (refusals.length === left.length) throw deletionBlocked(group, left, refusals);
  }
}

/** Returns why it could not be deleted; nothing when it was. */
async function tryDelete(record: ResourceRecord, world: World): Promise<readonly ArmError[]> {
  try {
    world.typeOf(record.type)?.checkDelete?.(record, world);
  } catch (error) {
    if (error instanceof ArmError) return [error];
    throw error;
  }
  world.commit(await dismantled(record, world));
  return [];
}

async function othersFinished(group: ResourceRecord, world: World): Promise<void> {
  while (world.runningBelow(group.id)) await world.pass(0.1);
}

/** Those that are not inside another one of them. */
function outermost(records: readonly ResourceRecord[]): readonly ResourceRecord[] {
  return records.filter(({ id }) => !records.some((other) => other.id !== id && isAtOrBelow(id, other.id)));
}

function deletionBlocked(
  group: ResourceRecord,
  left: readonly ResourceRecord[],
  refusals: readonly ArmError[],
): ArmError {
  const ids = left.map(({ id }) => `'${id}'`).join(", ");
  const reasons = refusals.map(({ message }) => message).join(" ");
  return new ArmError(409, {
    code: "ResourceGroupDeletionBlocked",
    message: `Deletion of resource group '${nameOf(group.id)}' failed as resources with identifiers ${ids} could not be deleted. The provisioning state of the resource group will be rolled back. ${reasons}`,
  });
}
