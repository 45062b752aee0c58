import { ManagedCluster, type AgentPool, type ManagedClusterArgs } from "@pulumi/azure-native/containerservice";
import * as pulumi from "@pulumi/pulumi";
import type { ClusterAccessSpec } from "../../sdk/cluster/cluster-access";
import { FLAT_NETWORK, type ClusterPatchSpec } from "../../sdk/cluster/cluster-patch";
import {
  DEFAULT_UPGRADE_CHANNEL,
  movesMinorVersion,
  type ClusterUpgradesSpec,
} from "../../sdk/cluster/cluster-upgrades";
import { mergePatch } from "../../sdk/cluster/merge-patch";
import { VirtualNodeGeneration } from "../../sdk/virtual-node/generation";
import { ignoredPoolChanges, systemPoolProfile, userPool } from "../node-pool";
import { pick } from "../resolve";
import type { VirtualNodeClusterArgs } from "./args";
import { generationOf, type ClusterDecisions } from "./decisions";
import { identityProfile, rolesBefore, type ClusterIdentity } from "./identity";
import { retryWhileRightsSpread } from "./missing-rights-retry";
import { monitoringAddOn } from "./monitoring";

/** What a cluster is made from. */
export interface ClusterParts {
  readonly args: VirtualNodeClusterArgs;
  readonly decided: ClusterDecisions;
  readonly location: pulumi.Input<string> | undefined;
  readonly identity: ClusterIdentity;
  readonly workspaceId: pulumi.Output<string> | undefined;
}

/** The cluster, once its identity may join VMs to their subnet. */
export function aksCluster(parent: pulumi.Resource, name: string, parts: ClusterParts): ManagedCluster {
  const roles = rolesBefore(parent, name, parts);
  // Roles that were not given just now need not be waited for.
  const isFresh = roles.length > 0;
  return new ManagedCluster(`${name}-cluster`, managedCluster(name, parts), {
    parent,
    dependsOn: roles,
    ignoreChanges: ignoredClusterChanges(parts.args),
    hooks: { onError: retryWhileRightsSpread(parent, name, isFresh ? parts.identity.principalId : undefined) },
  });
}

/** The user pools of a cluster, in the order of the args. */
export function userPools(
  parent: pulumi.Resource,
  name: string,
  parts: Omit<ClusterParts, "identity" | "workspaceId"> & { readonly cluster: ManagedCluster },
): AgentPool[] {
  const shared = {
    ...pick(parts.args, "resourceGroupName", "tags"),
    cluster: parts.cluster,
    place: poolPlace(parts),
    ignoreChanges: isVersionMoved(parts.args) ? ["orchestratorVersion"] : [],
  };
  return parts.decided.userPools.map((pool) => userPool(parent, `${name}-pool-${pool.item.name}`, { ...shared, pool }));
}

/** A cluster in ARM's words, with what the user merges into it. */
function managedCluster(name: string, parts: ClusterParts): ManagedClusterArgs {
  const { args, decided, location, identity } = parts;
  const { network, features, upgrades } = decided;
  const own: ManagedClusterArgs = {
    ...pick(args, "resourceGroupName", "tags"),
    location,
    dnsPrefix: name,
    sku: { name: "Base", tier: features.tier },
    identity: identityProfile(identity),
    ...(args.kubernetesVersion === undefined ? {} : { kubernetesVersion: upgrades.apply(versionOf) }),
    agentPoolProfiles: [systemPool(parts)],
    networkProfile: { ...FLAT_NETWORK, serviceCidr: network.serviceCidr, dnsServiceIP: network.dnsServiceIP },
    addonProfiles: addOns(parts),
    autoUpgradeProfile: {
      upgradeChannel: upgrades.upgradeChannel,
      nodeOSUpgradeChannel: upgrades.nodeOsUpgradeChannel,
    },
    oidcIssuerProfile: { enabled: true },
    securityProfile: { workloadIdentity: { enabled: features.workloadIdentity } },
    ...(args.keda === undefined ? {} : { workloadAutoScalerProfile: { keda: { enabled: features.keda } } }),
    ...accessProfiles(parts),
  };
  return patched(own, args.managedCluster, decided.patch);
}

/** What of a cluster is not the program's to change once AKS runs it. */
function ignoredClusterChanges(args: Pick<VirtualNodeClusterArgs, "systemPool" | "upgradeChannel">): string[] {
  const pools = ignoredPoolChanges(args.systemPool).map((property) => `agentPoolProfiles[0].${property}`);
  return isVersionMoved(args) ? [...pools, "agentPoolProfiles[0].orchestratorVersion", "kubernetesVersion"] : pools;
}

/** Whether AKS takes the cluster and its pools to other minor versions than the program says. */
function isVersionMoved({
  upgradeChannel = DEFAULT_UPGRADE_CHANNEL,
}: Pick<VirtualNodeClusterArgs, "upgradeChannel">): boolean {
  return movesMinorVersion(upgradeChannel);
}

function poolPlace({
  args,
  decided: { network, upgrades },
  location,
}: Pick<ClusterParts, "args" | "decided" | "location">) {
  // AKS wants a version of all pools or of none (https://learn.microsoft.com/azure/aks/auto-upgrade-cluster).
  const orchestratorVersion = args.kubernetesVersion === undefined ? undefined : upgrades.apply(versionOf);
  return { subnetId: network.nodeSubnetId, location, orchestratorVersion };
}

function versionOf({ kubernetesVersion = "" }: ClusterUpgradesSpec): string {
  return kubernetesVersion;
}

function systemPool(parts: ClusterParts) {
  const { userPools: others = [], tags } = parts.args;
  const profile = systemPoolProfile(parts.decided.systemPool, { ...poolPlace(parts), isDedicated: others.length > 0 });
  // No VM is asked for before it is seen that all of them get their addresses.
  const count = pulumi.all([profile.count, parts.decided.room]).apply(([known]) => known);
  return { ...profile, count, ...(tags === undefined ? {} : { tags }) };
}

function addOns({ args, decided: { network }, workspaceId }: ClusterParts): ManagedClusterArgs["addonProfiles"] {
  const isAddOn = generationOf(args) === VirtualNodeGeneration.v1;
  return {
    // The subnet's name, not its id; the key has this case (Azure/azure-sdk-for-go issue 5559). Off is said too, for a
    // cluster that goes from v1 to v2.
    aciConnectorLinux: isAddOn
      ? { enabled: true, config: { SubnetName: network.virtualNodeSubnetName } }
      : { enabled: false },
    ...(workspaceId === undefined ? {} : { omsagent: monitoringAddOn(workspaceId) }),
  };
}

function accessProfiles({ args, decided: { access } }: ClusterParts): Partial<ManagedClusterArgs> {
  return {
    ...(args.entraId === undefined
      ? {}
      : { aadProfile: access.apply(({ entraId }) => entraId && aadProfile(entraId)), disableLocalAccounts: true }),
    ...(args.privateCluster === undefined
      ? {}
      : {
          apiServerAccessProfile: access.apply(({ privateCluster }) => privateCluster && privateAccess(privateCluster)),
        }),
  };
}

function aadProfile({ adminGroupObjectIds, tenantId, azureRbac }: NonNullable<ClusterAccessSpec["entraId"]>) {
  return {
    managed: true,
    adminGroupObjectIDs: adminGroupObjectIds,
    enableAzureRBAC: azureRbac,
    ...(tenantId === undefined ? {} : { tenantID: tenantId }),
  };
}

function privateAccess({ privateDnsZone, publicFqdn }: NonNullable<ClusterAccessSpec["privateCluster"]>) {
  return { enablePrivateCluster: true, privateDNSZone: privateDnsZone, enablePrivateClusterPublicFQDN: publicFqdn };
}

/** Only what is patched waits for the patch: the rest of a preview stays as readable as it was. */
function patched(
  own: ManagedClusterArgs,
  managedCluster: pulumi.Inputs = {},
  spec: pulumi.Output<ClusterPatchSpec>,
): ManagedClusterArgs {
  const base: pulumi.Inputs = { ...own };
  const merged = Object.keys(managedCluster).map((key) => {
    const value = pulumi
      .all([base[key], spec])
      .apply(([target, { patch }]) => mergePatch(target, patch[key]) ?? undefined);
    return [key, value] as const;
  });
  return { ...own, ...Object.fromEntries(merged) };
}
