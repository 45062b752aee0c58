import { readFileSync } from "node:fs";
import { constants } from "node:os";
import path from "node:path";
import { runSandboxCommand } from "../sandbox/commands/run";
import { UsageError } from "../sandbox/commands/usage";
import { packageRoot } from "../sandbox/package-root";
import { SandboxNameError } from "../sandbox/state";
import { Interrupted } from "../sandbox/tools/interruption";
import { checkCommand } from "./check";
import { UnreadableError } from "./manifests-io";

const help = `Usage: aks-elastic COMMAND [ARGUMENT…]

  check      which pods in these files could not run on a virtual node, and what to do about it
  sandbox    Azure and Kubernetes on this machine: up, down, status, env, exec, fault, load

  --help     behind a command: its own help
  --version  the version of this package`;

async function run(args: readonly string[]): Promise<number> {
  const [word, ...rest] = args;
  switch (word) {
    case "check":
      return runCheck(rest);
    case "sandbox":
      return runSandboxCommand(rest);
    case "--version":
      console.log(version());
      return 0;
    case undefined:
    case "--help":
    case "-h":
    case "help":
      console.log(help);
      return word === undefined ? 2 : 0;
    default:
      throw new UsageError(`no command "${word}"; there are check and sandbox`);
  }
}

async function runCheck(args: readonly string[]): Promise<number> {
  if (!args.includes("--help") && !args.includes("-h")) return checkCommand.run(args);
  console.log(checkCommand.help);
  return 0;
}

function version(): string {
  const manifest = readFileSync(path.join(packageRoot(), "package.json"), "utf8");
  return (JSON.parse(manifest) as { readonly version: string }).version;
}

/** The command line `aks-elastic`: sets the exit code, 2 for a mistake in how it was called. */
export async function main(args: readonly string[] = process.argv.slice(2)): Promise<void> {
  try {
    process.exitCode = await run(args);
  } catch (error) {
    if (error instanceof Interrupted) {
      console.error(`aks-elastic: ${error.message}; what was being started is stopped again`);
      process.exitCode = 128 + constants.signals[error.signal];
      return;
    }
    const isUsage = error instanceof UsageError || error instanceof SandboxNameError;
    const message = error instanceof Error ? error.message : String(error);
    const command = args[0] === "check" ? "check" : "sandbox";
    console.error(`aks-elastic: ${message}${isUsage ? `\nTry: aks-elastic ${command} --help` : ""}`);
    process.exitCode = isUsage || error instanceof UnreadableError ? 2 : 1;
  }
}
