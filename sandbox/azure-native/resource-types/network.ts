import type { ResourceType } from "../resource-type";
import { backendAddressPool, loadBalancer } from "./load-balancer";
import {
  natGateway,
  networkSecurityGroup,
  publicIPAddress,
  publicIPPrefix,
  routeTable,
  subnet,
  virtualNetwork,
} from "./network-shapes";

const API_VERSION = "2024-05-01";
const PROVIDER = "/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}/providers/Microsoft.Network";

/** A top-level resource of Microsoft.Network: they differ in little. */
function topLevel(
  name: string,
  path: string,
  details: Pick<ResourceType, "shape" | "maintained"> & { readonly replacing?: readonly string[] },
): ResourceType {
  return {
    token: `azure-native:network:${name}`,
    apiVersion: API_VERSION,
    path: `${PROVIDER}/${path}`,
    autoName: "random",
    hasLocation: true,
    ...details,
    replacing: ["location", ...(details.replacing ?? [])],
  };
}

/** The resource types of `azure-native:network` that the sandbox has. */
export const networkTypes: readonly ResourceType[] = [
  topLevel("VirtualNetwork", "virtualNetworks/{virtualNetworkName}", {
    shape: virtualNetwork,
    maintained: ["subnets", "virtualNetworkPeerings"],
  }),
  {
    token: "azure-native:network:Subnet",
    apiVersion: API_VERSION,
    path: `${PROVIDER}/virtualNetworks/{virtualNetworkName}/subnets/{subnetName}`,
    autoName: "copy",
    hasLocation: false,
    shape: subnet,
    replacing: [],
  },
  topLevel("PublicIPAddress", "publicIPAddresses/{publicIpAddressName}", {
    shape: publicIPAddress,
    replacing: ["publicIPAddressVersion", "publicIPPrefix", "sku"],
  }),
  topLevel("PublicIPPrefix", "publicIPPrefixes/{publicIpPrefixName}", { shape: publicIPPrefix }),
  topLevel("NatGateway", "natGateways/{natGatewayName}", { shape: natGateway }),
  topLevel("NetworkSecurityGroup", "networkSecurityGroups/{networkSecurityGroupName}", {
    shape: networkSecurityGroup,
    maintained: ["securityRules"],
  }),
  topLevel("RouteTable", "routeTables/{routeTableName}", { shape: routeTable, maintained: ["routes"] }),
  topLevel("LoadBalancer", "loadBalancers/{loadBalancerName}", {
    shape: loadBalancer,
    maintained: ["backendAddressPools", "inboundNatRules"],
  }),
  {
    token: "azure-native:network:LoadBalancerBackendAddressPool",
    apiVersion: API_VERSION,
    path: `${PROVIDER}/loadBalancers/{loadBalancerName}/backendAddressPools/{backendAddressPoolName}`,
    autoName: "copy",
    hasLocation: false,
    shape: backendAddressPool,
    replacing: [],
  },
];
