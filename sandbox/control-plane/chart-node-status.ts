import { bodyOf, type KubernetesClient } from "../../sdk/kubernetes/kubernetes-io";
import type { KubernetesObject } from "../../sdk/kubernetes/object";
import type { ProcessObservation } from "../process-observation";

/** The process of one pod of the chart, as the pod tells of it. */
export interface ChartNodeObservation {
  /** Absent where it was stopped by the fault `connectorDead`. */
  readonly process: ProcessObservation | undefined;
  /** What its log says of the last run's end. */
  readonly lastWords: () => string;
}

/** The container that makes container groups, and that crashes where it may not. */
const container = "proxycri";
/** One that is refused by Azure ends before this, in milliseconds. */
const settledMs = 1_500;

interface ContainerStatus {
  readonly name: string;
  readonly ready?: boolean;
  readonly restartCount?: number;
  readonly state?: { readonly waiting?: { readonly reason?: string } };
}

interface Condition {
  readonly type: string;
  readonly status: string;
}

interface PodStatus {
  readonly podIP?: string;
  readonly phase?: string;
  readonly conditions?: readonly Condition[];
  readonly containerStatuses?: readonly ContainerStatus[];
}

/** Whether the pod's containers were started on a VM, and nobody has deleted it. */
export function isStarted({ metadata, ...pod }: KubernetesObject): boolean {
  const { podIP, phase } = statusOf(pod);
  return podIP !== undefined && phase === "Running" && metadata?.deletionTimestamp === undefined;
}

/** The status that a kubelet would give the pod: a JSON merge patch; `undefined` where nothing changes. */
export function chartPodStatus(pod: KubernetesObject, seen: ChartNodeObservation): unknown {
  const { conditions = [], containerStatuses = [] } = statusOf(pod);
  const before = containerStatuses.find(({ name }) => name === container);
  if (before === undefined) return undefined;
  const after = containerStatus(before, seen);
  const ready = after.ready ? "True" : "False";
  const isSame =
    before.ready === after.ready &&
    before.restartCount === after.restartCount &&
    before.state?.waiting?.reason === after.state.waiting?.reason &&
    conditions.every(({ type, status }) => !isReadiness(type) || status === ready);
  if (isSame) return undefined;
  return {
    status: {
      conditions: conditions.map((condition) => readiness(condition, ready)),
      containerStatuses: containerStatuses.map((status) =>
        status === before ? { ...after, ...lastState(seen) } : status,
      ),
    },
  };
}

/** Writes a status; a pod that is gone needs none. */
export async function writePodStatus(client: KubernetesClient, pod: KubernetesObject, patch: unknown): Promise<void> {
  const { name = "", namespace = "" } = pod.metadata ?? {};
  const path = `/api/v1/namespaces/${namespace}/pods/${name}/status`;
  const contentType = "application/merge-patch+json";
  const response = await client.request({ method: "PATCH", path, contentType, body: patch });
  if (response.status !== 404) bodyOf(response, `report the status of pod ${namespace}/${name}`);
}

function containerStatus(before: ContainerStatus, { process }: ChartNodeObservation) {
  const running = process?.running === true;
  const startedAt = process?.startedAt ?? new Date();
  const message = `back-off restarting failed container=${container}`;
  return {
    ...before,
    ready: running && Date.now() - startedAt.getTime() >= settledMs,
    started: running,
    restartCount: Math.max(before.restartCount ?? 0, process?.restarts ?? 0),
    state: running
      ? { running: { startedAt: seconds(startedAt) }, waiting: null }
      : { waiting: { reason: "CrashLoopBackOff", message }, running: null },
  };
}

function lastState({ process, lastWords }: ChartNodeObservation): object {
  const exit = process?.lastExit;
  if (exit === undefined) return {};
  const { exitCode, startedAt, finishedAt } = exit;
  const times = { startedAt: seconds(startedAt), finishedAt: seconds(finishedAt) };
  return { lastState: { terminated: { exitCode, reason: "Error", message: lastWords(), ...times } } };
}

function readiness(condition: Condition, ready: string): object {
  if (!isReadiness(condition.type) || condition.status === ready) return condition;
  const reason = ready === "True" ? {} : { reason: "ContainersNotReady" };
  return { type: condition.type, status: ready, lastTransitionTime: seconds(new Date()), ...reason };
}

function isReadiness(type: string): boolean {
  return type === "Ready" || type === "ContainersReady";
}

function statusOf(pod: KubernetesObject): PodStatus {
  return pod["status"] ?? {};
}

/** Kubernetes keeps whole seconds. */
function seconds(date: Date): string {
  return date.toISOString().replace(/\.\d+Z$/, "Z");
}
