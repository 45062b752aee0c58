import { ContainerGroup } from "@pulumi/azure-native/containerinstance";
import { Subnet, VirtualNetwork } from "@pulumi/azure-native/network";
import { ResourceGroup } from "@pulumi/azure-native/resources";
import { SubnetRelease } from "../../../components/dynamic/subnet-release";

const resourceGroupName = new ResourceGroup("release").name;
const network = new VirtualNetwork("network", {
  resourceGroupName,
  addressSpace: { addressPrefixes: ["10.0.0.0/16"] },
});
const subnet = new Subnet("subnet", {
  resourceGroupName,
  virtualNetworkName: network.name,
  addressPrefix: "10.0.0.0/24",
  delegations: [{ name: "container-groups", serviceName: "Microsoft.ContainerInstance/containerGroups" }],
});
const release = new SubnetRelease("release", { subnetId: subnet.id, timeoutMinutes: 1 });
new ContainerGroup("group", {
  resourceGroupName,
  osType: "Linux",
  subnetIds: [{ id: release.subnetId }],
  containers: [
    {
      name: "web",
      image: "mcr.microsoft.com/azuredocs/aci-helloworld",
      resources: { requests: { cpu: 1, memoryInGB: 1 } },
    },
  ],
});

export const subnetId = release.subnetId;
