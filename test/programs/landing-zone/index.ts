import { Subnet, VirtualNetwork } from "@pulumi/azure-native/network";
import { ResourceGroup } from "@pulumi/azure-native/resources";

const { name: resourceGroupName } = new ResourceGroup("landing-zone");
const network = new VirtualNetwork("hub", {
  resourceGroupName,
  addressSpace: { addressPrefixes: ["10.20.0.0/16"] },
  tags: { owner: "platform" },
});
new Subnet("shared", { resourceGroupName, virtualNetworkName: network.name, addressPrefix: "10.20.0.0/24" });

export const virtualNetworkId = network.id;
export const virtualNetworkName = network.name;
export { resourceGroupName };
