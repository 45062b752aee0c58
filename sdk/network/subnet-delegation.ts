/**
 * The Azure service that a subnet is handed over to, by its name in Azure. Nothing else may then be in the subnet.
 *
 * @see https://learn.microsoft.com/azure/virtual-network/subnet-delegation-overview
 */
export const SubnetDelegation = {
  /** Azure Container Instances. */
  containerGroups: "Microsoft.ContainerInstance/containerGroups",
  /** The API server of an AKS cluster that is projected into the network. */
  managedClusters: "Microsoft.ContainerService/managedClusters",
  /** Application Gateway for Containers. */
  trafficControllers: "Microsoft.ServiceNetworking/trafficControllers",
  /** Azure Database for PostgreSQL. */
  postgreSqlFlexibleServers: "Microsoft.DBforPostgreSQL/flexibleServers",
  /** Azure Database for MySQL. */
  mySqlFlexibleServers: "Microsoft.DBforMySQL/flexibleServers",
} as const;
export type SubnetDelegation = (typeof SubnetDelegation)[keyof typeof SubnetDelegation];
