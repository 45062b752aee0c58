import { addressCount, formatCidr } from "../../../sdk/network/cidr";
import { badRequest } from "../arm-error";
import { numberAt, objectAt, textAt, valueAt, type JsonObject } from "../json";
import { idKey, nameOf } from "../resource-id";
import type { ResourceRecord } from "../store";
import { subnetRange } from "../types/subnets";
import type { World } from "../world";
import { AGENT_POOL_TYPE, clusterOf } from "./names";

/** Azure keeps this many addresses of each subnet. @see https://learn.microsoft.com/azure/virtual-network/virtual-networks-faq */
const KEPT_BY_AZURE = 5;

/** What is being written, and the network of the cluster that it belongs to. */
export interface WrittenPools {
  readonly pools: readonly ResourceRecord[];
  readonly networkProfile: JsonObject;
}

/**
 * Refuses pools whose nodes and pods would not all get an address in their subnet. Azure/AKS-Construction#701 quotes the
 * answer; rancher/rancher#20784 shows the sum for a new cluster: 333 for 3 nodes of 110 pods, no surge among them. An
 * upgrade counts the surge too (Azure/AKS#1795).
 *
 * @see https://learn.microsoft.com/troubleshoot/azure/azure-kubernetes/connectivity/insufficientsubnetsize-error-advanced-networking
 */
export function checkSubnetRoom(written: WrittenPools, world: World): void {
  const subnets = new Set(written.pools.map(subnetOf).filter((id) => id !== undefined));
  for (const id of subnets) {
    const subnet = world.find(id);
    const range = subnet === undefined ? undefined : subnetRange(subnet);
    if (subnet === undefined || range === undefined) continue;
    const needed = addressesIn(id, written, world);
    const available = addressCount(range) - KEPT_BY_AZURE;
    if (needed > available) throw insufficient({ needed, available, cidr: formatCidr(range), name: nameOf(subnet.id) });
  }
}

function insufficient(sum: { needed: number; available: number; cidr: string; name: string }): Error {
  return badRequest(
    "InsufficientSubnetSize",
    `Pre-allocated IPs ${sum.needed} exceeds IPs available ${sum.available} in Subnet Cidr ${sum.cidr}, Subnet Name ${sum.name}. If Autoscaler is enabled, the max-count from each nodepool is counted towards this total (which means that pre-allocated IPs count represents a theoretical max value, not the actual number of IPs requested). http://aka.ms/aks/insufficientsubnetsize`,
    "agentPoolProfile.count",
  );
}

function addressesIn(subnetId: string, { pools, networkProfile }: WrittenPools, world: World): number {
  const writtenIds = new Set(pools.map(({ id }) => idKey(id)));
  const here = ({ body }: ResourceRecord): boolean => subnetOf({ body }) === subnetId;
  const others = world.all(AGENT_POOL_TYPE).filter((pool) => here(pool) && !writtenIds.has(idKey(pool.id)));
  const counts = [
    ...pools.filter(here).map((pool) => addressesOf(pool, networkProfile) * nodesOf(pool, world.find(pool.id))),
    ...others.map((pool) => addressesOf(pool, networkOf(pool, world)) * nodesOf(pool, pool)),
  ];
  return counts.reduce((sum, count) => sum + count, 0);
}

function subnetOf({ body }: Pick<ResourceRecord, "body">): string | undefined {
  const id = textAt(body, "properties.vnetSubnetID");
  return id === undefined ? undefined : idKey(id);
}

function networkOf(pool: ResourceRecord, world: World): JsonObject {
  return objectAt(world.find(clusterOf(pool.id))?.body, "properties.networkProfile");
}

/** A node has an address; its pods have some too only where the network is flat. */
function addressesOf(pool: ResourceRecord, networkProfile: JsonObject): number {
  const isFlat =
    textAt(networkProfile, "networkPlugin") === "azure" && textAt(networkProfile, "networkPluginMode") !== "overlay";
  return 1 + (isFlat ? (numberAt(pool.body, "properties.maxPods") ?? 0) : 0);
}

function nodesOf({ body }: ResourceRecord, before: ResourceRecord | undefined): number {
  const properties = objectAt(body, "properties");
  const most = valueAt(properties, "enableAutoScaling") === true ? numberAt(properties, "maxCount") : undefined;
  const nodes = most ?? numberAt(properties, "count") ?? 0;
  const version = textAt(before?.body, "properties.orchestratorVersion");
  const isUpgrade = version !== undefined && version !== textAt(properties, "orchestratorVersion");
  return nodes + (isUpgrade ? surgeOf(nodes, textAt(properties, "upgradeSettings.maxSurge") ?? "1") : 0);
}

function surgeOf(nodes: number, maxSurge: string): number {
  const number = Number.parseInt(maxSurge, 10);
  return maxSurge.endsWith("%") ? Math.ceil((nodes * number) / 100) : number;
}
