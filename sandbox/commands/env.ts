import { shellQuoted } from "../programs";
import { runningSandbox } from "./sandbox-status";
import { type Command, noPositionals, parsed } from "./usage";

const help = `Usage: eval "$(aks-elastic sandbox env [--name NAME])"
       aks-elastic sandbox env --json [--name NAME]

Prints the environment in which a Pulumi program deploys to a sandbox instead of Azure, as export lines for sh.

  --name NAME  which sandbox (default: default)
  --json       as one JSON object instead`;

export const envCommand: Command = {
  help,
  async run(args) {
    const { values, positionals } = parsed(args, { json: { type: "boolean", default: false } });
    noPositionals(positionals);
    const { env } = await runningSandbox(values.name);
    console.log(values.json ? JSON.stringify(env, null, 2) : exportLines(env));
    return 0;
  },
};

/** Lines that sh reads back as exactly these values. */
export function exportLines(environment: Readonly<Record<string, string>>): string {
  return Object.entries(environment)
    .map(([name, value]) => `export ${name}=${shellQuoted(value)}`)
    .join("\n");
}
