import { crashLoop } from "../processes";

/** One run of a container that is over. Times are milliseconds of the epoch. */
export interface Exit {
  readonly startedAt: number;
  readonly finishedAt: number;
  readonly exitCode: number;
}

/** How a container has fared so far. */
export interface ContainerLife {
  readonly restarts: number;
  /** Since when it runs; absent between two runs, and after the last. */
  readonly runningSince?: number;
  readonly lastExit?: Exit;
  /** The exit before the last. */
  readonly earlierExit?: Exit;
  /** It is not started again. */
  readonly isOver?: true;
}

/** How each run of a container ends. */
export interface Ending {
  readonly afterMs: number;
  readonly exitCode: number;
  /** Whether it is started again: false under the restart policy `Never`. */
  readonly isRestarted: boolean;
}

/** A container that has just been started. */
export function born(at: number): ContainerLife {
  return { restarts: 0, runningSince: at };
}

/**
 * The life after it went on until `now`: runs that end, and pauses between them that grow as Kubernetes' do, at a tenth of
 * their time. Without an ending it goes on as it is.
 */
export function lived(life: ContainerLife, ending: Ending | undefined, now: number): ContainerLife {
  if (ending === undefined) return life;
  let current = life;
  for (;;) {
    const next = current.runningSince === undefined ? restarted(current, ending, now) : ended(current, ending, now);
    if (next === undefined) return current;
    current = next;
  }
}

function ended({ runningSince = 0, ...life }: ContainerLife, ending: Ending, now: number): ContainerLife | undefined {
  const finishedAt = runningSince + ending.afterMs;
  if (finishedAt > now) return undefined;
  return {
    restarts: life.restarts,
    lastExit: { startedAt: runningSince, finishedAt, exitCode: ending.exitCode },
    ...(life.lastExit === undefined ? {} : { earlierExit: life.lastExit }),
    ...(ending.isRestarted ? {} : { isOver: true }),
  };
}

function restarted(life: ContainerLife, ending: Ending, now: number): ContainerLife | undefined {
  if (life.isOver === true || life.lastExit === undefined) return undefined;
  const runningSince = life.lastExit.finishedAt + backOffMs(life.restarts, ending);
  return runningSince > now ? undefined : { ...life, restarts: life.restarts + 1, runningSince };
}

/** What has run for twice the longest pause is started again after the shortest, as by the kubelet. */
function backOffMs(restarts: number, { afterMs }: Ending): number {
  const { firstMs, longestMs } = crashLoop;
  return afterMs > 2 * longestMs ? firstMs : Math.min(firstMs * 2 ** restarts, longestMs);
}
