import { type BadImages, type ImageFailure } from "../arm/faults";
import { failureOf } from "./bad-image";
import { endingOf, isCompleting, isReady, isStarted, type Probe, type Probes } from "./conduct";
import { born, type ContainerLife, type Exit, lived } from "./container-life";
import { isMarked, markedFailure, markOf, pullingMark } from "./mark";

/** A container of a pod. */
export interface Container {
  readonly name: string;
  readonly image?: string;
  /** `Always` makes an init container a sidecar. */
  readonly restartPolicy?: string;
  readonly startupProbe?: Probe;
  readonly readinessProbe?: Probe;
  readonly livenessProbe?: Probe;
}

interface Terminated {
  readonly exitCode: number;
  readonly reason?: string;
  readonly startedAt?: string | null;
  readonly finishedAt?: string | null;
}

/** What a kubelet says of a container. */
export interface ContainerStatus {
  readonly name: string;
  readonly image?: string;
  readonly imageID?: string;
  readonly ready?: boolean;
  readonly started?: boolean;
  readonly restartCount?: number;
  readonly state?: {
    readonly running?: { readonly startedAt?: string };
    readonly waiting?: { readonly reason?: string; readonly message?: string };
    readonly terminated?: Terminated;
  };
  readonly lastState?: { readonly terminated?: Terminated };
}

/** What there is around a container on a VM at a moment. */
export interface Moment {
  /** Milliseconds of the epoch. */
  readonly now: number;
  readonly badImages: BadImages | undefined;
  /** Since when the pod's images are pulled. */
  readonly pullingSince: number;
  readonly restartPolicy: string | undefined;
  /** Whether it does its work once and ends, as an init container. */
  readonly isTask: boolean;
  /** Whether all has ended that it has to wait for. */
  readonly mayStart: boolean;
}

/** For how long a failed pull is shown before the wait that follows, in milliseconds. */
const pullErrorShownMs = 1_000;

/** What a kubelet would say of a container now, after what it said before. */
export function containerStatus(container: Container, before: ContainerStatus, moment: Moment): ContainerStatus {
  const { image = "" } = container;
  const started = startedAs(before);
  if (started !== undefined) return livedStatus(container, started, moment);
  if (!moment.mayStart) return waiting(container, { reason: "PodInitializing", imageID: pullingMark });
  const failure = failureOf(moment.badImages, image);
  if (failure !== undefined && "notFound" in failure) return pullStatus(container, failure, moment);
  return livedStatus(container, { failure, life: born(moment.now) }, moment);
}

interface Started {
  readonly failure: ImageFailure | undefined;
  readonly life: ContainerLife;
}

/** What a status tells of a container that has been started. */
function startedAs(status: ContainerStatus): Started | undefined {
  const failure = markedFailure(status.imageID);
  const isPulled = !isMarked(status.imageID) || (failure !== undefined && !("notFound" in failure));
  if (!isPulled) return undefined;
  const { running, terminated } = status.state ?? {};
  const last = terminated ?? status.lastState?.terminated;
  const life = {
    restarts: status.restartCount ?? 0,
    ...(running === undefined ? {} : { runningSince: Date.parse(running.startedAt ?? "") }),
    ...(last === undefined ? {} : { lastExit: exitOf(last) }),
    ...(terminated === undefined ? {} : { isOver: true as const }),
  };
  return { failure, life };
}

function livedStatus(container: Container, { failure, life: before }: Started, moment: Moment): ContainerStatus {
  const ending = endingOf(failure, probesOf(container), moment.restartPolicy);
  const isDone = moment.isTask && isCompleting(failure);
  const life = lived(before, isDone ? completion(moment) : (ending ?? completion(moment)), moment.now);
  const { runningSince, lastExit, isOver } = life;
  const isRunning = runningSince !== undefined;
  const hasDone = isOver === true && lastExit?.exitCode === 0;
  return {
    name: container.name,
    image: container.image ?? "",
    imageID: failure === undefined ? "" : markOf(failure),
    ready: moment.isTask ? hasDone : isRunning && isReady(failure, probesOf(container)),
    started: isRunning && !moment.isTask && isStarted(failure, probesOf(container)),
    restartCount: life.restarts,
    ...states(container.name, life),
  };
}

/** A good init container has done its work at once. */
function completion({ isTask }: Moment) {
  return isTask ? { afterMs: 0, exitCode: 0, isRestarted: false } : undefined;
}

function states(
  name: string,
  { runningSince, lastExit, isOver }: ContainerLife,
): Pick<ContainerStatus, "state" | "lastState"> {
  const terminated = lastExit === undefined ? undefined : terminatedOf(lastExit);
  if (isOver === true && terminated !== undefined) return { state: { terminated }, lastState: {} };
  const lastState = terminated === undefined ? {} : { terminated };
  if (runningSince !== undefined) return { state: { running: { startedAt: time(runningSince) } }, lastState };
  const message = `back-off restarting failed container=${name}`;
  return { state: { waiting: { reason: "CrashLoopBackOff", message } }, lastState };
}

/** As the kubelet: a pull that failed, and then a wait until the next, which grows. */
function pullStatus(container: Container, failure: ImageFailure, moment: Moment): ContainerStatus {
  const { image = "" } = container;
  const attempts = { afterMs: 0, exitCode: 1, isRestarted: true };
  const { lastExit } = lived(born(moment.pullingSince), attempts, moment.now);
  const imageID = markOf(failure);
  if (moment.now - (lastExit?.finishedAt ?? 0) < pullErrorShownMs) {
    const message = `failed to pull and unpack image "${image}": failed to resolve reference "${image}": ${image}: not found`;
    return waiting(container, { reason: "ErrImagePull", message, imageID });
  }
  return waiting(container, { reason: "ImagePullBackOff", message: `Back-off pulling image "${image}"`, imageID });
}

function waiting(
  { name, image = "" }: Container,
  { imageID, ...why }: { readonly reason: string; readonly message?: string; readonly imageID: string },
): ContainerStatus {
  return {
    name,
    image,
    imageID,
    ready: false,
    started: false,
    restartCount: 0,
    state: { waiting: why },
    lastState: {},
  };
}

function probesOf({ startupProbe, readinessProbe, livenessProbe }: Container): Probes {
  return { startup: startupProbe, readiness: readinessProbe, liveness: livenessProbe };
}

function exitOf({ exitCode, startedAt, finishedAt }: Terminated): Exit {
  const at = (text: string | null | undefined): number => Date.parse(text ?? "") || 0;
  return { exitCode, startedAt: at(startedAt), finishedAt: at(finishedAt) };
}

function terminatedOf({ exitCode, startedAt, finishedAt }: Exit): Terminated {
  const reason = exitCode === 0 ? "Completed" : "Error";
  return { exitCode, reason, startedAt: time(startedAt), finishedAt: time(finishedAt) };
}

/** Kubernetes keeps whole seconds. */
function time(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace(/\.\d+Z$/, "Z");
}
