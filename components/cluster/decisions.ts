import { clusterAccessSpec } from "../../sdk/cluster/cluster-access";
import { clusterFeaturesSpec } from "../../sdk/cluster/cluster-features";
import { clusterIdentitySpec } from "../../sdk/cluster/cluster-identity";
import { clusterNames } from "../../sdk/cluster/cluster-names";
import { clusterNetworkSpec } from "../../sdk/cluster/cluster-network";
import { clusterPatch } from "../../sdk/cluster/cluster-patch";
import { clusterUpgradesSpec } from "../../sdk/cluster/cluster-upgrades";
import { systemPoolSpec, userPoolSpec } from "../../sdk/cluster/node-pool-spec";
import { nodeSubnetRoom } from "../../sdk/cluster/node-subnet-room";
import { VirtualNodeGeneration } from "../../sdk/virtual-node/generation";
import { virtualNodeSpec } from "../../sdk/virtual-node/virtual-node-spec";
import { decision, decisionForEach, pick, resolve } from "../resolve";
import type { VirtualNodeClusterArgs } from "./args";
import { customZone, isSystemAssigned } from "./identity";

/** What a cluster decides, each from the args that it needs and no others. */
export type ClusterDecisions = ReturnType<typeof clusterDecisions>;

/** @throws RejectedArgumentsError at once, with everything that is wrong with plain args */
export function clusterDecisions(name: string, args: VirtualNodeClusterArgs) {
  return resolve(`VirtualNodeCluster "${name}"`, {
    names: decision({ name, ...poolNames(args) }, clusterNames),
    network: decision(
      pick(args.network, "nodeSubnetId", "virtualNodeSubnetId", "serviceCidr", "dnsServiceIP"),
      clusterNetworkSpec,
    ),
    systemPool: decision(args.systemPool, systemPoolSpec),
    userPools: decisionForEach(args.userPools ?? [], userPoolSpec),
    room: decision(
      { ...pick(args.network, "nodeSubnetCidr"), systemPool: args.systemPool, userPools: args.userPools ?? [] },
      nodeSubnetRoom,
    ),
    identity: decision(args.identity ?? {}, clusterIdentitySpec),
    access: decision(
      {
        ...pick(args, "entraId", "privateCluster"),
        isSystemAssigned: isSystemAssigned(args),
        hasZoneRole: customZone(args) !== undefined,
      },
      clusterAccessSpec,
    ),
    upgrades: decision(
      pick(args, "kubernetesVersion", "upgradeChannel", "nodeOsUpgradeChannel", "maintenanceWindow"),
      clusterUpgradesSpec,
    ),
    features: decision(pick(args, "tier", "workloadIdentity", "keda"), clusterFeaturesSpec),
    virtualNode: decision(args.virtualNode ?? {}, virtualNodeSpec),
    patch: decision({ managedCluster: args.managedCluster, generation: generationOf(args) }, clusterPatch),
  });
}

/** Which implementation of virtual nodes a cluster has. */
export function generationOf({ virtualNode }: Pick<VirtualNodeClusterArgs, "virtualNode">): VirtualNodeGeneration {
  return virtualNode?.generation ?? VirtualNodeGeneration.v1;
}

function poolNames({ systemPool, userPools = [] }: VirtualNodeClusterArgs) {
  return { systemPool: systemPool.name ?? "system", userPools: userPools.map((pool) => pool.name) };
}
