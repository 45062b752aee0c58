import { SubnetDelegation, VirtualNodeNetwork, type VirtualNodeNetworkArgs } from "../../index";
import { CORP, corpAnswers, SUBNETS } from "./existing-networks";
import { record, SUBSCRIPTION, type Recording } from "./recording";

export const TAGS = { team: "shop" };

/** Where somebody else's gateways, security groups and route tables are. */
export const PROVIDER = `/subscriptions/${SUBSCRIPTION}/resourceGroups/hub/providers/Microsoft.Network`;

/** Everything that a network of its own can be told at once. */
export const EVERYTHING: Partial<VirtualNodeNetworkArgs> = {
  tags: TAGS,
  natGateway: { publicIpAddresses: 3, idleTimeoutInMinutes: 10, zone: "1" },
  networkSecurityGroup: { inbound: [{ name: "office", sources: ["192.0.2.0/24"], ports: ["8080"] }] },
  nodeRouteTableId: `${PROVIDER}/routeTables/to-firewall`,
  nodeSubnetServiceEndpoints: ["Microsoft.KeyVault"],
  virtualNodeSubnetServiceEndpoints: ["Microsoft.Storage"],
  privateDnsZones: ["privatelink.blob.core.windows.net"],
  additionalSubnets: [
    { name: "endpoints", addresses: 20, networkSecurityGroupId: `${PROVIDER}/networkSecurityGroups/endpoints` },
    { name: "jobs", delegation: SubnetDelegation.containerGroups, serviceEndpoints: ["Microsoft.Storage"] },
    { name: "database", delegation: SubnetDelegation.postgreSqlFlexibleServers, cidr: "10.239.0.0/28" },
  ],
};

/** Other ways to make a network, each with its name. */
export const NETWORKS: Readonly<Record<string, Partial<VirtualNodeNetworkArgs>>> = {
  "as it is by default": {},
  "with everything": EVERYTHING,
  "with a block of addresses": { natGateway: { publicIpPrefixLength: 28 } },
  "with a gateway and a security group that exist": {
    natGatewayId: `${PROVIDER}/natGateways/out`,
    networkSecurityGroupId: `${PROVIDER}/networkSecurityGroups/aci`,
  },
  "in a virtual network that exists": { virtualNetworkId: CORP, addressSpace: "10.50.128.0/18" },
  "beside an existing node subnet": { nodeSubnetId: SUBNETS.nodeSubnetId, virtualNodeSubnetCidr: "10.50.8.0/24" },
  "beside an existing subnet of the virtual node": {
    virtualNodeSubnetId: SUBNETS.virtualNodeSubnetId,
    nodeSubnetCidr: "10.50.8.0/22",
  },
  "of subnets that exist": SUBNETS,
};

/** A network called `net`, as the mocks record it; the existing one is that of {@link CORP}. */
export function recordNetwork(args: Partial<VirtualNodeNetworkArgs>): Promise<Recording<VirtualNodeNetwork>> {
  const given = { resourceGroupName: "group", location: "westeurope", ...args };
  return record(() => new VirtualNodeNetwork("net", given), false, corpAnswers());
}
