import { CLUSTER_MANNERS } from "../clusters/manners";
import { AGENT_POOL_TYPE, clusterOf } from "../clusters/names";
import { checkPoolDelete, poolRecord, shownPool } from "../clusters/pools";
import { ensureCluster } from "../clusters/shape";
import { checkSubnetAccess } from "../clusters/subnet-access";
import { checkSubnetRoom } from "../clusters/subnet-room";
import { objectAt, textAt } from "../json";
import type { PutRequest, ResourceType } from "../resource-type";
import type { ResourceRecord } from "../store";
import { SUBNET_JOIN } from "./subnets";

/** Agent pools as resources of their own; the same records as those given inside a cluster. */
export const agentPools: ResourceType = {
  ...CLUSTER_MANNERS,
  type: AGENT_POOL_TYPE,
  hasLocation: false,
  // pulumi/pulumi-azure-native#2943 quotes the refusal of a pool without it, autoscaled or not.
  required: ["properties.count"],
  admit: (request) => {
    const cluster = request.world.find(clusterOf(request.id.text));
    const networkProfile = objectAt(cluster?.body, "properties.networkProfile");
    const pool = requestedPool(request);
    checkSubnetRoom({ pools: [pool], networkProfile }, request.world);
    if (cluster !== undefined) checkSubnetAccess(cluster, [pool], request.world);
  },
  properties: (request) => objectAt(requestedPool(request).body, "properties"),
  references: ({ body }) => {
    const id = textAt(body, "properties.vnetSubnetID");
    return id === undefined ? [] : [{ id, action: SUBNET_JOIN }];
  },
  settle: async ({ id }, world) => {
    await ensureCluster(clusterOf(id), world);
    return {};
  },
  checkDelete: checkPoolDelete,
  dismantle: async ({ id }, world) => {
    await ensureCluster(clusterOf(id), world);
    return {};
  },
  render: (record, world) => ({ ...record.body, properties: shownPool(record, world) }),
};

function requestedPool({ id, body, world }: PutRequest): ResourceRecord {
  const clusterId = clusterOf(id.text);
  const cluster = world.find(clusterId)?.body;
  const given = {
    clusterId,
    name: id.name,
    profile: objectAt(body, "properties"),
    defaultMode: "User",
    cluster: objectAt(cluster, "properties"),
    location: textAt(cluster, "location") ?? "",
  } as const;
  return poolRecord(given, world);
}
