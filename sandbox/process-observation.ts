/** How the last run of a process ended. */
export interface ProcessExit {
  /** As a shell has it: 128 and the signal's number where a signal ended it. */
  readonly exitCode: number;
  readonly startedAt: Date;
  readonly finishedAt: Date;
}

/** A supervised process at one moment. */
export interface ProcessObservation {
  /** Whether it runs now; else it waits to be started again. */
  readonly running: boolean;
  readonly startedAt: Date;
  /** How often it was started again. */
  readonly restarts: number;
  readonly lastExit?: ProcessExit;
}
