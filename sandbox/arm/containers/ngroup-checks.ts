import { badRequest } from "../arm-error";
import { numberAt, objectAt, objectsAt, textAt, textsAt } from "../json";
import type { PutRequest } from "../resource-type";
import { secondsOf } from "./duration";
import { isTrue, stubOf, stubReference } from "./ngroup-template";
import { templateOf } from "./profile-template";

/** azure-rest-api-specs, containerinstance NGroup.tsp: the pattern of the name. */
const NAME = /^[a-zA-Z0-9]$|^[a-zA-Z0-9][-_a-zA-Z0-9]{0,61}[a-zA-Z0-9]$/;

/** Without this tag NGroups does not replace groups in a rolling update. */
const REPLACE_TAG = "rollingupdate.replace.enabled";

/**
 * Throws the first thing that is wrong with an NGroups resource. The rules are Azure's, codes and words are ours.
 *
 * @see https://learn.microsoft.com/azure/container-instances/container-instance-ngroups/container-instances-about-ngroups#technical-capabilities-and-constraints
 */
export function checkNGroup(request: PutRequest): void {
  const { id, body, world } = request;
  if (!NAME.test(id.name)) {
    throw badRequest("InvalidNGroupsName", `The NGroups name '${id.name}' is invalid. It must match ${NAME.source}.`);
  }
  const count = numberAt(body, "properties.elasticProfile.desiredCount") ?? 0;
  if (!Number.isInteger(count) || count < 0) {
    throw badRequest("InvalidDesiredCount", `The desiredCount '${count}' of NGroups '${id.name}' is invalid.`);
  }
  const stubs = objectsAt(body, "properties.containerGroupProfiles");
  const reference = stubReference(stubOf({ body }));
  if (stubs.length !== 1 || reference === undefined) {
    throw badRequest(
      "InvalidContainerGroupProfiles",
      `NGroups '${id.name}' must reference exactly one container group profile.`,
    );
  }
  templateOf(reference, world);
  checkPrefix(request);
  checkZonesKept(request);
  checkUpdateProfile(request);
}

/** A group's name is the prefix and a GUID of 36 characters; it has 63 at most. */
function checkPrefix({ id, body }: PutRequest): void {
  const prefix = textAt(body, "properties.elasticProfile.containerGroupNamingPolicy.guidNamingPolicy.prefix") ?? "";
  if (/^([a-z0-9][a-z0-9-]{0,26})?$/.test(prefix)) return;
  throw badRequest(
    "InvalidNamingPolicyPrefix",
    `The prefix '${prefix}' of the container groups of NGroups '${id.name}' is invalid. It must contain only lowercase letters, numbers and dashes, must start with a letter or number, and must have 27 characters at most.`,
  );
}

/** Zones "can't be removed. However, a new zone can be added to the list". */
function checkZonesKept({ id, body, current }: PutRequest): void {
  if (current === undefined) return;
  const now = textsAt(body, "zones");
  const gone = textsAt(current.body, "zones").filter((zone) => !now.includes(zone));
  if (gone.length === 0) return;
  throw badRequest(
    "ZonesCannotBeRemoved",
    `The zones '${gone.join(",")}' cannot be removed from NGroups '${id.name}'.`,
  );
}

/** @see https://learn.microsoft.com/azure/container-instances/container-instance-ngroups/container-instances-rolling-update */
function checkUpdateProfile({ id, body }: PutRequest): void {
  if (textAt(body, "properties.updateProfile.updateMode") !== "Rolling") return;
  const profile = objectAt(body, "properties.updateProfile.rollingUpdateProfile");
  for (const member of ["maxBatchPercent", "maxUnhealthyPercent"]) {
    const percent = numberAt(profile, member);
    if (percent === undefined || (percent >= 0 && percent <= 100)) continue;
    throw badRequest("InvalidRollingUpdateProfile", `The ${member} '${percent}' of NGroups '${id.name}' is invalid.`);
  }
  const pause = textAt(profile, "pauseTimeBetweenBatches");
  if (pause !== undefined && secondsOf(pause) === undefined) {
    throw badRequest(
      "InvalidRollingUpdateProfile",
      `The pauseTimeBetweenBatches '${pause}' of NGroups '${id.name}' is not a duration in ISO 8601 format.`,
    );
  }
  if (profile["inPlaceUpdate"] === true || isTrue(objectAt(body, "tags")[REPLACE_TAG])) return;
  throw badRequest(
    "ReplaceRollingUpdateNotEnabled",
    `A rolling update of NGroups '${id.name}' that replaces container groups needs the tag '${REPLACE_TAG}: true'.`,
  );
}
