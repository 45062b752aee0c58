import type { KubernetesObject } from "../../sdk/kubernetes/object";
import type { ProcessExit, ProcessObservation } from "../process-observation";
import { connectorName } from "./connector-objects";

/** The connector's process as its pod tells of it. */
export interface ConnectorObservation {
  /** Absent where it was stopped by the fault `connectorDead`. */
  readonly process?: ProcessObservation;
  /** What its log says of the last run's end. */
  readonly lastWords: string;
  /** How often it was started again since the pod was made. */
  readonly restarts: number;
}

interface PodStatus {
  readonly conditions?: readonly { readonly type: string; readonly status: string }[];
  readonly containerStatuses?: readonly { readonly image?: string; readonly restartCount?: number }[];
}

/** The kubelet reads no more of a log than this (https://kubernetes.io/docs/tasks/debug/debug-application/determine-reason-pod-failure/). */
const longestMessage = 2048;

/**
 * The status that a kubelet would give the connector's pod: a JSON merge patch, which says nothing of what stays as it
 * is; `undefined` where all does.
 */
export function connectorStatus(pod: KubernetesObject, seen: ConnectorObservation): unknown {
  const before = pod["status"] as PodStatus | undefined;
  const container = containerStatus(before, seen);
  const ready = container.ready ? "True" : "False";
  const isSame =
    JSON.stringify(sorted(before?.containerStatuses?.[0])) === JSON.stringify(sorted(container)) &&
    before?.conditions?.every(({ type, status }) => !isReadiness(type) || status === ready) === true;
  if (isSame) return undefined;
  const lastTransitionTime = new Date().toISOString().replace(/\.\d+Z$/, "Z");
  const conditions = (before?.conditions ?? []).map((condition) => {
    if (!isReadiness(condition.type) || condition.status === ready) return condition;
    const reason = ready === "True" ? {} : { reason: "ContainersNotReady" };
    return { type: condition.type, status: ready, lastTransitionTime, ...reason };
  });
  return { status: { phase: "Running", conditions, containerStatuses: [container] } };
}

function isReadiness(type: string): boolean {
  return type === "Ready" || type === "ContainersReady";
}

function containerStatus(before: PodStatus | undefined, { process, lastWords, restarts }: ConnectorObservation) {
  const running = process?.running === true;
  const exit = process === undefined ? killed : process.lastExit;
  return {
    name: connectorName,
    image: before?.containerStatuses?.[0]?.image ?? "",
    imageID: "",
    ready: running,
    started: running,
    restartCount: restarts,
    state: running
      ? { running: { startedAt: time(process.startedAt) } }
      : { waiting: { reason: "CrashLoopBackOff", message: `back-off restarting failed container=${connectorName}` } },
    lastState: exit === undefined ? {} : { terminated: terminated(exit, lastWords) },
  };
}

/** SIGKILL, as a process ends whose node runs out of memory. */
const killed: Pick<ProcessExit, "exitCode"> = { exitCode: 137 };

function terminated(exit: Partial<ProcessExit> & Pick<ProcessExit, "exitCode">, lastWords: string): object {
  const { exitCode, startedAt, finishedAt } = exit;
  return {
    exitCode,
    reason: exitCode === 0 ? "Completed" : "Error",
    ...(lastWords === "" || finishedAt === undefined ? {} : { message: lastWords }),
    // The API server stores an absent time as null.
    startedAt: startedAt === undefined ? null : time(startedAt),
    finishedAt: finishedAt === undefined ? null : time(finishedAt),
  };
}

/** The fatal error at the end of a connector's log, else its last line. */
export function lastWords(log: string): string {
  const lines = log.trimEnd().split("\n");
  const fatal = lines.findLast((line) => line.includes("level=FATAL"));
  const [, quoted, bare] = /\bmsg=(?:"((?:[^"\\]|\\.)*)"|(\S+))/.exec(fatal ?? "") ?? [];
  const text = quoted?.replaceAll(/\\(["\\])/g, "$1").replaceAll("\\n", "\n") ?? bare ?? lines.at(-1) ?? "";
  return text.slice(-longestMessage);
}

/** Kubernetes keeps whole seconds. */
function time(date: Date): string {
  return date.toISOString().replace(/\.\d+Z$/, "Z");
}

/** The API server gives members in an order of its own. */
function sorted(value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  const members = Object.entries(value).toSorted(([one], [other]) => one.localeCompare(other));
  return Object.fromEntries(members.map(([name, member]) => [name, sorted(member)]));
}
