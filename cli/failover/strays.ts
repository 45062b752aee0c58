import { type Command, noPositionals, parsedStrictly } from "../../sandbox/commands/usage";
import { armClient } from "../../sdk/azure/arm-client-io";
import { azureSettings } from "../../sdk/azure/settings";
import { listAll } from "../../sdk/kubernetes/list-io";
import { clusterAccess, KUBECONFIG_HELP, KUBECONFIG_OPTIONS } from "../cluster/cluster-io";
import {
  groupNamed,
  groupsOfNodes,
  nodeResourceGroup,
  NodeResourceGroupError,
  type PlacedNode,
  resourceGroupId,
} from "./node-resource-group";
import { findStrays, type FoundStray, removeStray } from "./strays-io";
import { removalProblems, straysExitCode, type StrayReport, type StraysReport, straysText } from "./strays-report";

const help = `Usage: aks-elastic failover strays [OPTION…]

Shows the container groups of virtual nodes that are paid for and stand for no pod of the cluster (orphans), or for one that
has another (duplicates), by the tags that the connector gives them. Groups without these tags, and those younger than 10
minutes, which the connector itself collects, are never among them. It changes nothing without --remove.

${KUBECONFIG_HELP}
  --node-resource-group G   the node resource group, by its name or id (default: that of the cluster's VMs)
  --subscription ID         that of G, where neither its id nor the cluster's VMs tell it (default: ARM_SUBSCRIPTION_ID)
  --remove                  deletes each of them, if its tags are still the same
  --json                    prints { nodeResourceGroup, strays } for programs: docs/failover.md has the shape

It signs in to Azure as azure-native does by the environment: ARM_CLIENT_ID and others, else az login.

Exit code 0 where there are none, or all were removed, 3 where there are some, 1 for an error, 2 for a mistake in the call.`;

const OPTIONS = {
  ...KUBECONFIG_OPTIONS,
  "node-resource-group": { type: "string" },
  subscription: { type: "string" },
  remove: { type: "boolean", default: false },
  json: { type: "boolean", default: false },
} as const;

export const straysCommand: Command = {
  help,
  async run(args) {
    const { values, positionals } = parsedStrictly(args, OPTIONS);
    noPositionals(positionals);
    const { subscription, remove, json } = values;
    const named = groupNamed({ named: values["node-resource-group"], subscription });
    const { client } = clusterAccess(values);
    const settings = azureSettings({ environment: process.env });
    const { items: nodes } = await listAll<PlacedNode>(client, "nodes", { path: "/api/v1/nodes" });
    const ofNodes = groupsOfNodes(nodes);
    const groupId = resourceGroupId(nodeResourceGroup(named, ofNodes, settings.subscriptionId));
    const arm = await armClient(settings);
    const { strays, hasOwn } = await findStrays({ client, arm, groupId });
    if (remove && strays.length > 0 && ofNodes.length === 0 && !hasOwn) throw unproven(groupId);
    const reports: StrayReport[] = [];
    // One after another: Azure limits how many container groups are deleted in a while.
    for (const stray of strays) reports.push(reportOf(stray, remove ? await removeStray(arm, stray) : undefined));
    return printed({ nodeResourceGroup: groupId, strays: reports }, json);
  },
};

function reportOf({ id, name, kind, because }: FoundStray, removal: StrayReport["removal"]): StrayReport {
  return { id, name, kind, because, ...(removal === undefined ? {} : { removal }) };
}

function printed(report: StraysReport, isJson: boolean): number {
  console.log(isJson ? JSON.stringify(report, null, 2) : straysText(report));
  for (const problem of isJson ? [] : removalProblems(report)) console.error(`aks-elastic: ${problem}`);
  return straysExitCode(report);
}

function unproven(groupId: string): NodeResourceGroupError {
  return new NodeResourceGroupError(
    `--remove: neither a VM of this cluster nor a container group of one of its pods is in ${groupId}, which may be ` +
      "another cluster's; nothing was removed. See whether --context is the right one",
  );
}
