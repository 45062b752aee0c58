import type { KubernetesObject } from "../../sdk/kubernetes/object";
import type { BadImages } from "../arm/faults";
import { type Container, type ContainerStatus, containerStatus } from "./container-status";
import { isMarked } from "./mark";

interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
  readonly lastTransitionTime?: string;
}

interface PodStatus {
  readonly phase?: string;
  readonly startTime?: string;
  readonly conditions?: readonly Condition[];
  readonly containerStatuses?: readonly ContainerStatus[];
  readonly initContainerStatuses?: readonly ContainerStatus[];
}

interface PodSpec {
  readonly restartPolicy?: string;
  readonly containers?: readonly Container[];
  readonly initContainers?: readonly Container[];
  readonly readinessGates?: readonly { readonly conditionType: string }[];
}

/** Whether a pod's status is told by {@link podStatus}: one of its images is bad, or was not looked at yet. */
export function isHeld({ metadata, ...pod }: KubernetesObject): boolean {
  const { containerStatuses = [], initContainerStatuses = [] } = statusOf(pod);
  if (metadata?.deletionTimestamp !== undefined) return false;
  return [...containerStatuses, ...initContainerStatuses].some(({ imageID }) => isMarked(imageID));
}

/** What of a pod's status a kubelet tells anew: a strategic merge patch. */
export type PodStatusPatch = Required<
  Pick<PodStatus, "phase" | "conditions" | "containerStatuses" | "initContainerStatuses">
>;

/**
 * The status that a kubelet would give a pod now whose images it pulls, or some of whose images are bad; `undefined` where
 * nothing changes.
 */
export function podStatus(
  pod: KubernetesObject,
  badImages: BadImages | undefined,
  now: number,
): PodStatusPatch | undefined {
  return statusAround(pod, containersNow(pod, badImages, now), now);
}

/** The status that follows from those of the containers; `undefined` where nothing changes. */
export function statusAround(
  pod: KubernetesObject,
  { initContainerStatuses, containerStatuses, isInitialized }: ContainersNow,
  now: number,
): PodStatusPatch | undefined {
  const before = statusOf(pod);
  const spec = specOf(pod);
  const sidecars = initContainerStatuses.filter((_, index) => isSidecar(spec.initContainers?.[index]));
  const phase = phaseOf({ initContainerStatuses, containerStatuses, isInitialized }, spec);
  const unready = [...containerStatuses, ...sidecars].filter(({ ready }) => ready !== true).map(({ name }) => name);
  const conditions = conditionsOf(before, { spec, phase, isInitialized, unready, now });
  const isSame =
    before.phase === phase &&
    conditions.length === 0 &&
    areSame(before.containerStatuses, containerStatuses) &&
    areSame(before.initContainerStatuses, initContainerStatuses);
  return isSame ? undefined : { phase, conditions, containerStatuses, initContainerStatuses };
}

/** The containers of a pod at one moment. */
export interface ContainersNow {
  readonly initContainerStatuses: readonly ContainerStatus[];
  readonly containerStatuses: readonly ContainerStatus[];
  readonly isInitialized: boolean;
}

function containersNow(pod: KubernetesObject, badImages: BadImages | undefined, now: number): ContainersNow {
  const { restartPolicy, containers = [], initContainers = [] } = specOf(pod);
  const { startTime = "", ...before } = statusOf(pod);
  let mayStart = true;
  const look = (container: Container, statuses: readonly ContainerStatus[] = [], isTask = false): ContainerStatus => {
    const known = statuses.find(({ name }) => name === container.name) ?? { name: container.name };
    const policy = container.restartPolicy ?? restartPolicy;
    const pullingSince = Date.parse(startTime) || now;
    return containerStatus(container, known, { now, badImages, pullingSince, restartPolicy: policy, isTask, mayStart });
  };
  const initContainerStatuses = initContainers.map((container) => {
    const status = look(container, before.initContainerStatuses, !isSidecar(container));
    mayStart &&= isSidecar(container) ? status.started === true : status.ready === true;
    return status;
  });
  const isInitialized = mayStart;
  return {
    initContainerStatuses,
    containerStatuses: containers.map((each) => look(each, before.containerStatuses)),
    isInitialized,
  };
}

/** kubernetes/kubernetes pkg/kubelet/kubelet_pods.go getPhase. */
function phaseOf({ initContainerStatuses, containerStatuses, isInitialized }: ContainersNow, spec: PodSpec): string {
  const hasFailed = ({ state }: ContainerStatus): boolean => (state?.terminated?.exitCode ?? 0) !== 0;
  if (initContainerStatuses.some(hasFailed)) return "Failed";
  const isWaiting = ({ state, lastState }: ContainerStatus): boolean =>
    state?.waiting !== undefined && lastState?.terminated === undefined;
  if (!isInitialized || containerStatuses.some(isWaiting)) return "Pending";
  const areOver = containerStatuses.every(({ state }) => state?.terminated !== undefined);
  if (!areOver || spec.restartPolicy === "Always") return "Running";
  return containerStatuses.some(hasFailed) ? "Failed" : "Succeeded";
}

interface Readiness {
  readonly spec: PodSpec;
  readonly phase: string;
  readonly isInitialized: boolean;
  /** The names of the containers that are not ready. */
  readonly unready: readonly string[];
  readonly now: number;
}

/** The conditions that are others than before. */
function conditionsOf(
  before: PodStatus,
  { spec, phase, isInitialized, unready, now }: Readiness,
): readonly Condition[] {
  const reason = phase === "Failed" ? "PodFailed" : phase === "Succeeded" ? "PodCompleted" : "ContainersNotReady";
  const why = { reason, message: `containers with unready status: [${unready.join(" ")}]` };
  const known = (type: string): Condition | undefined => before.conditions?.find((each) => each.type === type);
  const condition = (type: string, isTrue: boolean, because: Partial<Condition> = {}): Condition => {
    const status = isTrue ? "True" : "False";
    const isOld = known(type)?.status === status;
    const lastTransitionTime = isOld ? known(type)?.lastTransitionTime : undefined;
    const { reason = "", message = "" } = isTrue ? {} : because;
    return { type, status, reason, message, lastTransitionTime: lastTransitionTime ?? new Date(now).toISOString() };
  };
  const wanted = [
    condition("Initialized", isInitialized, { reason: "ContainersNotInitialized" }),
    condition("ContainersReady", unready.length === 0, why),
    condition("Ready", unready.length === 0, why),
    // What a readiness gate waits for is there as soon as a container runs, as with pods of good images.
    ...(spec.readinessGates ?? []).map(({ conditionType }) => condition(conditionType, phase !== "Pending")),
  ];
  return wanted.filter(({ type, status, reason, message }) => {
    const { status: was, reason: because = "", message: words = "" } = known(type) ?? {};
    return was !== status || because !== reason || words !== message;
  });
}

function areSame(before: readonly ContainerStatus[] = [], after: readonly ContainerStatus[]): boolean {
  return before.length === after.length && before.every((each, index) => gist(each) === gist(after[index]));
}

/** What of a container's status can change. */
function gist(status: ContainerStatus | undefined): string {
  const { ready, started, restartCount, imageID, state = {} } = status ?? {};
  return JSON.stringify([ready, started, restartCount, imageID, Object.keys(state), state.waiting?.reason]);
}

function isSidecar(container: Container | undefined): boolean {
  return container?.restartPolicy === "Always";
}

function specOf(pod: KubernetesObject): PodSpec {
  return pod["spec"] ?? {};
}

function statusOf(pod: KubernetesObject): PodStatus {
  return pod["status"] ?? {};
}
