import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, openSync, readFileSync } from "node:fs";
import path from "node:path";
import { daemonPid, type DaemonReport, lastDaemonReport } from "../daemon-file";
import { alreadyRunningExitCode, type DaemonOptions } from "../daemon-options";
import { privateDirectory } from "../files";
import { packageRoot } from "../package-root";
import { signal as sendSignal } from "../process-table";
import type { Progress, Report } from "../progress";
import { type SandboxPaths, sandboxPaths } from "../state";
import { interruptible } from "../tools/interruption";
import { ensureTools, type Tools } from "../tools/toolchain";
import { waitUntil } from "../waiting";
import { type RunningSandbox, runningSandbox } from "./sandbox-status";

export interface SandboxUpOptions {
  /** Lower-case letters, digits and dashes. */
  readonly name: string;
  readonly progress: Progress;
  /** Seconds from the creation of a container group until it runs. @default 5 */
  readonly coldStartSeconds?: number;
  /**
   * Seconds from one look of the controller of HorizontalPodAutoscalers to the next, and over which usage is measured.
   * @default 15
   */
  readonly hpaSyncSeconds?: number;
  /** Port of the ARM server on 127.0.0.1. @default - that of last time, or a free one */
  readonly port?: number;
}

/** Small enough for tests and first runs, large enough to be seen; Azure's own takes tens of seconds. */
export const defaultColdStartSeconds = 5;

/** Kubernetes' own, and the resolution of metrics-server. @see https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/#how-does-a-horizontalpodautoscaler-work */
export const defaultHpaSyncSeconds = 15;

/** How long a sandbox may take to be ready, in milliseconds. */
const readyTimeoutMs = 180_000;

/**
 * Brings a sandbox up, or finds it up. Of several calls at once one starts it and the others wait for it.
 *
 * @throws Error that names what failed and the log that says more.
 */
export async function sandboxUp(options: SandboxUpOptions): Promise<RunningSandbox> {
  const paths = sandboxPaths(options.name);
  const { progress } = options;
  if (daemonPid(paths) === undefined || lastDaemonReport(paths)?.phase !== "ready") {
    const tools = await ensureTools(progress);
    await progress.step(`sandbox "${options.name}"`, (report) =>
      interruptible((signal) => startAndWait(paths, daemonOptions(paths, options, tools), { report, signal })),
    );
  }
  const sandbox = await runningSandbox(options.name);
  noteOtherSettings(sandbox, options);
  return sandbox;
}

interface Wait {
  readonly report: Report;
  /** Ends the wait when the user interrupts it. */
  readonly signal: AbortSignal;
}

async function startAndWait(paths: SandboxPaths, options: DaemonOptions, wait: Wait): Promise<void> {
  await waitForEnding(paths, wait);
  const child = daemonPid(paths) === undefined ? startDaemon(paths, options) : undefined;
  try {
    await waitUntilReady(paths, child, wait);
  } catch (error) {
    // Whoever interrupts `up` wants no sandbox; a daemon of somebody else's `up` is not ours to stop.
    if (wait.signal.aborted && child?.pid !== undefined) sendSignal(child.pid, "SIGTERM");
    throw error;
  } finally {
    child?.unref();
  }
}

/** A daemon that is stopping must be gone before the next can start. */
async function waitForEnding(paths: SandboxPaths, { report, signal }: Wait): Promise<void> {
  const ending = (): boolean => daemonPid(paths) !== undefined && lastDaemonReport(paths)?.phase === "stopping";
  if (!ending()) return;
  report("waiting for the one before to stop");
  const what = `sandbox "${paths.name}" to stop`;
  await waitUntil({ what, timeoutMs: 60_000, intervalMs: 200, signal }, () => !ending());
}

function daemonOptions(paths: SandboxPaths, options: SandboxUpOptions, tools: Tools): DaemonOptions {
  return {
    name: paths.name,
    directory: `${paths.root}/`,
    tools,
    coldStartSeconds: options.coldStartSeconds ?? defaultColdStartSeconds,
    hpaSyncSeconds: options.hpaSyncSeconds ?? defaultHpaSyncSeconds,
    armPort: options.port ?? 0,
  };
}

function startDaemon(paths: SandboxPaths, options: DaemonOptions): ChildProcess {
  const log = openSync(path.join(privateDirectory(paths.logs), "daemon.log"), "a", 0o600);
  const program = path.join(packageRoot(), "dist", "sandbox", "daemon.js");
  const child = spawn(process.execPath, ["--enable-source-maps", program, JSON.stringify(options)], {
    cwd: paths.root,
    detached: true,
    stdio: ["ignore", log, log],
  });
  closeSync(log);
  return child;
}

/** @param child - the daemon that this call started; where absent, another call's is waited for. */
async function waitUntilReady(
  paths: SandboxPaths,
  child: ChildProcess | undefined,
  { report, signal }: Wait,
): Promise<void> {
  const log = path.join(paths.logs, "daemon.log");
  let failure: string | undefined;
  child?.once("error", (error) => (failure = error.message));
  const what = `sandbox "${paths.name}" to be ready (its log: ${log})`;
  await waitUntil({ what, timeoutMs: readyTimeoutMs, intervalMs: 100, signal }, () => {
    const said = lastDaemonReport(paths);
    if (said !== undefined) report(said.doing);
    failure ??= failureOf(paths, child, said);
    return failure !== undefined || (said?.phase === "ready" && daemonPid(paths) === said.pid);
  });
  if (failure !== undefined) throw new Error(`start sandbox "${paths.name}": ${failure}\nMore in ${log}`);
}

function failureOf(
  paths: SandboxPaths,
  child: ChildProcess | undefined,
  said: DaemonReport | undefined,
): string | undefined {
  const exited = child !== undefined && (child.exitCode !== null || child.signalCode !== null);
  // Another `up` was quicker: its daemon is the one to wait for.
  const isAnothers = child === undefined || child.exitCode === alreadyRunningExitCode;
  if (isAnothers) return daemonPid(paths) === undefined ? (said?.doing ?? "it was stopped meanwhile") : undefined;
  if (!exited) return undefined;
  if (said?.pid === child.pid && said?.phase === "failed") return said.doing;
  if (said === undefined) return "it was stopped meanwhile";
  return `its daemon ended (${child.signalCode ?? `exit code ${child.exitCode ?? "none"}`}):\n${logTail(paths)}`;
}

function logTail(paths: SandboxPaths): string {
  const lines = readFileSync(path.join(paths.logs, "daemon.log"), "utf8").trimEnd().split("\n");
  return lines.slice(-5).join("\n");
}

function noteOtherSettings(sandbox: RunningSandbox, options: SandboxUpOptions): void {
  const { coldStartSeconds, hpaSyncSeconds, port, progress } = options;
  const others = [
    ...(coldStartSeconds === undefined || coldStartSeconds === sandbox.coldStartSeconds
      ? []
      : [`a cold start of ${sandbox.coldStartSeconds} s`]),
    ...(hpaSyncSeconds === undefined || hpaSyncSeconds === sandbox.hpaSyncSeconds
      ? []
      : [`an HPA sync of ${sandbox.hpaSyncSeconds} s`]),
    ...(port === undefined || new URL(sandbox.arm.url).port === String(port) ? [] : [`ARM at ${sandbox.arm.url}`]),
  ];
  if (others.length > 0)
    progress.note(`it was up already, with ${others.join(" and ")}; run down, then up, to change that`);
}
