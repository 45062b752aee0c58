import pc from "picocolors";
import { consoleProgress } from "../progress";
import { defaultColdStartSeconds, defaultHpaSyncSeconds, sandboxUp } from "./sandbox-up";
import type { RunningSandbox } from "./sandbox-status";
import { type Command, noPositionals, numberWithin, parsed } from "./usage";

const help = `Usage: aks-elastic sandbox up [--name NAME] [--cold-start SECONDS] [--hpa-sync SECONDS] [--port PORT]

Starts Azure and Kubernetes on this machine and waits until both are ready. A sandbox that is up already is left as it
is; one that was stopped or killed goes on with what it stored. The first time, the tools are built from source into a
cache, which takes several minutes and shows its progress.

  --name NAME           which sandbox: lower-case letters, digits, dashes (default: default)
  --cold-start SECONDS  time from the creation of a container group until it runs (default: ${defaultColdStartSeconds});
                        in Azure tens of seconds, most of them for the image
  --hpa-sync SECONDS    how often the HorizontalPodAutoscalers are looked at, and how long a new pod is ready before its
                        usage counts (default: ${defaultHpaSyncSeconds}, as in Kubernetes); less for rehearsals in a hurry
  --port PORT           port of the ARM server on 127.0.0.1 (default: that of last time, or a free one)`;

export const upCommand: Command = {
  help,
  async run(args) {
    const { values, positionals } = parsed(args, {
      "cold-start": { type: "string" },
      "hpa-sync": { type: "string" },
      port: { type: "string" },
    });
    noPositionals(positionals);
    const { name, port } = values;
    const coldStart = values["cold-start"];
    const hpaSync = values["hpa-sync"];
    const sandbox = await sandboxUp({
      name,
      progress: consoleProgress(),
      ...(coldStart === undefined
        ? {}
        : { coldStartSeconds: numberWithin("--cold-start", coldStart, { least: 0, most: 3600, whole: false }) }),
      ...(hpaSync === undefined
        ? {}
        : { hpaSyncSeconds: numberWithin("--hpa-sync", hpaSync, { least: 1, most: 3600 }) }),
      ...(port === undefined ? {} : { port: numberWithin("--port", port, { least: 1, most: 65_535 }) }),
    });
    console.log(summary(sandbox));
    return 0;
  },
};

/** What runs where, and what to do next. */
export function summary(sandbox: RunningSandbox): string {
  const option = sandbox.name === "default" ? "" : ` --name ${sandbox.name}`;
  const exec = `aks-elastic sandbox exec${option} --`;
  return [
    ...sandbox.warnings.map((warning) => `${pc.yellow("warning")}: ${warning}`),
    `${pc.bold(`Sandbox "${sandbox.name}" is up`)} (process ${sandbox.pid})`,
    `  Azure       ${sandbox.arm.url}, subscription ${sandbox.arm.subscriptionId}`,
    `  Kubernetes  ${sandbox.kubeconfig}`,
    `  Pulumi      ${sandbox.env["PULUMI_BACKEND_URL"] ?? ""}`,
    `  Log         ${sandbox.log}`,
    `Next: ${pc.cyan(`${exec} pulumi up`)}, or put its environment into this shell: ` +
      pc.cyan(`eval "$(aks-elastic sandbox env${option})"`),
  ].join("\n");
}
