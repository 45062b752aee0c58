import { ResourceGroup } from "@pulumi/azure-native/resources";
import * as pulumi from "@pulumi/pulumi";
import { ElasticService, VirtualNodeCluster, VirtualNodeNetwork } from "pulumi-aks-elastic";

const config = new pulumi.Config();

const resourceGroup = new ResourceGroup("quickstart");
const resourceGroupName = resourceGroup.name;

const network = new VirtualNodeNetwork("network", { resourceGroupName });

const cluster = new VirtualNodeCluster("cluster", {
  resourceGroupName,
  network,
  systemPool: { vmSize: "Standard_D2s_v5" },
  userPools: [{ name: "apps", vmSize: "Standard_D4s_v5", count: 2 }],
});

const web = new ElasticService("web", {
  cluster,
  image: "mcr.microsoft.com/azuredocs/aci-helloworld",
  port: 80,
  resources: { cpu: "500m", memory: "512Mi" },
  replicas: config.getNumber("replicas") ?? 12,
  vmReplicas: config.getNumber("vmReplicas") ?? 8,
});

export const kubeconfig = cluster.kubeconfig;
export const url = web.url;
export const placement = web.placement;
