import type { ManagedCluster } from "@pulumi/azure-native/containerservice";
import * as pulumi from "@pulumi/pulumi";
import { clusterSummary, type PoolFacts } from "../../sdk/cluster/cluster-summary";
import type { NodePoolSpec } from "../../sdk/cluster/node-pool-spec";
import type { VirtualNodeReady } from "../dynamic/virtual-node-ready";
import type { VirtualNodeClusterArgs } from "./args";
import { givenByAzure } from "../virtual-node/parts";
import { generationOf, type ClusterDecisions } from "./decisions";

/** What a summary is made from. */
export interface SummaryParts {
  readonly args: VirtualNodeClusterArgs;
  readonly decided: ClusterDecisions;
  readonly cluster: ManagedCluster;
  readonly ready: VirtualNodeReady;
}

/** The name of the API server: the private one, where that is the only one. */
export function apiServerName(cluster: ManagedCluster): pulumi.Output<string> {
  // Azure leaves the name out that a cluster does not have.
  const names = pulumi.all([cluster.fqdn, cluster.privateFQDN] as pulumi.Output<string | undefined>[]);
  return names.apply(([name, privateName]) => name ?? privateName ?? "");
}

/** Who signs the tokens of a cluster's service accounts. */
export function issuerUrl(cluster: ManagedCluster): pulumi.Output<string> {
  return givenByAzure(
    cluster.oidcIssuerProfile.apply((profile) => profile?.issuerURL),
    "Reading the cluster's OIDC issuer: the cluster has none. See: az aks show --query oidcIssuerProfile",
  );
}

/** The resource group in which AKS keeps what a cluster is made of. */
export function nodeResourceGroupOf(cluster: ManagedCluster): pulumi.Output<string> {
  return givenByAzure(
    cluster.nodeResourceGroup,
    "Reading the cluster's node resource group: the cluster has none. See: az aks show --query provisioningState",
  );
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
