import type { ImageFailure } from "../arm/faults";
import type { Ending } from "./container-life";

/** A probe, as Kubernetes and ACI have it. */
export interface Probe {
  readonly httpGet?: unknown;
  readonly initialDelaySeconds?: number;
  readonly periodSeconds?: number;
  readonly failureThreshold?: number;
}

/** The probes of a container. */
export interface Probes {
  readonly startup?: Probe | undefined;
  readonly readiness?: Probe | undefined;
  readonly liveness?: Probe | undefined;
}

/** Of a process that ends when it is asked to: 128 and the number of SIGTERM. */
const terminatedExitCode = 143;

/** How each run of a container ends: by itself, or because a probe finds that it does not live; nothing where it runs on. */
export function endingOf(
  failure: ImageFailure | undefined,
  probes: Probes,
  restartPolicy: string | undefined,
): Ending | undefined {
  const isRestarted = restartPolicy !== "Never";
  if (failure !== undefined && "crashes" in failure) return { afterMs: 0, exitCode: 1, isRestarted };
  if (isCompleting(failure)) return { afterMs: 0, exitCode: 0, isRestarted: restartPolicy === "Always" };
  const failing = [probes.startup, probes.liveness].find((probe) => failsFor(failure, probe));
  if (failing === undefined) return undefined;
  // Kubernetes' defaults: https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/
  const { initialDelaySeconds = 0, periodSeconds = 10, failureThreshold = 3 } = failing;
  const afterMs = (initialDelaySeconds + periodSeconds * failureThreshold) * 1000;
  return { afterMs, exitCode: terminatedExitCode, isRestarted };
}

/** Whether what a container does is done at once. */
export function isCompleting(failure: ImageFailure | undefined): boolean {
  return failure !== undefined && "completes" in failure;
}

/** Whether a running container has passed its startup probe. */
export function isStarted(failure: ImageFailure | undefined, { startup }: Probes): boolean {
  return !failsFor(failure, startup);
}

/** Whether a running container passes its readiness probe; one without such a probe is ready. */
export function isReady(failure: ImageFailure | undefined, probes: Probes): boolean {
  if (failure !== undefined && "neverReady" in failure) return probes.readiness === undefined;
  return isStarted(failure, probes) && !failsFor(failure, probes.readiness);
}

/** A probe that asks by HTTP sees the status; what other probes ask is answered well. */
function failsFor(failure: ImageFailure | undefined, probe: Probe | undefined): boolean {
  if (failure === undefined || !("answers" in failure) || probe?.httpGet === undefined) return false;
  return failure.answers < 200 || failure.answers >= 400;
}
