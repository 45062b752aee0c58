import { spawn, type ChildProcess } from "node:child_process";
import { closeSync, existsSync, openSync, readFileSync, renameSync } from "node:fs";
import { constants } from "node:os";
import path from "node:path";
import { privateDirectory } from "./files";
import { forgetProcess, recordProcess } from "./process-ids";
import type { ProcessExit, ProcessObservation } from "./process-observation";
import { waitUntil } from "./waiting";

/** How long to wait before a process that died is started again: doubling from the first wait to the longest. */
export interface BackOff {
  readonly firstMs: number;
  readonly longestMs: number;
}

/** For what must always run. */
export const alwaysRunning: BackOff = { firstMs: 200, longestMs: 5_000 };

/**
 * Kubernetes' CrashLoopBackOff at a tenth of its time: the kubelet starts with 10 s and doubles to 5 minutes.
 *
 * @see https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#restart-policy
 */
export const crashLoop: BackOff = { firstMs: 1_000, longestMs: 30_000 };

/** How long to wait, in milliseconds, before what has ended so often in a row before is started again. */
export function waitBeforeStart({ firstMs, longestMs }: BackOff, ends: number): number {
  return Math.min(firstMs * 2 ** ends, longestMs);
}

/** A child process of the sandbox. */
export interface ProcessSpec {
  /** Unique in the sandbox; part of file names. */
  readonly name: string;
  readonly command: string;
  /** One of them names a file of the sandbox, by which the process is known as the sandbox's. */
  readonly args: readonly string[];
  /** How it is started again; one that has none runs once, and whoever started it sees to what comes then. */
  readonly backOff?: BackOff;
  readonly environment?: Readonly<Record<string, string>>;
  /** Where it runs. @default - where the sandbox's daemon does */
  readonly directory?: string;
}

export interface SupervisorOptions {
  /** Where `NAME.log` of each process goes. */
  readonly logs: string;
  /** Where process ids are recorded. */
  readonly run: string;
  readonly log: (line: string) => void;
}

/** The exit code that a shell gives what it cannot execute. */
const cannotExecute = 126;

/** How long a process may take to end after SIGTERM before it is killed, in milliseconds. */
const termTimeoutMs = 10_000;

interface Supervised {
  readonly spec: ProcessSpec;
  child?: ChildProcess;
  restart?: NodeJS.Timeout;
  stopping: boolean;
  startedAt: number;
  /** Exits in a row, for the back-off. */
  exits: number;
  restarts: number;
  /** Why it ended the last time. */
  reason?: string;
  lastExit?: ProcessExit;
}

/** Starts child processes, keeps them running, and stops them. */
export class Supervisor {
  private readonly processes = new Map<string, Supervised>();
  private closed = false;

  constructor(private readonly options: SupervisorOptions) {
    privateDirectory(options.logs);
    privateDirectory(options.run);
  }

  /** Starts a process under supervision. The log of the run before is kept as `NAME.log.previous`. */
  start(spec: ProcessSpec): void {
    if (this.closed) throw new Error(`start ${spec.name}: the sandbox is stopping`);
    if (this.processes.has(spec.name)) throw new Error(`start ${spec.name}: it is already supervised; stop it first`);
    const log = this.logFile(spec.name);
    if (existsSync(log)) renameSync(log, `${log}.previous`);
    const supervised: Supervised = { spec, stopping: false, startedAt: 0, exits: 0, restarts: 0 };
    this.processes.set(spec.name, supervised);
    this.spawn(supervised);
  }

  /** How a process is doing; nothing where it is not supervised. */
  observe(name: string): ProcessObservation | undefined {
    const supervised = this.processes.get(name);
    if (supervised === undefined || supervised.stopping) return undefined;
    const { child, startedAt, restarts, lastExit } = supervised;
    return {
      running: child !== undefined,
      startedAt: new Date(startedAt),
      restarts,
      ...(lastExit === undefined ? {} : { lastExit }),
    };
  }

  /** Sends a process a signal; nothing where it does not run. */
  signal(name: string, signal: NodeJS.Signals): void {
    this.processes.get(name)?.child?.kill(signal);
  }

  logFile(name: string): string {
    return path.join(this.options.logs, `${name}.log`);
  }

  /** Waits until a process that was just started serves. @throws Error with the end of its log where it exits first. */
  async ready(name: string, timeoutMs: number, probe: () => Promise<boolean>): Promise<void> {
    const supervised = this.processes.get(name);
    let failure: Error | undefined;
    await waitUntil({ what: `${name} to be ready (its log: ${this.logFile(name)})`, timeoutMs }, async () => {
      if (supervised === undefined || supervised.stopping)
        failure = new Error(`start ${name}: it was stopped meanwhile`);
      else if (supervised.exits > 0) failure = this.exitedBeforeReady(supervised);
      return failure !== undefined || (await probe());
    });
    if (failure !== undefined) throw failure;
  }

  /**
   * Stops a process and waits until it is gone. Stopping what does not run is fine.
   *
   * @param signal - SIGKILL gives it no time to end in good order.
   */
  async stop(name: string, signal: "SIGTERM" | "SIGKILL" = "SIGTERM"): Promise<void> {
    const supervised = this.processes.get(name);
    if (supervised === undefined) return;
    supervised.stopping = true;
    clearTimeout(supervised.restart);
    await this.end(name, supervised.child, signal);
    // Of several who stop it, the last may come after it was started anew.
    if (this.processes.get(name) !== supervised) return;
    forgetProcess(this.options.run, name);
    this.processes.delete(name);
  }

  /** Stops everything, and starts nothing any more. */
  async close(): Promise<void> {
    this.closed = true;
    await Promise.all([...this.processes.keys()].map((name) => this.stop(name)));
  }

  private spawn(supervised: Supervised): void {
    const { name, command, args, environment, directory } = supervised.spec;
    const log = openSync(this.logFile(name), "a", 0o600);
    const child = spawn(command, [...args], {
      stdio: ["ignore", log, log],
      env: { PATH: process.env["PATH"], HOME: process.env["HOME"], ...environment },
      ...(directory === undefined ? {} : { cwd: directory }),
    });
    closeSync(log);
    supervised.child = child;
    supervised.startedAt = Date.now();
    if (child.pid !== undefined) recordProcess(this.options.run, { name, pid: child.pid });
    child.once("error", (error) => {
      // A child that could not be started has no exit of its own.
      if (child.pid === undefined) this.exited(supervised, error.message, cannotExecute);
    });
    child.once("exit", (code, signal) => {
      if (signal === null) this.exited(supervised, `exit code ${code ?? "unknown"}`, code ?? 0);
      else this.exited(supervised, `signal ${signal}`, 128 + constants.signals[signal]);
    });
  }

  private exited(supervised: Supervised, reason: string, exitCode: number): void {
    const { spec, startedAt } = supervised;
    supervised.lastExit = { exitCode, startedAt: new Date(startedAt), finishedAt: new Date() };
    delete supervised.child;
    if (supervised.stopping) return;
    supervised.reason = reason;
    if (spec.backOff === undefined) {
      forgetProcess(this.options.run, spec.name);
      return;
    }
    // As the kubelet does: what has run for twice the longest wait starts over with the first.
    if (Date.now() - startedAt > 2 * spec.backOff.longestMs) supervised.exits = 0;
    const wait = waitBeforeStart(spec.backOff, supervised.exits);
    supervised.exits += 1;
    this.options.log(`${spec.name} ended (${reason}); it is started again in ${wait / 1000} s`);
    supervised.restart = setTimeout(() => {
      supervised.restarts += 1;
      this.spawn(supervised);
    }, wait);
  }

  private exitedBeforeReady({ spec, reason }: Supervised): Error {
    const log = this.logFile(spec.name);
    const tail = existsSync(log) ? readFileSync(log, "utf8").trimEnd().split("\n").slice(-5).join("\n  ") : "";
    return new Error(
      `start ${spec.name}: it ended (${reason ?? "unknown"}) before it was ready; see ${log}:\n  ${tail}`,
    );
  }

  private async end(name: string, child: ChildProcess | undefined, signal: "SIGTERM" | "SIGKILL"): Promise<void> {
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const gone = (): boolean => child.exitCode !== null || child.signalCode !== null;
    child.kill(signal);
    try {
      await waitUntil({ what: `${name} to end`, timeoutMs: termTimeoutMs, intervalMs: 20 }, gone);
    } catch {
      this.options.log(`${name} did not end on SIGTERM within ${termTimeoutMs / 1000} s; it is killed`);
      child.kill("SIGKILL");
      await waitUntil({ what: `${name} to end after SIGKILL`, timeoutMs: termTimeoutMs }, gone);
    }
  }
}
