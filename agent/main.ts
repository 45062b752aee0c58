import { ArgumentError } from "../sdk/argument-error";
import { InClusterError, inClusterConnection } from "../sdk/kubernetes/in-cluster-io";
import { clusterClient } from "../sdk/kubernetes/kubernetes-io";
import { runAgent } from "./agent";
import { jsonLog } from "./log";
import { agentSettings } from "./settings";

/** Exit codes, as the shell's: told to end, or not able to start. */
const FAILED = 1;
const MISUSED = 2;

async function main(): Promise<void> {
  const write = (line: string): void => {
    process.stdout.write(line);
  };
  const log = jsonLog(write, { pod: process.env["POD_NAME"] });
  try {
    const settings = agentSettings(process.env);
    const client = clusterClient(inClusterConnection(process.env));
    const ended = new AbortController();
    for (const signal of ["SIGTERM", "SIGINT"] as const) {
      process.once(signal, () => {
        log("info", "told to end", { signal });
        ended.abort();
      });
    }
    await runAgent({ settings, client, log, signal: ended.signal });
  } catch (error) {
    const isMisuse = error instanceof ArgumentError || error instanceof InClusterError;
    const words = error instanceof Error ? (isMisuse ? error.message : (error.stack ?? error.message)) : String(error);
    log("error", isMisuse ? "the agent cannot start" : "the agent ends", { error: words });
    process.exitCode = isMisuse ? MISUSED : FAILED;
  }
  // A request that hangs must not keep the process.
  process.exit();
}

void main();
