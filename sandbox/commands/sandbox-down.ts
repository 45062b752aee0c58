import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import { daemonPid, isDaemon, removeDaemonReport } from "../daemon-file";
import { commandLine, endProcess, signal } from "../process-table";
import { endOrphans, runningProcesses } from "../process-ids";
import { type SandboxPaths, sandboxPaths } from "../state";
import { waitUntil } from "../waiting";

export interface SandboxDownOptions {
  readonly name: string;
  /** Removes everything that is stored, too: the clusters, the resources in Azure, the Pulumi state. */
  readonly purge: boolean;
}

export interface SandboxDownResult {
  /** Whether anything ran. */
  readonly wasRunning: boolean;
  /** Whether there was anything stored to remove. */
  readonly wasPurged: boolean;
}

/** How long a daemon may take to stop all it started, in milliseconds, before it is ended by force. */
const stopTimeoutMs = 45_000;

/** Stops a sandbox, and what a killed daemon left of it, and makes sure that nothing of it runs any more. */
export async function sandboxDown({ name, purge }: SandboxDownOptions): Promise<SandboxDownResult> {
  const paths = sandboxPaths(name);
  const stopped = await stopDaemon(paths);
  const orphans = await endOrphans(paths.run, paths.root);
  const left = runningProcesses(paths.run, paths.root);
  if (left.length > 0) {
    const processes = left.map((process) => `${process.name} (process ${process.pid})`).join(", ");
    throw new Error(`stop sandbox "${name}": ${processes} would not end; end it, then run down again`);
  }
  removeDaemonReport(paths);
  const wasPurged = purge && existsSync(paths.root);
  if (wasPurged) await rm(paths.root, { recursive: true, force: true, maxRetries: 3 });
  return { wasRunning: stopped || orphans.length > 0, wasPurged };
}

async function stopDaemon(paths: SandboxPaths): Promise<boolean> {
  const pid = daemonPid(paths);
  if (pid === undefined) return false;
  signal(pid, "SIGTERM");
  const what = `the daemon of sandbox "${paths.name}" (process ${pid}) to stop`;
  try {
    await waitUntil({ what, timeoutMs: stopTimeoutMs, intervalMs: 100 }, () => commandLine(pid) === undefined);
  } catch {
    await endProcess(pid, () => isDaemon(pid, paths));
  }
  return true;
}
