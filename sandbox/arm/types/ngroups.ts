import { isDeepStrictEqual } from "node:util";
import { CONTAINER_INSTANCE_VERSIONS } from "../api-versions";
import { conflict, type ArmError } from "../arm-error";
import { givenIdentity, identityReferences } from "../given-identity";
import { keptPrincipal, scaleFleet } from "../containers/fleet";
import { NGROUP_TYPE } from "../containers/names";
import { NGROUP_DEEDS } from "../containers/ngroup-deeds";
import { checkNGroup } from "../containers/ngroup-checks";
import { stubOf, stubReference } from "../containers/ngroup-template";
import { groupsOf } from "../containers/orchestrated";
import { isUpToDate, rollOut, untilStarted } from "../containers/rolling-update";
import { objectAt, objectsAt, textAt, withDefaults, without, type JsonObject } from "../json";
import { nameOf } from "../resource-id";
import type { PutRequest, Reference, ResourceType } from "../resource-type";
import type { Change, ResourceRecord } from "../store";
import { changed, type World } from "../world";
import { BACKEND_POOL_TYPE } from "../load-balancers/names";
import { SUBNET_JOIN } from "./subnets";

/**
 * NGroups: so many container groups of one profile, made, kept up, updated and deleted together.
 *
 * @see https://learn.microsoft.com/azure/container-instances/container-instance-ngroups/container-instances-about-ngroups
 */
export const nGroups: ResourceType = {
  type: NGROUP_TYPE,
  apiVersions: CONTAINER_INSTANCE_VERSIONS,
  hasLocation: true,
  envelope: ["tags", "zones"],
  required: ["properties.containerGroupProfiles"],
  writes: "longRunning",
  deletes: "longRunning",
  creatingState: "Creating",
  patchable: true,
  systemData: true,
  admit: checkNGroup,
  envelopeOf: (request) => {
    const identity = givenIdentity(request);
    return identity === undefined ? {} : { identity };
  },
  properties: nGroupProperties,
  hidden: (request) => ({
    principal: keptPrincipal(request.principal),
    isRolledOut: isRolledOut(request),
  }),
  references: (record) => [...placeReferences(record), ...identityReferences(record)],
  busy: ({ method, id }) => (method === "DELETE" ? undefined : underWay(id)),
  settle: async ({ id }, world) => {
    await reachDesired(id, world);
    return {};
  },
  dismantle: ({ id }, world): Promise<Change> =>
    Promise.resolve({ remove: groupsOf(id, world).map((group) => group.id) }),
  deeds: NGROUP_DEEDS,
};

/** Scales first, so that what is new is of the new profile; then updates what is not. */
async function reachDesired(id: string, world: World): Promise<void> {
  const nGroup = world.find(id);
  if (nGroup === undefined) return;
  scaleFleet(nGroup, world);
  await untilStarted(id, world);
  if (nGroup.hidden["isRolledOut"] !== true) return;
  try {
    await rollOut(nGroup, world);
  } finally {
    endRollOut(id, world);
  }
}

/** An update that has ended, well or not, is not taken up again by what comes next. */
function endRollOut(id: string, world: World): void {
  const nGroup = world.find(id);
  if (nGroup !== undefined)
    world.commit({ put: [changed(nGroup, { hidden: { ...nGroup.hidden, isRolledOut: false } })] });
}

/** `maintainDesiredCount` stays as it is where a PUT does not mention it. */
function nGroupProperties({ body, current }: PutRequest): JsonObject {
  const path = "properties.elasticProfile";
  const before = objectAt(current?.body, path);
  const elasticProfile = withDefaults(objectAt(body, path), {
    desiredCount: before["desiredCount"] ?? 0,
    ...(before["maintainDesiredCount"] === undefined ? {} : { maintainDesiredCount: before["maintainDesiredCount"] }),
  });
  return {
    ...withDefaults(without(objectAt(body, "properties"), "provisioningState"), {
      updateProfile: { updateMode: "Manual" },
    }),
    elasticProfile,
  };
}

/**
 * Whether a PUT begins a rolling update: the profile that it names is another. One that follows a failed update begins it
 * again, as long as some groups are not updated (inferred).
 */
function isRolledOut({ body, current, world }: PutRequest): boolean {
  if (current === undefined || textAt(body, "properties.updateProfile.updateMode") !== "Rolling") return false;
  if (!isDeepStrictEqual(stubReference(stubOf({ body })), stubReference(stubOf(current)))) return true;
  const hasFailed = textAt(current.body, "properties.provisioningState") === "Failed";
  return hasFailed && groupsOf(current.id, world).some((group) => !isUpToDate(group, current, world));
}

function placeReferences(record: ResourceRecord): readonly Reference[] {
  const subnets = objectsAt(stubOf(record), "containerGroupProperties.subnetIds").map((entry) => textAt(entry, "id"));
  const pools = objectsAt(stubOf(record), "networkProfile.loadBalancer.backendAddressPools").map((entry) =>
    textAt(entry, "resource"),
  );
  return [
    ...subnets.filter((id) => id !== undefined).map((id) => ({ id, action: SUBNET_JOIN })),
    ...pools.filter((id) => id !== undefined).map((id) => ({ id, action: `${BACKEND_POOL_TYPE}/join/action` })),
  ];
}

/** Code and words are ours. */
function underWay(id: string): ArmError {
  return conflict(
    "OperationNotAllowed",
    `Another operation on NGroups '${nameOf(id)}' is in progress, please retry later.`,
  );
}
