import type { ManagedCluster } from "@pulumi/azure-native/containerservice";
import * as pulumi from "@pulumi/pulumi";
import { clusterSummary, type PoolFacts } from "../../sdk/cluster/cluster-summary";
import type { NodePoolSpec } from "../../sdk/cluster/node-pool-spec";
import type { VirtualNodeReady } from "../dynamic/virtual-node-ready";
import type { VirtualNodeClusterArgs } from "./args";
import { apiServerName, nodeResourceGroupOf } from "./given-by-azure";
import { generationOf, type ClusterDecisions } from "./decisions";

/** What a summary is made from. */
export interface SummaryParts {
  readonly args: VirtualNodeClusterArgs;
  readonly decided: ClusterDecisions;
  readonly cluster: ManagedCluster;
  readonly ready: VirtualNodeReady;
}

/** A cluster on one page, from what was decided and what Azure says of it. */
export function summaryOf({ args, decided, cluster, ready }: SummaryParts): pulumi.Output<string> {
  const pools = [decided.systemPool, ...decided.userPools.map(({ spec }) => spec)];
  return pulumi
    .output({
      name: cluster.name,
      resourceGroupName: args.resourceGroupName,
      location: cluster.location,
      kubernetesVersion: cluster.currentKubernetesVersion,
      apiServer: apiServerName(cluster),
      nodeResourceGroup: nodeResourceGroupOf(cluster),
      network: decided.network,
      upgrades: decided.upgrades,
      access: decided.access,
      virtualNodes: ready.nodeNames,
      pools,
    })
    .apply(({ network, upgrades, access, pools: specs, ...facts }) =>
      clusterSummary({
        ...facts,
        nodeSubnetId: network.nodeSubnetId,
        virtualNodeSubnetId: network.virtualNodeSubnetId,
        generation: generationOf(args),
        pools: specs.map(poolFacts),
        login: access.entraId?.login,
        isPrivate: access.privateCluster !== undefined,
        upgradeChannel: upgrades.upgradeChannel,
      }),
    );
}

function poolFacts({ name, vmSize, count, autoscaling, spot }: NodePoolSpec): PoolFacts {
  return { name, vmSize, ...(autoscaling ? { autoscaling } : { count }), isSpot: spot !== undefined };
}
