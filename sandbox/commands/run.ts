import { downCommand } from "./down";
import { envCommand } from "./env";
import { execCommand } from "./exec";
import { faultCommand } from "./fault";
import { loadCommand } from "./load";
import { statusCommand } from "./status";
import { upCommand } from "./up";
import { type Command, UsageError } from "./usage";

const commands: Readonly<Record<string, Command>> = {
  up: upCommand,
  down: downCommand,
  status: statusCommand,
  env: envCommand,
  exec: execCommand,
  fault: faultCommand,
  load: loadCommand,
};

const help = `Usage: aks-elastic sandbox COMMAND [--name NAME] [OPTION…]

Azure and Kubernetes on this machine, for programs that deploy to Azure: a Pulumi program and its project are the same
in both, only the environment differs.

  up       starts a sandbox and waits until it is ready
  down     stops it; with --purge, removes what it stored
  status   shows what runs where
  env      prints the environment for programs
  exec     runs a command in that environment
  fault    breaks its Azure on purpose, or mends it
  load     gives the pods of a service something to do

Several sandboxes run side by side, each with a --name of its own. --help behind a command shows its options.`;

/** Runs `aks-elastic sandbox …`. @returns the exit code. @throws UsageError for a mistake in the arguments. */
export async function runSandboxCommand(args: readonly string[]): Promise<number> {
  const [word, ...rest] = args;
  if (word === undefined || word === "--help" || word === "-h" || word === "help") {
    console.log(help);
    return word === undefined ? 2 : 0;
  }
  const command = Object.hasOwn(commands, word) ? commands[word] : undefined;
  if (command === undefined) {
    throw new UsageError(`sandbox: no command "${word}"; there are ${Object.keys(commands).join(", ")}`);
  }
  const own = word === "exec" && rest.includes("--") ? rest.slice(0, rest.indexOf("--")) : rest;
  if (own.includes("--help") || own.includes("-h")) {
    console.log(command.help);
    return 0;
  }
  return command.run(rest);
}
