import { sandboxDown } from "./sandbox-down";
import { type Command, noPositionals, parsed } from "./usage";

const help = `Usage: aks-elastic sandbox down [--name NAME] [--purge]

Stops everything that runs for a sandbox, also where its daemon was killed, and makes sure that it is gone. What it
stored stays, for the next up.

  --name NAME  which sandbox (default: default)
  --purge      removes what it stored, too: the clusters, the resources in its Azure, the Pulumi state`;

export const downCommand: Command = {
  help,
  async run(args) {
    const { values, positionals } = parsed(args, { purge: { type: "boolean", default: false } });
    noPositionals(positionals);
    const { name, purge } = values;
    const { wasRunning, wasPurged } = await sandboxDown({ name, purge });
    const stored = wasPurged ? "; what it stored is removed" : "";
    console.log(`Sandbox "${name}" ${wasRunning ? "is stopped" : "was not running"}${stored}.`);
    return 0;
  },
};
