import type { ContainerLife, Exit } from "../../images/container-life";
import { isObject, objectAt, objectsAt, textAt, textsAt, type JsonObject } from "../json";
import type { ResourceRecord } from "../store";
import { containerEvents, pullingSince } from "./container-events";
import { groupState, isLost, lifeOfContainer, momentAt, stoppedAt, type GroupState } from "./group-life";
import { withoutSecrets } from "./secrets";
import { shownAddress } from "./shown-address";

/** For how long ACI tells of an exit before it tells of the wait that follows: longer than the connector looks away. */
const EXIT_SHOWN_MS = 6_000;

/** A group as it is at a moment: starting until the end of its cold start, then as its containers are. */
export function groupAt(record: ResourceRecord, now: Date): JsonObject {
  const properties = withoutSecrets(objectAt(record.body, "properties"));
  if (!isObject(properties)) return record.body;
  const state = groupState(record, now);
  return {
    ...record.body,
    properties: {
      ...properties,
      provisioningState: provisioningState(record, now),
      containers: objectsAt(properties, "containers").map((container) => containerAt(record, container, now)),
      initContainers: objectsAt(properties, "initContainers").map((container) =>
        initContainerAt(record, container, now),
      ),
      ...shownAddress(record, objectAt(properties, "ipAddress"), isReachable(state)),
      instanceView: { events: groupEvents(record), state },
    },
  };
}

/**
 * How the last operation on a group stands: a failed one stays failed, whatever the group does afterwards.
 *
 * @see https://learn.microsoft.com/azure/container-instances/container-state#provisioning
 */
export function provisioningState(record: ResourceRecord, now: Date): string {
  if (textAt(record.body, "properties.provisioningState") === "Failed") return "Failed";
  if (isLost(record)) return "Unhealthy";
  if (stoppedAt(record) !== undefined || now.getTime() >= (momentAt(record, "readyAt") ?? 0)) return "Succeeded";
  if (record.hidden["isRepaired"] === true) return "Repairing";
  return now.getTime() < pullingSince(record) ? "Pending" : "Creating";
}

function isReachable(state: GroupState): boolean {
  return state !== "Pending" && state !== "Stopped";
}

/** A node that is down shows in the provisioning state; the event's words are ours. */
function groupEvents(record: ResourceRecord): readonly JsonObject[] {
  const lostAt = momentAt(record, "lostAt");
  if (lostAt === undefined) return [];
  const [zone = ""] = textsAt(record.body, "zones");
  const message = `The availability zone '${zone}' that the container group runs in is down.`;
  const at = time(lostAt);
  return [{ name: "NodeDown", type: "Warning", message, count: 1, firstTimestamp: at, lastTimestamp: at }];
}

function containerAt(record: ResourceRecord, container: JsonObject, now: Date): JsonObject {
  const life = lifeOfContainer(record, container, now);
  const stopped = stoppedAt(record);
  const view = {
    restartCount: life?.restarts ?? 0,
    ...(life === undefined ? WAITING : stopped === undefined ? statesOf(life, now) : stoppedState(life, stopped)),
    events: containerEvents(record, container, { life, now }),
  };
  return { ...container, properties: { ...objectAt(container, "properties"), instanceView: view } };
}

const WAITING: JsonObject = { currentState: { state: "Waiting", detailStatus: "CreatingContainer" } };

/**
 * Init containers have ended when the others start; that ACI keeps showing them is in the API's
 * InitContainerPropertiesDefinition.
 */
function initContainerAt(record: ResourceRecord, container: JsonObject, now: Date): JsonObject {
  const readyAt = momentAt(record, "readyAt") ?? 0;
  const isOver = now.getTime() >= readyAt && groupState(record, now) !== "Pending";
  const ended = exited({ startedAt: pullingSince(record), finishedAt: readyAt, exitCode: 0 });
  const instanceView = { restartCount: 0, ...(isOver ? { currentState: ended } : WAITING), events: [] };
  return { ...container, properties: { ...objectAt(container, "properties"), instanceView } };
}

/** Stopping ends what runs ("terminates and recycles all the containers"); the exit code is that of a process that is asked to end. */
function stoppedState(life: ContainerLife, stopped: number): JsonObject {
  const { runningSince, lastExit } = life;
  if (runningSince === undefined) return { currentState: exited(lastExit ?? NEVER_RAN) };
  return { currentState: exited({ startedAt: runningSince, finishedAt: stopped, exitCode: 143 }) };
}

const NEVER_RAN: Exit = { startedAt: 0, finishedAt: 0, exitCode: 0 };

/**
 * What ACI tells of a container, now and before. One that backs off is Waiting and has no start time.
 *
 * @see https://learn.microsoft.com/azure/container-instances/container-state
 */
function statesOf(life: ContainerLife, now: Date): JsonObject {
  const { runningSince, lastExit, earlierExit } = life;
  const previously = (exit: Exit | undefined): JsonObject =>
    exit === undefined ? {} : { previousState: exited(exit) };
  if (runningSince !== undefined || lastExit === undefined) {
    const currentState = { state: "Running", startTime: time(runningSince ?? 0), detailStatus: "" };
    return { currentState, ...previously(lastExit) };
  }
  if (!isBackingOff(life, now)) return { currentState: exited(lastExit), ...previously(earlierExit) };
  const currentState = { state: "Waiting", detailStatus: "CrashLoopBackOff: Back-off restarting failed" };
  return { currentState, ...previously(lastExit) };
}

function isBackingOff({ lastExit, isOver }: ContainerLife, now: Date): boolean {
  return isOver !== true && lastExit !== undefined && now.getTime() >= lastExit.finishedAt + EXIT_SHOWN_MS;
}

function exited({ startedAt, finishedAt, exitCode }: Exit): JsonObject {
  return {
    state: "Terminated",
    startTime: time(startedAt),
    finishTime: time(finishedAt),
    exitCode,
    detailStatus: exitCode === 0 ? "Completed" : "Error",
  };
}

function time(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
