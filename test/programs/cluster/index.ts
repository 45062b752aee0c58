import { ResourceGroup } from "@pulumi/azure-native/resources";
import { VirtualNodeCluster, VirtualNodeNetwork } from "pulumi-aks-elastic";

const group = new ResourceGroup("scheduler");
const network = new VirtualNodeNetwork("network", { resourceGroupName: group.name });
const cluster = new VirtualNodeCluster("cluster", {
  resourceGroupName: group.name,
  network,
  keda: true,
  systemPool: { vmSize: "Standard_D2s_v5" },
  userPools: [
    { name: "user", vmSize: "Standard_D4s_v5", count: 6 },
    { name: "spot", vmSize: "Standard_D4s_v5", count: 2, spot: {} },
  ],
});

export const kubeconfig = cluster.kubeconfig;
