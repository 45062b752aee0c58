import { CLUSTER_MANNERS } from "../clusters/manners";
import { AGENT_POOL_TYPE, clusterOf } from "../clusters/names";
import { checkPoolDelete, poolRecord, shownPool } from "../clusters/pools";
import { ensureCluster } from "../clusters/shape";
import { objectAt, textAt } from "../json";
import type { PutRequest, ResourceType } from "../resource-type";
import { SUBNET_JOIN } from "./subnets";

/** Agent pools as resources of their own; the same records as those given inside a cluster. */
export const agentPools: ResourceType = {
  ...CLUSTER_MANNERS,
  type: AGENT_POOL_TYPE,
  hasLocation: false,
  properties: ({ id, body, world }: PutRequest) => {
    const clusterId = clusterOf(id.text);
    const cluster = objectAt(world.find(clusterId)?.body, "properties");
    const profile = objectAt(body, "properties");
    const pool = poolRecord({ clusterId, name: id.name, profile, defaultMode: "User", cluster }, world);
    return objectAt(pool.body, "properties");
  },
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
