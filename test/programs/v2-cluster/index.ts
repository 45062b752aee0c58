import { ResourceGroup } from "@pulumi/azure-native/resources";
import * as pulumi from "@pulumi/pulumi";
import { ElasticService, VirtualNodeCluster, VirtualNodeGeneration, VirtualNodeNetwork } from "pulumi-aks-elastic";

const config = new pulumi.Config();
const tags = { owner: config.get("owner") ?? "shop" };
const { name: resourceGroupName } = new ResourceGroup("v2-cluster");

const network = new VirtualNodeNetwork("network", { resourceGroupName, tags });
const cluster = new VirtualNodeCluster("cluster", {
  resourceGroupName,
  network,
  systemPool: { vmSize: "Standard_D2s_v5" },
  userPools: [{ name: "apps", vmSize: "Standard_D8s_v5", count: 1 }],
  virtualNode: {
    generation: VirtualNodeGeneration.v2,
    chartVersion: "1.3409.26080501",
    nodes: config.getNumber("nodes") ?? 1,
    zone: "1",
  },
  tags,
});
const web = new ElasticService("web", {
  cluster,
  image: "mcr.microsoft.com/azuredocs/aci-helloworld",
  port: 80,
  resources: { cpu: "100m", memory: "128Mi" },
  replicas: 4,
  vmReplicas: 2,
});

export const kubeconfig = cluster.kubeconfig;
export const virtualNodeNames = cluster.virtualNodeNames;
export const placement = web.placement;
