import { ArgumentError } from "../argument-error";
import { checked } from "../check";
import { addressCount, formatCidr } from "../network/cidr";
import { sizeProblem } from "../network/layout-check";
import { AZURE_RESERVED, type SubnetSize } from "../network/subnet-sizes";
import {
  systemPoolSpec,
  userPoolSpec,
  type NodePoolArgs,
  type NodePoolSpec,
  type UserPoolArgs,
} from "./node-pool-spec";

/** What says whether the pools of a cluster fit into the subnet of their nodes. */
export interface NodeSubnetRoomArgs {
  /** @default - not known: Azure looks whether they fit */
  readonly nodeSubnetCidr?: string | undefined;
  readonly systemPool: NodePoolArgs;
  readonly userPools: readonly UserPoolArgs[];
}

/** A node subnet that has room for all nodes and their pods. */
export interface NodeSubnetRoom {
  /** What will not fit while the cluster is upgraded. */
  readonly warnings: readonly string[];
}

/**
 * Whether all nodes that the pools may have, and every pod that those may run, get an address. Azure counts the same,
 * and refuses a cluster (`InsufficientSubnetSize`) in the middle of a deployment; of an upgrade it counts the surge too.
 *
 * @see https://learn.microsoft.com/troubleshoot/azure/azure-kubernetes/connectivity/insufficientsubnetsize-error-advanced-networking
 * @throws ArgumentError with the numbers, where they do not fit
 */
export function nodeSubnetRoom(args: NodeSubnetRoomArgs): NodeSubnetRoom {
  const pools = soundPools(args);
  return checked((check) => {
    if (args.nodeSubnetCidr === undefined) return { warnings: [] };
    const subnet = check.within("network").cidr("nodeSubnetCidr", args.nodeSubnetCidr);
    if (!check.passed || pools === undefined) return { warnings: [] };
    const has = { ranges: formatCidr(subnet), addresses: addressCount(subnet) };
    const tooSmall = sizeProblem(sizeOf(pools, mostNodes), has);
    if (tooSmall !== undefined) check.problem("network.nodeSubnetCidr", tooSmall);
    const whileUpgrading = sizeProblem(sizeOf(pools, nodesWhileUpgrading), has);
    return { warnings: whileUpgrading === undefined ? [] : [upgradeWarning(whileUpgrading)] };
  });
}

/** The pools of a cluster; nothing where one of them is wrong, which is reported where the pools are decided. */
function soundPools({ systemPool, userPools }: NodeSubnetRoomArgs): readonly NodePoolSpec[] | undefined {
  try {
    return [systemPoolSpec(systemPool), ...userPools.map(userPoolSpec)];
  } catch (error) {
    if (error instanceof ArgumentError) return undefined;
    throw error;
  }
}

function sizeOf(pools: readonly NodePoolSpec[], nodesOf: (pool: NodePoolSpec) => number): SubnetSize {
  const sizes = pools.map((pool) => ({ name: pool.name, nodes: nodesOf(pool), each: pool.maxPods + 1 }));
  return {
    addresses: sizes.reduce((sum, { nodes, each }) => sum + nodes * each, AZURE_RESERVED),
    purpose: sizes.map(({ name, nodes, each }) => `${nodes} nodes of ${name} with ${each} addresses each`).join(", "),
  };
}

function mostNodes({ count, autoscaling }: NodePoolSpec): number {
  return autoscaling?.maxCount ?? count;
}

/** AKS's own surge. @see https://learn.microsoft.com/azure/aks/upgrade-aks-node-pools-rolling (node surge) */
const DEFAULT_SURGE = "10%";

/** Pulumi upgrades the pools of a cluster side by side; spot VMs are upgraded without a surge. */
function nodesWhileUpgrading(pool: NodePoolSpec): number {
  const nodes = mostNodes(pool);
  if (pool.spot !== undefined) return nodes;
  const surge = pool.maxSurge ?? DEFAULT_SURGE;
  const number = Number.parseInt(surge, 10);
  return nodes + (surge.endsWith("%") ? Math.ceil((nodes * number) / 100) : number);
}

function upgradeWarning(problem: string): string {
  return `network.nodeSubnetCidr: Azure will refuse upgrades while all pools are full, for which it ${problem}`;
}
