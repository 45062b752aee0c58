import type { ContainerLife, Exit } from "../../images/container-life";
import { isObject, objectAt, objectsAt, textAt, type Json, type JsonObject } from "../json";
import type { ResourceRecord } from "../store";
import { groupState, type GroupState, lifeOfContainer } from "./group-life";

/** Members that ACI takes and never gives back. @see azure-rest-api-specs, containerInstance.json ("not be returned") */
const SECRETS = new Set(["password", "secureValue", "storageAccountKey", "workspaceKey"]);

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
      containers: objectsAt(properties, "containers").map((container) => containerAt(record, container, now)),
      ...addressAt(record, properties, state),
      instanceView: { events: [], state },
    },
  };
}

function containerAt(record: ResourceRecord, container: JsonObject, now: Date): JsonObject {
  const life = lifeOfContainer(record, container, now);
  const instanceView = life === undefined ? WAITING : viewOf(life, container, now);
  return { ...container, properties: { ...objectAt(container, "properties"), instanceView } };
}

const WAITING: JsonObject = {
  restartCount: 0,
  currentState: { state: "Waiting", detailStatus: "CreatingContainer" },
  events: [],
};

function viewOf(life: ContainerLife, container: JsonObject, now: Date): JsonObject {
  return { restartCount: life.restarts, ...statesOf(life, now), events: events(container, life) };
}

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

function events(container: JsonObject, life: ContainerLife): readonly JsonObject[] {
  const image = textAt(container, "properties.image") ?? "";
  const started = time(life.runningSince ?? life.lastExit?.startedAt ?? 0);
  const event = (name: string, message: string, count: number): JsonObject => ({
    count,
    firstTimestamp: started,
    lastTimestamp: started,
    name,
    message,
    type: "Normal",
  });
  return [
    event("Pulled", `Successfully pulled image "${image}"`, 1),
    event("Started", "Started container", life.restarts + 1),
  ];
}

/** A group in a subnet has its address from when it runs. */
function addressAt({ hidden }: ResourceRecord, properties: JsonObject, state: GroupState): JsonObject {
  const ip = textAt(hidden, "address");
  const asked = objectAt(properties, "ipAddress");
  if (ip === undefined) return {};
  const address = { ports: [], ...asked, type: "Private" };
  return { ipAddress: state === "Pending" ? address : { ...address, ip } };
}

function withoutSecrets(value: Json | undefined): Json | undefined {
  if (Array.isArray(value)) return value.map((entry: Json) => withoutSecrets(entry) ?? null);
  if (!isObject(value)) return value;
  const kept = Object.entries(value).filter(([key]) => !SECRETS.has(key));
  return Object.fromEntries(kept.map(([key, member]) => [key, key === "secret" ? {} : withoutSecrets(member)]));
}

function time(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
