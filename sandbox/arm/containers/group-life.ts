import { endingOf, type Probes } from "../../images/conduct";
import { born, type ContainerLife, lived } from "../../images/container-life";
import type { GroupContainer } from "../cluster-host";
import type { ImageFailure } from "../faults";
import { objectAt, objectsAt, textAt, type JsonObject } from "../json";
import type { ResourceRecord } from "../store";

/** What ACI says of a whole group. @see https://learn.microsoft.com/azure/container-instances/container-state */
export type GroupState = "Pending" | "Running" | "Succeeded" | "Failed";

/**
 * The state of a group at a moment. It is pending as long as one of its init containers ends again and again, and it is
 * over only where nothing is started again.
 */
export function groupState(record: ResourceRecord, now: Date): GroupState {
  const containers = objectsAt(record.body, "properties.containers");
  const lives = containers.map((container) => lifeOfContainer(record, container, now));
  if (lives.some((life) => life === undefined)) {
    return isHeldByInitContainer(record) && restartPolicy(record) === "Never" ? "Failed" : "Pending";
  }
  if (!lives.every((life) => life?.isOver === true)) return "Running";
  return lives.every((life) => life?.lastExit?.exitCode === 0) ? "Succeeded" : "Failed";
}

/** How a container of a group has fared until a moment; nothing while it has not been started. */
export function lifeOfContainer(record: ResourceRecord, container: JsonObject, now: Date): ContainerLife | undefined {
  const readyAt = Date.parse(textAt(record.hidden, "readyAt") ?? "");
  if (!(now.getTime() >= readyAt) || isHeldByInitContainer(record)) return undefined;
  const ending = endingOf(failureIn(record, container), probesOf(container), restartPolicy(record));
  return lived(born(readyAt), ending, now.getTime());
}

/** The containers of a group at a moment, by name. */
export function groupContainers(record: ResourceRecord, now: Date): ReadonlyMap<string, GroupContainer> {
  const containers = objectsAt(record.body, "properties.containers").map((container) => {
    const isRunning = lifeOfContainer(record, container, now)?.runningSince !== undefined;
    const failure = failureIn(record, container);
    return [textAt(container, "name") ?? "", { isRunning, ...(failure === undefined ? {} : { failure }) }] as const;
  });
  return new Map(containers);
}

function isHeldByInitContainer(record: ResourceRecord): boolean {
  const failures = objectsAt(record.body, "properties.initContainers").map((container) => failureIn(record, container));
  return failures.some((failure) => failure !== undefined && "crashes" in failure);
}

/** What was wrong with a container's image when the group was made. */
function failureIn({ hidden }: ResourceRecord, container: JsonObject): ImageFailure | undefined {
  return objectAt(hidden, "failures")[textAt(container, "name") ?? ""] as ImageFailure | undefined;
}

function probesOf(container: JsonObject): Probes {
  const properties = objectAt(container, "properties");
  return {
    readiness: properties["readinessProbe"] as Probes["readiness"],
    liveness: properties["livenessProbe"] as Probes["liveness"],
  };
}

function restartPolicy({ body }: ResourceRecord): string | undefined {
  return textAt(body, "properties.restartPolicy");
}
