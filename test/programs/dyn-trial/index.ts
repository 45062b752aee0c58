import { ResourceGroup } from "@pulumi/azure-native/resources";
import { VirtualNodeCluster, VirtualNodeNetwork } from "pulumi-aks-elastic";
const group = new ResourceGroup("trial");
const network = new VirtualNodeNetwork("network", { resourceGroupName: group.name });
new VirtualNodeCluster("cluster", { resourceGroupName: group.name, network, systemPool: { vmSize: "Standard_D2s_v5" }, virtualNode: { readyTimeoutMinutes: 1 } });
