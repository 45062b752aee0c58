import { type Command, UsageError } from "../../sandbox/commands/usage";
import { planCommand } from "./plan";
import { statusCommand } from "./status";
import { straysCommand } from "./strays";
import { watchCommand } from "./watch";

const commands: Readonly<Record<string, Command>> = {
  plan: planCommand,
  watch: watchCommand,
  status: statusCommand,
  strays: straysCommand,
};

const help = `Usage: aks-elastic failover COMMAND [SERVICE] [OPTION…]

Failover by health from a laptop or a pipeline, through a kubeconfig: the same decision as that of the agent in the cluster
and of \`pulumi up\`. A service fails over where its ElasticService has \`failover\`.

  plan     looks once and says what would be done, and why
  watch    looks after services until Ctrl-C, or once
  status   a table of the tiers: where replicas are and are to be, health, the last moves
  strays   container groups that are paid for and stand for no pod; removes them when asked

--help behind a command shows its options.`;

/** Runs `aks-elastic failover …`. @returns the exit code. @throws UsageError for a mistake in the arguments. */
export async function runFailoverCommand(args: readonly string[]): Promise<number> {
  const [word, ...rest] = args;
  if (word === undefined || word === "--help" || word === "-h" || word === "help") {
    console.log(help);
    return word === undefined ? 2 : 0;
  }
  const command = Object.hasOwn(commands, word) ? commands[word] : undefined;
  if (command === undefined) {
    throw new UsageError(`failover: no command "${word}"; there are ${Object.keys(commands).join(", ")}`);
  }
  if (!rest.includes("--help") && !rest.includes("-h")) return command.run(rest);
  console.log(command.help);
  return 0;
}
