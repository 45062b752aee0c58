import { ResourceGroup } from "@pulumi/azure-native/resources";
import * as pulumi from "@pulumi/pulumi";
import { ElasticService, VirtualNodeCluster, VirtualNodeNetwork } from "pulumi-aks-elastic";

const config = new pulumi.Config();

const resourceGroup = new ResourceGroup("drill");
const resourceGroupName = resourceGroup.name;

const network = new VirtualNodeNetwork("network", { resourceGroupName });

const cluster = new VirtualNodeCluster("cluster", {
  resourceGroupName,
  network,
  systemPool: { vmSize: "Standard_D2s_v5" },
  userPools: [{ name: "apps", vmSize: "Standard_D4s_v5", count: 3 }],
});

const shop = new ElasticService("shop", {
  cluster,
  image: "mcr.microsoft.com/azuredocs/aci-helloworld",
  port: 80,
  resources: { cpu: "1", memory: "1Gi" },
  replicas: 6,
  vmReplicas: 4,
  failover: {
    windowSeconds: config.requireNumber("windowSeconds"),
    holdDownSeconds: config.requireNumber("holdDownSeconds"),
    // Each drill is two moves, and somebody may want more than three of them in an hour.
    breaker: 20,
    probe: { path: "/" },
  },
});

export const kubeconfig = cluster.kubeconfig;
export const placement = shop.placement;
