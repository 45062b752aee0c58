import { ResourceGroup } from "@pulumi/azure-native/resources";
import * as pulumi from "@pulumi/pulumi";
import { VirtualNodeCluster, VirtualNodeNetwork } from "pulumi-aks-elastic";

const config = new pulumi.Config();
const { name: resourceGroupName } = new ResourceGroup("existing-subnets");

const subnets = {
  nodeSubnetId: config.require("nodeSubnetId"),
  virtualNodeSubnetId: config.require("virtualNodeSubnetId"),
};
// Given as they are, nobody looks at them first.
const network = config.requireBoolean("looked")
  ? new VirtualNodeNetwork("network", { resourceGroupName, ...subnets, maxNodes: 5 })
  : subnets;

const cluster = new VirtualNodeCluster("cluster", {
  resourceGroupName,
  network,
  systemPool: { name: config.get("systemPool") ?? "system", vmSize: "Standard_D2s_v5", count: 1 },
  userPools: [{ name: "apps", vmSize: "Standard_D2s_v5", count: config.requireNumber("count") }],
  identity: {
    id: config.require("identityId"),
    principalId: config.require("identityPrincipalId"),
    hasRoles: config.requireBoolean("hasRoles"),
  },
  virtualNode: { readyTimeoutMinutes: 1 },
  tags: { owner: config.get("owner") ?? "shop" },
});

export const kubeconfig = cluster.kubeconfig;
export const summary = cluster.summary;
