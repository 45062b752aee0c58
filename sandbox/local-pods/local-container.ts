import { existsSync, rmSync } from "node:fs";
import path from "node:path";
import type { ContainerStatus } from "../images/container-status";
import { freePort } from "../ports";
import type { ProcessExit } from "../process-observation";
import { crashLoop, waitBeforeStart } from "../processes";
import { waitUntil } from "../waiting";
import { ask } from "./ask";
import { ContainerConfigError, localPath, mountsOf, nodeArguments } from "./command-line";
import { containerEnvironment } from "./container-environment";
import { type ExitView, localContainerStatus, seconds, type Waiting } from "./container-view";
import { Health, type ProbeFailure } from "./health";
import type { LocalContainerSpec, LocalPod } from "./local-pod";
import { objectReader } from "./object-reader";
import { podNetworkVariable } from "./pod-network";
import type { LocalPodOptions } from "./pod-options";

interface Run {
  readonly port: number;
  readonly health: Health;
  /** When it is killed, where it was asked to end. */
  killAt?: number;
}

/** One container of a pod: the runs of its process, one after another. */
export class LocalContainer {
  private run: Run | undefined;
  private waiting: Waiting | undefined = { reason: "ContainerCreating" };
  private lastExit: ExitView | undefined;
  private restarts: number;
  /** Ends in a row. */
  private ends = 0;
  private startAt = 0;
  private isOver: boolean;
  private hasRun: boolean;

  constructor(
    private readonly spec: LocalContainerSpec,
    private readonly pod: LocalPod,
    private readonly options: LocalPodOptions,
  ) {
    const before = pod.status?.containerStatuses?.find(({ name }) => name === spec.name);
    const { running, terminated } = before?.state ?? {};
    this.restarts = before?.restartCount ?? 0;
    this.lastExit = terminated ?? before?.lastState?.terminated;
    this.isOver = terminated !== undefined && (terminated.exitCode === 0 || pod.spec?.restartPolicy === "Never");
    // It ran, and does not any more: the VM was away, or the sandbox was.
    if (running !== undefined) this.lastExit = { ...running, exitCode: lostExitCode, reason: "Unknown" };
    this.hasRun = this.lastExit !== undefined;
  }

  /** The port of this machine on which it listens; `undefined` while it does not run. */
  get port(): number | undefined {
    return this.run?.port;
  }

  get name(): string {
    return this.spec.name;
  }

  /** The log of this run, or of the one before. */
  logFile(isPrevious: boolean): string {
    const file = this.options.supervisor.logFile(this.processName());
    return isPrevious ? `${file}.previous` : file;
  }

  status(): ContainerStatus {
    const { run, waiting, lastExit, restarts, isOver } = this;
    const observed = run === undefined ? undefined : this.options.supervisor.observe(this.processName());
    return localContainerStatus(this.spec, {
      ...{ restarts, isOver, waiting, lastExit },
      run: run === undefined ? undefined : { startedAt: observed?.startedAt ?? new Date(), health: run.health },
    });
  }

  /** Sees to an end, to a restart that is due, and to a probe that has found it dead. */
  async step(now: number): Promise<void> {
    if (this.isOver) return;
    const { run } = this;
    if (run === undefined) {
      if (now >= this.startAt) await this.start();
      return;
    }
    const process = this.options.supervisor.observe(this.processName());
    if (process?.running !== true) this.ended(run, process?.lastExit);
    else if (run.killAt !== undefined && now >= run.killAt) this.signal("SIGKILL");
    else if (run.killAt === undefined && run.health.deadly !== undefined) this.kill(run, run.health.deadly, now);
  }

  /** SIGSTOP and SIGCONT; nobody asks a process that stands still. */
  freeze(isFrozen: boolean): void {
    this.run?.health.pause(isFrozen);
    this.signal(isFrozen ? "SIGSTOP" : "SIGCONT");
  }

  /** Ends the process for good: asked first, and killed where it has not ended after so many milliseconds. */
  async end(graceMs: number): Promise<void> {
    const { supervisor } = this.options;
    this.run?.health.end();
    const name = this.processName();
    const isGone = (): boolean => supervisor.observe(name)?.running !== true;
    if (graceMs > 0 && !isGone()) {
      supervisor.signal(name, "SIGTERM");
      await waitUntil({ what: `${name} to end`, timeoutMs: graceMs }, isGone).catch(() => undefined);
    }
    await supervisor.stop(name, "SIGKILL");
    this.run = undefined;
    this.isOver = true;
  }

  /** What a pod leaves that is gone. */
  forget(): void {
    for (const file of [this.logFile(false), this.logFile(true)]) rmSync(file, { force: true });
  }

  private async start(): Promise<void> {
    const { pod, spec, options } = this;
    const { supervisor, client, directory, preload, podNetwork } = options;
    const volumes = path.join(directory, "volumes");
    const mounts = mountsOf(spec, volumes);
    try {
      const port = await freePort();
      const objects = objectReader(client, pod.metadata?.namespace ?? "");
      const variables = await containerEnvironment(spec, { pod, mounts, objects, apiServer: client.server, port });
      const args = nodeArguments(spec, variables, mounts);
      await supervisor.stop(this.processName());
      const workingDirectory = localPath(spec.workingDir ?? "", mounts);
      supervisor.start({
        name: this.processName(),
        command: process.execPath,
        // The directory makes it known as the sandbox's own, whatever it is told to run.
        args: [`--diagnostic-dir=${directory}`, `--require=${preload}`, ...args],
        environment: { HOME: directory, ...Object.fromEntries(variables), [podNetworkVariable]: podNetwork },
        directory: existsSync(workingDirectory) ? workingDirectory : directory,
      });
      this.began(port);
    } catch (error) {
      if (!(error instanceof ContainerConfigError)) throw error;
      this.waiting = { reason: error.reason, message: error.message };
      this.startAt = Date.now() + crashLoop.firstMs;
    }
  }

  private began(port: number): void {
    const { spec, options } = this;
    const health = new Health({
      container: spec,
      ask: (probe) => ask(probe, { container: spec, port }),
      failed: ({ probe, message }) => {
        options.event({ type: "Warning", reason: "Unhealthy", message: `${probe} probe failed: ${message}` });
      },
    });
    this.waiting = undefined;
    if (this.hasRun) this.restarts += 1;
    this.hasRun = true;
    this.run = { port, health };
    health.begin();
  }

  private kill(run: Run, { probe }: ProbeFailure, now: number): void {
    const message = `Container ${this.spec.name} failed ${probe.toLowerCase()} probe, will be restarted`;
    this.options.event({ type: "Normal", reason: "Killing", message });
    run.killAt = now + (this.pod.spec?.terminationGracePeriodSeconds ?? 30) * 1000;
    run.health.end();
    this.signal("SIGTERM");
  }

  private ended(run: Run, exit: ProcessExit | undefined): void {
    run.health.end();
    this.run = undefined;
    const exitCode = exit?.exitCode ?? lostExitCode;
    this.lastExit = {
      exitCode,
      reason: exitCode === 0 ? "Completed" : "Error",
      ...(exit === undefined ? {} : { startedAt: seconds(exit.startedAt), finishedAt: seconds(exit.finishedAt) }),
    };
    const policy = this.pod.spec?.restartPolicy ?? "Always";
    this.isOver = policy === "Never" || (policy === "OnFailure" && exitCode === 0);
    if (this.isOver) return;
    const ranMs = exit === undefined ? 0 : exit.finishedAt.getTime() - exit.startedAt.getTime();
    if (ranMs > 2 * crashLoop.longestMs) this.ends = 0;
    const waitMs = waitBeforeStart(crashLoop, this.ends);
    this.ends += 1;
    this.startAt = Date.now() + waitMs;
    const message = `back-off ${waitMs / 1000}s restarting failed container=${this.spec.name}`;
    this.waiting = { reason: "CrashLoopBackOff", message };
    this.options.event({ type: "Warning", reason: "BackOff", message });
  }

  private signal(signal: NodeJS.Signals): void {
    this.options.supervisor.signal(this.processName(), signal);
  }

  private processName(): string {
    return `slot-${this.options.slot}-pod-${this.pod.metadata?.uid ?? ""}-${this.spec.name}`;
  }
}

/** What a container runtime says of a container that it does not find any more. */
const lostExitCode = 255;
