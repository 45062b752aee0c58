/** The type of managed clusters. */
export const CLUSTER_TYPE = "Microsoft.ContainerService/managedClusters";
/** The type of agent pools. */
export const AGENT_POOL_TYPE = "Microsoft.ContainerService/managedClusters/agentPools";

/** The id of the managed cluster that an agent pool belongs to. */
export function clusterOf(poolId: string): string {
  return poolId.split("/").slice(0, 9).join("/");
}
