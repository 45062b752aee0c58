import { endingOf, type Probes } from "../../images/conduct";
import { born, type ContainerLife, lived } from "../../images/container-life";
import type { GroupContainer } from "../cluster-host";
import type { ImageFailure } from "../faults";
import { objectAt, objectsAt, textAt, type JsonObject } from "../json";
import type { ResourceRecord } from "../store";

/** What ACI says of a whole group. @see https://learn.microsoft.com/azure/container-instances/container-state */
export type GroupState = "Pending" | "Running" | "Succeeded" | "Failed" | "Stopped";

/**
 * The state of a group at a moment. It is pending as long as one of its init containers ends again and again, and it is
 * over only where nothing is started again. One whose zone is lost is waiting to be moved, or has failed where nothing is
 * started again (inferred from what `Pending` and `Failed` mean).
 */
export function groupState(record: ResourceRecord, now: Date): GroupState {
  if (stoppedAt(record) !== undefined) return "Stopped";
  if (isLost(record)) return restartPolicy(record) === "Never" ? "Failed" : "Pending";
  const containers = objectsAt(record.body, "properties.containers");
  const lives = containers.map((container) => lifeOfContainer(record, container, now));
  if (lives.some((life) => life === undefined)) {
    return isHeldByInitContainer(record) && restartPolicy(record) === "Never" ? "Failed" : "Pending";
  }
  if (!lives.every((life) => life?.isOver === true)) return "Running";
  return lives.every((life) => life?.lastExit?.exitCode === 0) ? "Succeeded" : "Failed";
}

/** Whether a group has CPUs and memory: a stopped one and one that is over have none, and are not billed. */
export function holdsResources(record: ResourceRecord, now: Date): boolean {
  const state = groupState(record, now);
  return state === "Pending" || state === "Running" || isLost(record);
}

/** How a container of a group has fared until a moment; nothing while it has not been started, or is not any more. */
export function lifeOfContainer(record: ResourceRecord, container: JsonObject, now: Date): ContainerLife | undefined {
  const readyAt = momentAt(record, "readyAt");
  if (readyAt === undefined || now.getTime() < readyAt || isHeldByInitContainer(record) || isLost(record)) {
    return undefined;
  }
  const until = Math.min(now.getTime(), stoppedAt(record) ?? Infinity);
  if (until < readyAt) return undefined;
  const ending = endingOf(failureIn(record, container), probesOf(container), restartPolicy(record));
  return lived(born(readyAt), ending, until);
}

/** The containers of a group at a moment, by name. */
export function groupContainers(record: ResourceRecord, now: Date): ReadonlyMap<string, GroupContainer> {
  const containers = objectsAt(record.body, "properties.containers").map((container) => {
    const life = stoppedAt(record) === undefined ? lifeOfContainer(record, container, now) : undefined;
    const failure = failureIn(record, container);
    const isRunning = life?.runningSince !== undefined;
    return [textAt(container, "name") ?? "", { isRunning, ...(failure === undefined ? {} : { failure }) }] as const;
  });
  return new Map(containers);
}

/** What was wrong with a container's image when the group was started. */
export function failureIn({ hidden }: ResourceRecord, container: JsonObject): ImageFailure | undefined {
  return objectAt(hidden, "failures")[textAt(container, "name") ?? ""] as ImageFailure | undefined;
}

export function probesOf(container: JsonObject): Probes {
  const properties = objectAt(container, "properties");
  return {
    readiness: properties["readinessProbe"] as Probes["readiness"],
    liveness: properties["livenessProbe"] as Probes["liveness"],
  };
}

/** When a group was stopped, in milliseconds of the epoch. */
export function stoppedAt(record: ResourceRecord): number | undefined {
  return momentAt(record, "stoppedAt");
}

/** Whether the zone that a group is in is lost. */
export function isLost(record: ResourceRecord): boolean {
  return momentAt(record, "lostAt") !== undefined;
}

/** A moment of a group's life, in milliseconds of the epoch. */
export function momentAt(
  { hidden }: ResourceRecord,
  moment: "acceptedAt" | "readyAt" | "stoppedAt" | "lostAt",
): number | undefined {
  const time = textAt(hidden, moment);
  return time === undefined ? undefined : Date.parse(time);
}

export function restartPolicy({ body }: Pick<ResourceRecord, "body">): string | undefined {
  return textAt(body, "properties.restartPolicy");
}

function isHeldByInitContainer(record: ResourceRecord): boolean {
  const failures = objectsAt(record.body, "properties.initContainers").map((container) => failureIn(record, container));
  return failures.some((failure) => failure !== undefined && "crashes" in failure);
}
