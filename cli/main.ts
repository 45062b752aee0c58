import { readFileSync } from "node:fs";
import { constants } from "node:os";
import path from "node:path";
import { runSandboxCommand } from "../sandbox/commands/run";
import { type Command, UsageError } from "../sandbox/commands/usage";
import { packageRoot } from "../sandbox/package-root";
import { SandboxNameError } from "../sandbox/state";
import { Interrupted } from "../sandbox/tools/interruption";
import { checkCommand } from "./check";
import { runFailoverCommand } from "./failover/command";
import { UnreadableError } from "./manifests-io";
import { rehearseCommand } from "./rehearse/command";

const help = `Usage: aks-elastic COMMAND [ARGUMENT…]

  check      which pods in these files could not run on a virtual node, and what to do about it
  failover   services that fail over, through a kubeconfig: plan, watch, status
  rehearse   breaks a tier of a service in a sandbox, and sees it fail over and come home
  sandbox    Azure and Kubernetes on this machine: up, down, status, env, exec, fault, load

  --help     behind a command: its own help
  --version  the version of this package`;

type Run = (args: readonly string[]) => Promise<number>;

const commands: Readonly<Record<string, Run>> = {
  check: withHelp(checkCommand),
  failover: runFailoverCommand,
  rehearse: withHelp(rehearseCommand),
  sandbox: runSandboxCommand,
};

async function run(args: readonly string[]): Promise<number> {
  const [word, ...rest] = args;
  switch (word) {
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
      return known(word)(rest);
  }
}

function known(word: string): Run {
  const command = Object.hasOwn(commands, word) ? commands[word] : undefined;
  if (command !== undefined) return command;
  throw new UsageError(`no command "${word}"; there are ${Object.keys(commands).join(", ")}`);
}

function withHelp(command: Command): Run {
  return async (args) => {
    if (!args.includes("--help") && !args.includes("-h")) return command.run(args);
    console.log(command.help);
    return 0;
  };
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
    console.error(`aks-elastic: ${message}${isUsage ? `\nTry: aks-elastic ${helpful(args)}--help` : ""}`);
    process.exitCode = isUsage || error instanceof UnreadableError ? 2 : 1;
  }
}

/** The words in front of `--help` that help with this call. */
function helpful([word = ""]: readonly string[]): string {
  return Object.hasOwn(commands, word) ? `${word} ` : "";
}
