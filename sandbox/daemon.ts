import { type DaemonPhase, type DaemonReport, isDaemon, removeDaemonReport, writeDaemonReport } from "./daemon-file";
import { alreadyRunningExitCode, type DaemonOptions } from "./daemon-options";
import { tryLock } from "./lock";
import { Services } from "./services";
import { sandboxPaths } from "./state";

/** Runs one sandbox until it is told to stop by SIGTERM, or fails. `up` starts it; its output is its log. */
async function main(options: DaemonOptions): Promise<void> {
  const paths = sandboxPaths(options.name);
  const attempt = await tryLock(paths.daemonLock, (pid) => isDaemon(pid, paths));
  if ("holder" in attempt) {
    log(`process ${attempt.holder} is this sandbox's daemon already`);
    process.exitCode = alreadyRunningExitCode;
    return;
  }
  let report: DaemonReport = {
    ...{ pid: process.pid, phase: "starting", doing: "preparing", warnings: [] },
    ...{ coldStartSeconds: options.coldStartSeconds, armUrl: "", providerPorts: {} },
  };
  const tell = (change: Partial<DaemonReport>): void => {
    report = { ...report, ...change };
    writeDaemonReport(paths, report);
    log([report.phase, report.doing].filter(Boolean).join(": "));
  };
  tell({});
  let ending = false;
  const services = new Services({
    ...{ paths, options, log },
    // What was being started may still come up after the order to stop; nobody is to take it for ready.
    tell: (change) => {
      if (!ending) tell(change);
    },
  });
  const end = async (phase: DaemonPhase, doing: string): Promise<void> => {
    if (ending) return;
    ending = true;
    tell({ phase: "stopping", doing });
    await services.stop().catch((error: unknown) => {
      log(`stop: ${describe(error)}`);
    });
    if (phase === "failed") tell({ phase, doing });
    else removeDaemonReport(paths);
    attempt.lock.release();
    process.exit(phase === "failed" ? 1 : 0);
  };
  const fail = (error: unknown): void => {
    if (!ending) log(describe(error));
    void end("failed", error instanceof Error ? error.message : String(error));
  };
  process.on("uncaughtException", fail);
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => void end("stopping", signal));
  await services.start().catch(fail);
}

function log(line: string): void {
  console.log(`${new Date().toISOString()} ${line}`);
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

void main(JSON.parse(process.argv[2] ?? "{}") as DaemonOptions);
