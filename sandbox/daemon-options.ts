import type { Tools } from "./tools/toolchain";

/** What `up` starts a daemon with: one JSON argument. */
export interface DaemonOptions {
  readonly name: string;
  /** The sandbox's directory with a slash behind it: what the daemon is known by in the process table. */
  readonly directory: string;
  readonly tools: Tools;
  readonly coldStartSeconds: number;
  readonly hpaSyncSeconds: number;
  /** Port of the ARM server; 0 = that of last time, or a free one. */
  readonly armPort: number;
}

/** Exit code of a daemon that finds another in its place. */
export const alreadyRunningExitCode = 75;
