import { AgentPool, type AgentPoolArgs, type ManagedCluster } from "@pulumi/azure-native/containerservice";
import type * as types from "@pulumi/azure-native/types";
import * as pulumi from "@pulumi/pulumi";
import type { NodePoolSpec, OsDiskType } from "../sdk/cluster/node-pool-spec";
import { zonesOf } from "../sdk/cluster/regions";
import type { EvictionPolicy } from "../sdk/cluster/spot-pool-spec";
import type { Decided } from "./resolve";

/** A pool of VM nodes. */
export interface NodePoolArgs {
  /**
   * Name of the pool, 1 to 12 lower-case letters and digits, a letter first.
   *
   * @default "system"
   */
  readonly name?: string;
  /**
   * Size of the VMs, such as `Standard_D4s_v5`. Which sizes there are differs by region and changes, so none is a
   * default. The system pool takes none with a single core; AKS recommends 4 cores for it, and no B series.
   */
  readonly vmSize: pulumi.Input<string>;
  /**
   * Number of VMs, 1 to 1,000; in a user pool also 0. Of an autoscaled pool it is the number that the pool is made with,
   * from `minCount` to `maxCount`; afterwards the number is the autoscaler's. When something else of the pool changes,
   * AKS is told the number that Pulumi last saw, and the autoscaler goes on from there: `pulumi up --refresh` makes it
   * today's.
   *
   * @default 2, so that one may go; `minCount` where the pool is autoscaled
   */
  readonly count?: pulumi.Input<number>;
  /**
   * The fewest VMs that AKS's cluster autoscaler leaves, 1 to 1,000; in a user pool also 0. With `maxCount` it turns the
   * autoscaler on; taking both away turns it off and makes the number of VMs `count` again. Neither replaces the pool.
   *
   * @default - no autoscaler: the pool has `count` VMs
   */
  readonly minCount?: pulumi.Input<number>;
  /**
   * The most VMs that AKS's cluster autoscaler makes, from `minCount` to 1,000. The node subnet must have room for all.
   *
   * @default - no autoscaler: the pool has `count` VMs
   */
  readonly maxCount?: pulumi.Input<number>;
  /**
   * The most pods on one node, 10 to 250, in the system pool from 30. Each takes an address of the node subnet.
   *
   * @default 30, as AKS has it
   */
  readonly maxPods?: pulumi.Input<number>;
  /**
   * Zones of the region to spread the VMs over, such as `["1", "2"]`. None: `[]`.
   *
   * @default - all zones of the region, so that the pool outlives one; none where the region has none. It is decided when
   *   the pool is made, and stays.
   */
  readonly availabilityZones?: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * Labels of the nodes, for pods to select them by. AKS keeps `kubernetes.azure.com/` and most of `kubernetes.io/` for
   * itself.
   *
   * @default - AKS's own
   */
  readonly nodeLabels?: pulumi.Input<Record<string, pulumi.Input<string>>>;
  /**
   * What holds the operating system.
   *
   * @default - AKS's choice: ephemeral where the size has room for it
   */
  readonly osDiskType?: pulumi.Input<OsDiskType>;
  /**
   * Size of the operating system's disk in GB, 30 to 2,048.
   *
   * @default - AKS's choice by VM size
   */
  readonly osDiskSizeGB?: pulumi.Input<number>;
  /**
   * Linux distribution of the nodes, such as `Ubuntu` or `AzureLinux`.
   *
   * @default - AKS's choice, Ubuntu
   */
  readonly osSKU?: pulumi.Input<string>;
  /**
   * How many nodes more than usual an upgrade may make at a time: a number such as `1` or a percentage such as `33%`. The
   * node subnet must have room for them.
   *
   * @default - AKS's choice, `10%`
   */
  readonly maxSurge?: pulumi.Input<string>;
}

/** A pool of VM nodes for everything but the cluster's own pods. */
export interface UserPoolArgs extends NodePoolArgs {
  /** Name of the pool, 1 to 12 lower-case letters and digits, a letter first. */
  readonly name: string;
  /**
   * Taints of the nodes, as AKS writes them: `key=value:Effect`, with the effect `NoSchedule`, `PreferNoSchedule` or
   * `NoExecute`. Only a user pool has them: AKS needs one pool that its own pods may run on.
   *
   * @default - none; for spot VMs `kubernetes.azure.com/scalesetpriority=spot:NoSchedule`, AKS's own
   */
  readonly nodeTaints?: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * Makes the VMs spot VMs, which are cheaper and which Azure takes back when it needs them. Only pods that tolerate the
   * taint `kubernetes.azure.com/scalesetpriority=spot:NoSchedule` run there. An autoscaled pool gets new ones after an
   * eviction; one that is not shrinks to nothing.
   *
   * @default - regular VMs
   */
  readonly spot?: SpotArgs;
}

/** How spot VMs are bought. */
export interface SpotArgs {
  /**
   * The most to pay, in US dollars an hour for each VM, with up to five decimals; dearer VMs are evicted. `-1`: up to the
   * price of a regular VM.
   *
   * @default -1
   */
  readonly maxPrice?: pulumi.Input<number>;
  /**
   * What becomes of an evicted VM.
   *
   * @default EvictionPolicy.delete
   */
  readonly evictionPolicy?: pulumi.Input<EvictionPolicy>;
}

/** Where the pools of a cluster are. */
export interface PoolPlace {
  /** ARM id of the subnet of the nodes. */
  readonly subnetId: pulumi.Input<string>;
  /** Region of the cluster, for the zones of pools that name none. Absent: they are in no zone. */
  readonly location?: pulumi.Input<string> | undefined;
  /** Version of Kubernetes on the nodes. Absent: the cluster's when the pool is made. */
  readonly orchestratorVersion?: pulumi.Input<string> | undefined;
}

/**
 * The system pool, as it stands in its cluster.
 *
 * @param isDedicated - whether pods other than the cluster's own are kept off it
 */
export function systemPoolProfile(
  spec: pulumi.Output<NodePoolSpec>,
  place: PoolPlace & { readonly isDedicated: boolean },
) {
  return {
    name: spec.name,
    mode: "System",
    ...agentPool(spec, place),
    // AKS's own way to keep other pods off the system pool (https://learn.microsoft.com/azure/aks/use-system-pools).
    ...(place.isDedicated ? { nodeTaints: ["CriticalAddonsOnly=true:NoSchedule"] } : {}),
  } satisfies types.input.containerservice.ManagedClusterAgentPoolProfileArgs;
}

/** What a user pool is made from. */
export interface UserPoolParts {
  readonly cluster: ManagedCluster;
  readonly resourceGroupName: pulumi.Input<string>;
  readonly pool: Decided<UserPoolArgs, NodePoolSpec>;
  readonly place: PoolPlace;
  readonly tags?: pulumi.Input<Record<string, pulumi.Input<string>>> | undefined;
  /** Properties that something else changes, such as `orchestratorVersion` where AKS upgrades by itself. */
  readonly ignoreChanges?: readonly string[];
}

/** A user pool: a resource beside its cluster, so that no change of it is one of the cluster. */
export function userPool(parent: pulumi.Resource, name: string, parts: UserPoolParts): AgentPool {
  const { cluster, resourceGroupName, pool, place, tags, ignoreChanges = [] } = parts;
  return new AgentPool(
    name,
    {
      resourceGroupName,
      resourceName: cluster.name,
      agentPoolName: pool.spec.name,
      mode: "User",
      ...agentPool(pool.spec, place),
      ...(pool.item.spot === undefined ? {} : spotPool(pool.spec)),
      ...(tags === undefined ? {} : { tags }),
    },
    {
      parent,
      // Two pools of one cluster cannot have one name; and where the cluster goes, its pools go with it.
      deleteBeforeReplace: true,
      deletedWith: cluster,
      ignoreChanges: [...ignoredPoolChanges(pool.item), ...ignoreChanges],
      replaceOnChanges: FIXED,
    },
  );
}

/**
 * The properties of a pool that are not the program's to change once the pool is there: the number of VMs that an
 * autoscaler runs, and zones that were a default, because a region that gets zones must not touch pools that have none.
 * Whether there is an autoscaler is seen from the args that are there, whatever their values.
 */
export function ignoredPoolChanges({ minCount, maxCount, availabilityZones }: NodePoolArgs): string[] {
  const isAutoscaled = minCount !== undefined || maxCount !== undefined;
  return [...(isAutoscaled ? ["count"] : []), ...(availabilityZones === undefined ? ["availabilityZones"] : [])];
}

/**
 * What AKS refuses to change on a pool, beside the VM size, which azure-native knows of itself.
 *
 * @see https://learn.microsoft.com/rest/api/aks/agent-pools/create-or-update
 */
const FIXED = [
  ...["availabilityZones", "maxPods", "osDiskSizeGB", "osDiskType", "vnetSubnetID"],
  ...["scaleSetEvictionPolicy", "scaleSetPriority", "spotMaxPrice"],
];

/** What a system pool and a user pool have in common, in ARM's words. */
function agentPool(spec: pulumi.Output<NodePoolSpec>, { subnetId, location, orchestratorVersion }: PoolPlace) {
  return {
    type: "VirtualMachineScaleSets",
    osType: "Linux",
    vmSize: spec.vmSize,
    count: spec.count,
    // Said also where it is off, so that a pool that had an autoscaler loses it.
    enableAutoScaling: spec.apply(({ autoscaling }) => autoscaling !== undefined),
    minCount: spec.apply(({ autoscaling }) => autoscaling?.minCount),
    maxCount: spec.apply(({ autoscaling }) => autoscaling?.maxCount),
    maxPods: spec.maxPods,
    availabilityZones: pulumi
      .all([spec, location])
      .apply(([{ availabilityZones }, region]) => unlessEmpty(availabilityZones ?? zonesOf(region))),
    nodeLabels: spec.apply(({ nodeLabels }) => (Object.keys(nodeLabels).length === 0 ? undefined : nodeLabels)),
    nodeTaints: spec.apply(({ nodeTaints }) => unlessEmpty(nodeTaints)),
    osDiskType: spec.osDiskType,
    osDiskSizeGB: spec.osDiskSizeGB,
    osSKU: spec.osSKU,
    upgradeSettings: spec.apply(({ maxSurge }) => (maxSurge === undefined ? undefined : { maxSurge })),
    vnetSubnetID: subnetId,
    ...(orchestratorVersion === undefined ? {} : { orchestratorVersion }),
  } satisfies Partial<AgentPoolArgs>;
}

function spotPool(spec: pulumi.Output<NodePoolSpec>) {
  return {
    scaleSetPriority: "Spot",
    spotMaxPrice: spec.apply(({ spot }) => spot?.maxPrice),
    scaleSetEvictionPolicy: spec.apply(({ spot }) => spot?.evictionPolicy),
  } satisfies Partial<AgentPoolArgs>;
}

function unlessEmpty(list: readonly string[]): string[] | undefined {
  return list.length === 0 ? undefined : [...list];
}
