import { ResourceGroup } from "@pulumi/azure-native/resources";
import { Config } from "@pulumi/pulumi";
import { VirtualNodeCluster, VirtualNodeNetwork } from "pulumi-aks-elastic";

const config = new Config();
const size = config.requireBoolean("autoscaled") ? { minCount: 1, maxCount: 3 } : { count: 2 };

const group = new ResourceGroup("autoscaled");
const network = new VirtualNodeNetwork("network", { resourceGroupName: group.name });
const cluster = new VirtualNodeCluster("cluster", {
  resourceGroupName: group.name,
  network,
  systemPool: { vmSize: "Standard_D2s_v5" },
  userPools: [
    { name: "burst", vmSize: "Standard_D2s_v5", ...size, nodeLabels: { team: config.get("team") ?? "shop" } },
    { name: "spot", vmSize: "Standard_D2s_v5", minCount: 0, maxCount: 2, spot: {} },
  ],
});

export const kubeconfig = cluster.kubeconfig;
