import { type DaemonReport, isDaemon, removeDaemonReport, writeDaemonReport } from "./daemon-file";
import { alreadyRunningExitCode, type DaemonOptions } from "./daemon-options";
import { tryLock } from "./lock";
import { Services } from "./services";
import { type SandboxPaths, sandboxPaths } from "./state";
import type { HeldLock } from "./tools/lock";

/** Runs one sandbox until it is told to stop by SIGTERM, or fails. `up` starts it; its output is its log. */
async function main(options: DaemonOptions): Promise<void> {
  const paths = sandboxPaths(options.name);
  const attempt = await tryLock(paths.daemonLock, (pid) => isDaemon(pid, paths));
  if ("holder" in attempt) {
    log(`process ${attempt.holder} is this sandbox's daemon already`);
    process.exitCode = alreadyRunningExitCode;
    return;
  }
  const daemon = new Daemon(paths, options, attempt.lock);
  process.on("uncaughtException", (error) => void daemon.fail(error));
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => void daemon.end("stopping", signal));
  await daemon.start();
}

class Daemon {
  private readonly services: Services;
  private report: DaemonReport;
  private isEnding = false;

  constructor(
    private readonly paths: SandboxPaths,
    options: DaemonOptions,
    private readonly lock: HeldLock,
  ) {
    this.report = {
      pid: process.pid,
      phase: "starting",
      doing: "preparing",
      warnings: [],
      coldStartSeconds: options.coldStartSeconds,
      hpaSyncSeconds: options.hpaSyncSeconds,
      armUrl: "",
      providerPorts: {},
    };
    this.services = new Services({
      paths,
      options,
      log,
      // What was being started may still come up after the order to stop; nobody is to take it for ready.
      tell: (change) => {
        if (!this.isEnding) this.tell(change);
      },
    });
  }

  async start(): Promise<void> {
    this.tell({});
    try {
      await this.services.start();
    } catch (error) {
      await this.fail(error);
    }
  }

  async fail(error: unknown): Promise<void> {
    if (!this.isEnding) log(describe(error));
    await this.end("failed", error instanceof Error ? error.message : String(error));
  }

  async end(phase: "stopping" | "failed", doing: string): Promise<void> {
    if (this.isEnding) return;
    this.isEnding = true;
    this.tell({ phase: "stopping", doing });
    await this.services.stop().catch((error: unknown) => {
      log(`stop: ${describe(error)}`);
    });
    if (phase === "failed") this.tell({ phase, doing });
    else removeDaemonReport(this.paths);
    this.lock.release();
    process.exit(phase === "failed" ? 1 : 0);
  }

  private tell(change: Partial<DaemonReport>): void {
    this.report = { ...this.report, ...change };
    writeDaemonReport(this.paths, this.report);
    log([this.report.phase, this.report.doing].filter(Boolean).join(": "));
  }
}

function log(line: string): void {
  console.log(`${new Date().toISOString()} ${line}`);
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

void main(JSON.parse(process.argv[2] ?? "{}") as DaemonOptions);
