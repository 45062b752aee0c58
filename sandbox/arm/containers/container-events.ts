import { isReady, type Probe } from "../../images/conduct";
import type { ContainerLife } from "../../images/container-life";
import { httpStatusOf } from "../../images/bad-image";
import { textAt, type JsonObject } from "../json";
import type { ResourceRecord } from "../store";
import { failureIn, momentAt, probesOf } from "./group-life";

/** One kind of event of a container, as often as it happened. Times are milliseconds of the epoch. */
interface Happening {
  readonly name: string;
  readonly message: string;
  readonly type: "Normal" | "Warning";
  readonly count: number;
  readonly first: number;
  readonly last: number;
}

/**
 * What ACI tells of a container's start: its words are those of the kubelet under it.
 *
 * @see https://learn.microsoft.com/azure/container-instances/container-instances-get-logs (diagnostic events)
 */
export function containerEvents(record: ResourceRecord, container: JsonObject, seen: Seen): readonly JsonObject[] {
  const { life, now } = seen;
  const [pulled, pulling] = [momentAt(record, "readyAt") ?? 0, pullingSince(record)];
  const image = textAt(container, "properties.image") ?? "";
  const once = { type: "Normal", count: 1 } as const;
  const happened: Happening[] = [];
  if (now.getTime() >= pulling) {
    happened.push({ ...once, name: "Pulling", message: `pulling image "${image}"`, first: pulling, last: pulling });
  }
  if (life !== undefined) {
    const message = `Successfully pulled image "${image}"`;
    happened.push({ ...once, name: "Pulled", message, first: pulled, last: pulled });
    const starts = { type: "Normal", count: life.restarts + 1, first: pulled, last: lastStart(life) } as const;
    happened.push({ ...starts, name: "Created", message: "Created container" });
    happened.push({ ...starts, name: "Started", message: "Started container" });
    happened.push(...readinessEvents(record, container, { life, now }), ...endings(record, container, life));
  }
  return happened.map(shownEvent);
}

/** How a container has fared until when. */
export interface Seen {
  readonly life: ContainerLife | undefined;
  readonly now: Date;
}

/** When the infrastructure of a group is there and its images are pulled: half-way through its start. */
export function pullingSince(record: ResourceRecord): number {
  const readyAt = momentAt(record, "readyAt") ?? 0;
  return (readyAt + (momentAt(record, "acceptedAt") ?? readyAt)) / 2;
}

/**
 * A readiness probe that fails leaves the container Running; only these events tell of it (virtual-kubelet/azure-aci#145).
 * The words of the message are the kubelet's.
 */
function readinessEvents(
  record: ResourceRecord,
  container: JsonObject,
  { life, now }: { readonly life: ContainerLife; readonly now: Date },
): readonly Happening[] {
  const [failure, probes] = [failureIn(record, container), probesOf(container)];
  const since = life.runningSince;
  if (since === undefined || probes.readiness === undefined || isReady(failure, probes)) return [];
  const { initialDelaySeconds = 0, periodSeconds = 10 } = probes.readiness;
  const [first, period] = [since + initialDelaySeconds * 1000, Math.max(1, periodSeconds) * 1000];
  if (now.getTime() < first) return [];
  const count = Math.floor((now.getTime() - first) / period) + 1;
  const message = `Readiness probe failed: ${reason(probes.readiness, httpStatusOf(failure))}`;
  return [{ name: "Unhealthy", type: "Warning", message, count, first, last: first + (count - 1) * period }];
}

/** A liveness probe that failed often enough ends the container: https://learn.microsoft.com/azure/container-instances/container-instances-liveness-probe */
function endings(record: ResourceRecord, container: JsonObject, life: ContainerLife): readonly Happening[] {
  const { lastExit, restarts } = life;
  if (lastExit === undefined) return [];
  const first = momentAt(record, "readyAt") ?? lastExit.finishedAt;
  const last = lastExit.finishedAt;
  const failure = failureIn(record, container);
  const isKilled = failure !== undefined && "answers" in failure;
  if (!isKilled) {
    if (life.isOver === true || restarts === 0) return [];
    const message = "Back-off restarting failed container";
    return [{ name: "BackOff", type: "Warning", message, count: restarts, first, last }];
  }
  const { liveness } = probesOf(container);
  const ends = restarts + (life.runningSince === undefined ? 1 : 0);
  const message = `Liveness probe failed: ${reason(liveness, httpStatusOf(failure))}`;
  const failures = ends * (liveness?.failureThreshold ?? 3);
  return [
    { name: "Unhealthy", type: "Warning", message, count: failures, first, last },
    { name: "Killing", type: "Normal", message: "Killing container: failed liveness probe", count: ends, first, last },
  ];
}

function reason(probe: Probe | undefined, status: number): string {
  return probe?.httpGet === undefined ? "command exited with 1" : `HTTP probe failed with statuscode: ${status}`;
}

function lastStart(life: ContainerLife): number {
  return life.runningSince ?? life.lastExit?.startedAt ?? 0;
}

function shownEvent({ first, last, ...event }: Happening): JsonObject {
  return { ...event, firstTimestamp: new Date(first).toISOString(), lastTimestamp: new Date(last).toISOString() };
}
