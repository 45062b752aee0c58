import { ResourceGroup } from "@pulumi/azure-native/resources";
import * as pulumi from "@pulumi/pulumi";
import { SubnetDelegation, VirtualNodeNetwork } from "pulumi-aks-elastic";

const config = new pulumi.Config();
const { name: resourceGroupName } = new ResourceGroup("network");

const network = new VirtualNodeNetwork("network", {
  resourceGroupName,
  maxNodes: config.getNumber("maxNodes") ?? 10,
  natGateway: { publicIpPrefixLength: 31 },
  networkSecurityGroup: { inbound: [{ name: "office", sources: ["192.0.2.0/24"], ports: ["8080"] }] },
  nodeSubnetServiceEndpoints: ["Microsoft.KeyVault"],
  additionalSubnets: [
    { name: "jobs", delegation: SubnetDelegation.containerGroups },
    ...(config.getBoolean("endpoints") === true ? [{ name: "endpoints", addresses: 20 }] : []),
  ],
  privateDnsZones: ["privatelink.blob.core.windows.net"],
  tags: { owner: config.get("owner") ?? "shop" },
});

export { resourceGroupName };
export const virtualNetworkId = network.virtualNetworkId;
