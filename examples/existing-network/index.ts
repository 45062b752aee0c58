import { ResourceGroup } from "@pulumi/azure-native/resources";
import * as pulumi from "@pulumi/pulumi";
import { VirtualNodeCluster, VirtualNodeNetwork } from "pulumi-aks-elastic";

const config = new pulumi.Config();

const resourceGroup = new ResourceGroup("existing-network");
const resourceGroupName = resourceGroup.name;

// Two subnets and a NAT gateway; of the network itself nothing is changed, and a destroy takes away these alone.
const network = new VirtualNodeNetwork("network", {
  resourceGroupName,
  virtualNetworkId: config.require("virtualNetworkId"),
  addressSpace: config.require("addressSpace"),
  serviceCidr: config.require("serviceCidr"),
});

const cluster = new VirtualNodeCluster("cluster", {
  resourceGroupName,
  network,
  systemPool: { vmSize: "Standard_D2s_v5" },
  userPools: [{ name: "apps", vmSize: "Standard_D4s_v5", count: config.getNumber("count") ?? 1 }],
});

export const kubeconfig = cluster.kubeconfig;
export const layout = network.layout;
