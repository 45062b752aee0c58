import type { ResourceType } from "../resource-type";
import type { Shape } from "../shape";

const API_VERSION = "2024-05-01";
const PROVIDER = "/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}/providers/Microsoft.Network";

/** What network's child resources keep beside `properties`. */
const CHILD = ["etag", "id", "name", "type"] as const;
/** And its top-level resources. */
const TOP_LEVEL = [...CHILD, "extendedLocation", "location", "sku", "tags", "zones"] as const;
/** What Azure answers for each of them. */
const COMPUTED = ["etag", "name", "provisioningState", "type"] as const;

const child: Shape = { beside: CHILD, computed: ["etag", "id"] };

const securityRule: Shape = {
  beside: CHILD,
  members: {
    sourceApplicationSecurityGroups: { beside: TOP_LEVEL },
    destinationApplicationSecurityGroups: { beside: TOP_LEVEL },
  },
  computed: ["etag", "id", "provisioningState"],
  required: ["access", "direction", "priority", "protocol"],
};

const networkSecurityGroup: Shape = {
  beside: TOP_LEVEL,
  members: { securityRules: securityRule, defaultSecurityRules: securityRule, subnets: child },
  computed: [...COMPUTED, "defaultSecurityRules", "flowLogs", "networkInterfaces", "resourceGuid", "subnets"],
};

const routeTable: Shape = {
  beside: TOP_LEVEL,
  members: {
    routes: { beside: CHILD, computed: ["etag", "id", "provisioningState"], required: ["nextHopType"] },
    subnets: child,
  },
  computed: [...COMPUTED, "resourceGuid", "subnets"],
};

const natGateway: Shape = { beside: TOP_LEVEL, computed: [...COMPUTED, "resourceGuid", "subnets"] };

const ipamPoolPrefixAllocation: Shape = {
  container: "pool",
  beside: ["allocatedAddressPrefixes", "numberOfIpAddresses"],
};

const subnet: Shape = {
  beside: CHILD,
  members: {
    applicationGatewayIPConfigurations: child,
    delegations: { beside: CHILD, computed: ["actions", "etag", "id", "provisioningState"] },
    ipamPoolPrefixAllocations: ipamPoolPrefixAllocation,
    ipConfigurations: child,
    networkSecurityGroup: { beside: TOP_LEVEL, members: { securityRules: securityRule } },
    resourceNavigationLinks: child,
    routeTable: { beside: TOP_LEVEL, members: { routes: child } },
    serviceAssociationLinks: child,
    serviceEndpointPolicies: { beside: TOP_LEVEL, members: { serviceEndpointPolicyDefinitions: child } },
  },
  computed: [
    "etag",
    "ipConfigurationProfiles",
    "ipConfigurations",
    "privateEndpoints",
    "provisioningState",
    "purpose",
    "resourceNavigationLinks",
    "serviceAssociationLinks",
  ],
};

const virtualNetwork: Shape = {
  beside: TOP_LEVEL,
  members: {
    addressSpace: { members: { ipamPoolPrefixAllocations: ipamPoolPrefixAllocation } },
    // Inside a virtual network Azure answers a subnet's id, too.
    subnets: { ...subnet, computed: [...(subnet.computed ?? []), "id"] },
    virtualNetworkPeerings: child,
  },
  computed: [...COMPUTED, "flowLogs", "resourceGuid", "subnets", "virtualNetworkPeerings"],
};

const publicIPAddress: Shape = {
  beside: TOP_LEVEL,
  members: {
    dnsSettings: { computed: ["fqdn"] },
    ipConfiguration: child,
    linkedPublicIPAddress: { beside: TOP_LEVEL },
    natGateway: { beside: TOP_LEVEL },
    servicePublicIPAddress: { beside: TOP_LEVEL },
  },
  computed: [...COMPUTED, "ipAddress", "ipConfiguration", "resourceGuid"],
};

const publicIPPrefix: Shape = {
  beside: TOP_LEVEL,
  members: { natGateway: { beside: TOP_LEVEL } },
  computed: [...COMPUTED, "ipPrefix", "loadBalancerFrontendIpConfiguration", "publicIPAddresses", "resourceGuid"],
};

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
];
