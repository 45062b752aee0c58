import type { ContainerStatus } from "../images/container-status";
import type { Health } from "./health";
import type { LocalContainerSpec } from "./local-pod";

/** Why a container does not run. */
export interface Waiting {
  readonly reason: string;
  readonly message?: string;
}

/** How a run of a container ended, as its status has it. */
export type ExitView = NonNullable<NonNullable<ContainerStatus["state"]>["terminated"]>;

/** A container at one moment. */
export interface ContainerView {
  readonly restarts: number;
  /** Whether it is not started again. */
  readonly isOver: boolean;
  readonly waiting: Waiting | undefined;
  readonly lastExit: ExitView | undefined;
  readonly run: { readonly startedAt: Date; readonly health: Pick<Health, "isStarted" | "isReady"> } | undefined;
}

/** What a kubelet says of a container whose process is as `view` has it. */
export function localContainerStatus({ name, image = "" }: LocalContainerSpec, view: ContainerView): ContainerStatus {
  const { restarts, run, lastExit } = view;
  const isTerminated = run === undefined && view.isOver && lastExit !== undefined;
  return {
    ...{ name, image, imageID: "" },
    ready: run?.health.isReady === true,
    started: run?.health.isStarted === true,
    restartCount: restarts,
    state: isTerminated ? { terminated: lastExit } : stateOf(view),
    lastState: lastExit === undefined || isTerminated ? {} : { terminated: lastExit },
  };
}

function stateOf({ run, waiting }: ContainerView): NonNullable<ContainerStatus["state"]> {
  if (run !== undefined) return { running: { startedAt: seconds(run.startedAt) } };
  return { waiting: waiting ?? { reason: "ContainerCreating" } };
}

/** Kubernetes keeps whole seconds. */
export function seconds(date: Date): string {
  return date.toISOString().replace(/\.\d+Z$/, "Z");
}
