import { conflict } from "../arm-error";
import { numberAt, objectAt, objectsAt, textAt, textsAt } from "../json";
import { nameOf, sameId } from "../resource-id";
import type { ResourceRecord } from "../store";
import type { World } from "../world";
import { newName, writeGroup } from "./fleet";
import { groupState, isLost, lifeOfContainer, momentAt } from "./group-life";
import { wantedProfile } from "./ngroup-template";
import { groupsOf } from "./orchestrated";
import { secondsOf } from "./duration";

/** @see https://learn.microsoft.com/azure/container-instances/container-instance-ngroups/container-instances-rolling-update */
const DEFAULT_PERCENT = 20;
const DEFAULT_PAUSE_SECONDS = 60;

/** The parameters of a rolling update. */
interface Pace {
  readonly batchPercent: number;
  readonly unhealthyPercent: number;
  readonly pauseSeconds: number;
  readonly isInPlace: boolean;
}

/**
 * Updates the groups that are not of the wanted profile, batch by batch: the unhealthy ones first, then those of one zone
 * after another. After each batch and its pause it looks at what was updated, and stops where too much of it is unhealthy.
 *
 * @throws ArmError that says why the update stopped
 */
export async function rollOut({ id, createdAt }: ResourceRecord, world: World): Promise<void> {
  for (let isFirst = true; ; isFirst = false) {
    const nGroup = world.find(id);
    // One that was deleted and made anew meanwhile is another.
    if (nGroup?.createdAt !== createdAt) return;
    const groups = groupsOf(id, world);
    const outdated = groups.filter((group) => !isUpToDate(group, nGroup, world));
    if (outdated.length === 0) return;
    const pace = paceOf(nGroup);
    if (!isFirst) checkHealth(nGroup, groups, { pace, world });
    const batch = nextBatch(outdated, { total: groups.length, isFirst, pace, world });
    for (const group of batch) updateGroup(nGroup, group, { pace, world });
    await untilStarted(id, world);
    await world.pass(pace.pauseSeconds);
    checkUpdated(id, { pace, world });
  }
}

/** Waits until no group of an NGroups resource is starting. */
export async function untilStarted(nGroupId: string, world: World): Promise<void> {
  const moments = groupsOf(nGroupId, world).map((group) => momentAt(group, "readyAt") ?? 0);
  await world.pass((Math.max(0, ...moments) - world.now().getTime()) / 1000);
}

/** Whether a group is of the profile, and of the revision, that its NGroups resource wants. */
export function isUpToDate(group: ResourceRecord, nGroup: ResourceRecord, world: World): boolean {
  const wanted = wantedProfile(nGroup, world);
  const had = objectAt(group.body, "properties.containerGroupProfile");
  return sameId(textAt(had, "id") ?? "", wanted.id) && numberAt(had, "revision") === wanted.revision;
}

/**
 * Whether a group gives healthy signals: it runs, and none of its containers was ended or has ended by itself. What a
 * readiness probe says does not count: Azure speaks of liveness probes alone.
 */
function isHealthy(group: ResourceRecord, world: World): boolean {
  const now = world.now();
  if (isLost(group) || textAt(group.body, "properties.provisioningState") === "Failed") return false;
  const state = groupState(group, now);
  if (state === "Succeeded") return true;
  const lives = objectsAt(group.body, "properties.containers").map((each) => lifeOfContainer(group, each, now));
  return state === "Running" && lives.every((life) => life?.runningSince !== undefined && life.restarts === 0);
}

function paceOf({ body }: ResourceRecord): Pace {
  const profile = objectAt(body, "properties.updateProfile.rollingUpdateProfile");
  return {
    batchPercent: numberAt(profile, "maxBatchPercent") ?? DEFAULT_PERCENT,
    unhealthyPercent: numberAt(profile, "maxUnhealthyPercent") ?? DEFAULT_PERCENT,
    pauseSeconds: secondsOf(textAt(profile, "pauseTimeBetweenBatches") ?? "") ?? DEFAULT_PAUSE_SECONDS,
    isInPlace: profile["inPlaceUpdate"] === true,
  };
}

function nextBatch(
  outdated: readonly ResourceRecord[],
  { total, isFirst, pace, world }: { total: number; isFirst: boolean; pace: Pace; world: World },
): readonly ResourceRecord[] {
  const unhealthy = outdated.filter((group) => !isHealthy(group, world));
  if (isFirst && unhealthy.length > 0) return unhealthy;
  const zoneOf = ({ body }: ResourceRecord): string => textsAt(body, "zones").join();
  const zone = outdated.map(zoneOf).sort()[0];
  const size = Math.max(1, Math.floor((total * pace.batchPercent) / 100));
  return outdated.filter((group) => zoneOf(group) === zone).slice(0, size);
}

function updateGroup(
  nGroup: ResourceRecord,
  group: ResourceRecord,
  { pace, world }: { readonly pace: Pace; readonly world: World },
): void {
  const [zone] = textsAt(group.body, "zones");
  const place = { name: pace.isInPlace ? nameOf(group.id) : newName(nGroup), ...(zone === undefined ? {} : { zone }) };
  writeGroup(nGroup, place, world);
  if (!pace.isInPlace) world.commit({ remove: [group.id] });
}

/** Before each batch but the first, which is there to mend: not too many of all groups may be unhealthy. */
function checkHealth(
  nGroup: ResourceRecord,
  groups: readonly ResourceRecord[],
  { pace, world }: { readonly pace: Pace; readonly world: World },
): void {
  stopWhere(nGroup, { groups, what: "container groups", pace, world });
}

/** After each batch: not too many of the updated groups may be unhealthy. */
function checkUpdated(nGroupId: string, { pace, world }: { readonly pace: Pace; readonly world: World }): void {
  const nGroup = world.find(nGroupId);
  if (nGroup === undefined) return;
  const groups = groupsOf(nGroupId, world).filter((group) => isUpToDate(group, nGroup, world));
  stopWhere(nGroup, { groups, what: "updated container groups", pace, world });
}

/** That the update is then "marked as failed" is documented; code and words are ours. */
function stopWhere(
  nGroup: ResourceRecord,
  { groups, what, pace, world }: { groups: readonly ResourceRecord[]; what: string; pace: Pace; world: World },
): void {
  const unhealthy = groups.filter((group) => !isHealthy(group, world)).length;
  const percent = groups.length === 0 ? 0 : (unhealthy / groups.length) * 100;
  if (percent <= pace.unhealthyPercent) return;
  throw conflict(
    "RollingUpdateFailed",
    `The rolling update of NGroups '${nameOf(nGroup.id)}' was stopped: ${unhealthy} of ${groups.length} ${what} are unhealthy, more than the ${pace.unhealthyPercent} percent of maxUnhealthyPercent.`,
  );
}
