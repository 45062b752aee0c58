import type { ManagedCluster } from "@pulumi/azure-native/containerservice";
import { DataCollectionRule, DataCollectionRuleAssociation } from "@pulumi/azure-native/monitor";
import { Workspace } from "@pulumi/azure-native/operationalinsights";
import * as pulumi from "@pulumi/pulumi";
import { pick } from "../resolve";
import type { VirtualNodeClusterArgs } from "./args";

/** Where Container Insights keeps what it sees of a cluster. */
export interface MonitoringArgs {
  /**
   * ARM id of the Log Analytics workspace. Whether there is one must be known when the program runs.
   *
   * @default - a workspace of its own, beside the cluster
   */
  readonly workspaceId?: pulumi.Input<string>;
  /**
   * Region of the workspace.
   *
   * @default - the cluster's
   */
  readonly workspaceLocation?: pulumi.Input<string>;
}

/** What Container Insights is made from. */
export interface MonitoringParts {
  readonly args: Pick<VirtualNodeClusterArgs, "monitoring" | "resourceGroupName" | "tags">;
  readonly location: pulumi.Input<string> | undefined;
}

/** The workspace of a cluster that is monitored. */
export function monitoringWorkspaceId(
  parent: pulumi.Resource,
  name: string,
  { args, location }: MonitoringParts,
): pulumi.Output<string> | undefined {
  if (args.monitoring === undefined) return undefined;
  const { workspaceId } = args.monitoring;
  if (workspaceId !== undefined) return pulumi.output(workspaceId);
  const place = { ...pick(args, "resourceGroupName", "tags"), location: location };
  // Paid by what is written to it; the tiers with a commitment are for a hundred gigabytes a day and more
  // (https://learn.microsoft.com/azure/azure-monitor/logs/cost-logs).
  return new Workspace(`${name}-logs`, { ...place, sku: { name: "PerGB2018" } }, { parent }).id;
}

/**
 * The monitoring add-on. It signs in with an identity of its own, because keys of the workspace are no longer taken.
 *
 * @see https://learn.microsoft.com/azure/azure-monitor/containers/container-insights-authentication
 */
export function monitoringAddOn(workspaceId: pulumi.Output<string>) {
  return { enabled: true, config: { logAnalyticsWorkspaceResourceID: workspaceId, useAADAuth: "true" } };
}

/** The name by which the add-on looks for the rule of its cluster; another one is not seen. */
const ASSOCIATION_NAME = "ContainerInsightsExtension";

const STREAMS = ["Microsoft-ContainerInsights-Group-Default"];

/**
 * What the monitoring add-on sends, and where to; without it, it sends nothing. Azure's tools make these along with the
 * add-on, its API does not.
 *
 * @see https://learn.microsoft.com/azure/azure-monitor/containers/kubernetes-monitoring-enable-arm
 */
export function containerInsights(
  parent: pulumi.Resource,
  name: string,
  parts: MonitoringParts & {
    readonly cluster: ManagedCluster;
    readonly workspaceId: pulumi.Output<string> | undefined;
  },
): readonly pulumi.Resource[] {
  const { args, location, cluster, workspaceId } = parts;
  if (workspaceId === undefined) return [];
  const destination = "workspace";
  const rule = new DataCollectionRule(
    `${name}-container-insights`,
    {
      ...pick(args, "resourceGroupName", "tags"),
      // A rule is where its workspace is.
      location: args.monitoring?.workspaceLocation ?? location,
      kind: "Linux",
      dataSources: {
        extensions: [{ name: ASSOCIATION_NAME, extensionName: "ContainerInsights", streams: STREAMS }],
      },
      destinations: { logAnalytics: [{ name: destination, workspaceResourceId: workspaceId }] },
      dataFlows: [{ streams: STREAMS, destinations: [destination] }],
    },
    { parent },
  );
  const association = new DataCollectionRuleAssociation(
    `${name}-container-insights-association`,
    { resourceUri: cluster.id, associationName: ASSOCIATION_NAME, dataCollectionRuleId: rule.id },
    // Not left to be deleted with its cluster: Azure does not delete a rule that still has an association
    // (ExistingAssociationsPreventDelete, Azure/azure-sdk-for-python#31264), and the rule does not wait for the cluster.
    { parent },
  );
  return [rule, association];
}
