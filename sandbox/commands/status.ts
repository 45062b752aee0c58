import Table from "cli-table3";
import { describeContainers } from "./arm-containers";
import { describeFaults } from "./fault-words";
import { describeLoads } from "./load-words";
import { type NodeStatus, sandboxStatus, type SandboxStatus } from "./sandbox-status";
import { type Command, noPositionals, parsed } from "./usage";
import { summary } from "./up";

const help = `Usage: aks-elastic sandbox status [--name NAME] [--json]

Shows whether a sandbox is up, where its Azure and Kubernetes are, its nodes, its container groups, NGroups and
standby pools that belong to no cluster, the faults that are switched on and what services have to do. Exits with 0
when it is up, with 1 when it is not.

  --name NAME  which sandbox (default: default)
  --json       for programs: { running, name, kubeconfig, arm, env, nodes, clusters, containers, faults, loads, … };
               arm has the credentials of the sandbox's own Azure`;

export const statusCommand: Command = {
  help,
  async run(args) {
    const { values, positionals } = parsed(args, { json: { type: "boolean", default: false } });
    noPositionals(positionals);
    const status = await sandboxStatus({ name: values.name });
    console.log(values.json ? JSON.stringify(status, null, 2) : statusText(status));
    return status.running ? 0 : 1;
  },
};

function statusText(status: SandboxStatus): string {
  if (!status.running) {
    const doing = status.doing === "" ? "" : `: ${status.doing}`;
    return `Sandbox "${status.name}" is not up (${status.phase}${doing}).`;
  }
  const faults = describeFaults(status.faults).map((fault) => `  ${fault}`);
  const containers = describeContainers(status.containers).map((line) => `  ${line}`);
  const loads = describeLoads(status.loads).map((load) => `  ${load}`);
  return [
    summary(status),
    status.nodes.length === 0 ? "No nodes yet: they come with the first managed cluster." : nodesTable(status.nodes),
    ...(containers.length === 0 ? [] : ["Container instances without a cluster:", ...containers]),
    ...(faults.length === 0 ? [] : ["Faults that are switched on:", ...faults]),
    ...(loads.length === 0 ? [] : ["What services have to do:", ...loads]),
  ].join("\n");
}

function nodesTable(nodes: readonly NodeStatus[]): string {
  const table = new Table({
    head: ["node", "tier", "pool", "zone", "ready"],
    style: { head: [], border: [], compact: true },
  });
  table.push(...nodes.map(({ name, tier, pool, zone, ready }) => [name, tier, pool, zone, ready ? "yes" : "no"]));
  return table.toString();
}
