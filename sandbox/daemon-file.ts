import { rmSync } from "node:fs";
import { readJsonFile, writeAtomically } from "./files";
import { lockHolder } from "./lock";
import { commandLine } from "./process-table";
import type { SandboxPaths } from "./state";

/** How far a daemon has come. */
export type DaemonPhase = "starting" | "ready" | "stopping" | "failed";

/** What a daemon says of itself, in a file that everybody of the same user can read while it runs. */
export interface DaemonReport {
  readonly pid: number;
  readonly phase: DaemonPhase;
  /** What it is at, or why it failed: one line. */
  readonly doing: string;
  readonly coldStartSeconds: number;
  readonly hpaSyncSeconds: number;
  readonly armUrl: string;
  /** What programs attach to, once it is ready. */
  readonly providerPorts: Readonly<Record<string, number>>;
  /** What the user has to know: a file that was moved aside, say. */
  readonly warnings: readonly string[];
}

export function writeDaemonReport(paths: SandboxPaths, report: DaemonReport): void {
  writeAtomically(paths.daemonFile, `${JSON.stringify(report, null, 2)}\n`);
}

export function removeDaemonReport(paths: SandboxPaths): void {
  rmSync(paths.daemonFile, { force: true });
}

/** The last report of a daemon that may have ended since. */
export function lastDaemonReport(paths: SandboxPaths): DaemonReport | undefined {
  return readJsonFile(paths.daemonFile, acceptReport).value;
}

/** The process id of the sandbox's daemon, where one runs. */
export function daemonPid(paths: SandboxPaths): number | undefined {
  const pid = lockHolder(paths.daemonLock);
  return pid !== undefined && isDaemon(pid, paths) ? pid : undefined;
}

/** Whether a process is a daemon of this sandbox: its command line names the sandbox's directory. */
export function isDaemon(pid: number, paths: SandboxPaths): boolean {
  return commandLine(pid)?.includes(`${paths.root}/`) === true;
}

function acceptReport(value: unknown): DaemonReport {
  const report = value as Partial<DaemonReport> | null;
  if (!Number.isInteger(report?.pid) || typeof report?.phase !== "string") throw new Error("not a daemon's report");
  return report as DaemonReport;
}
