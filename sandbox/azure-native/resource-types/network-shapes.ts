import type { Shape } from "../shape";

/** What network's child resources keep beside `properties`. */
export const CHILD = ["etag", "id", "name", "type"] as const;
/** And its top-level resources. */
export const TOP_LEVEL = [...CHILD, "extendedLocation", "location", "sku", "tags", "zones"] as const;
/** What Azure answers for each of them. */
export const COMPUTED = ["etag", "name", "provisioningState", "type"] as const;

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

/** A network security group with its rules. */
export const networkSecurityGroup: Shape = {
  beside: TOP_LEVEL,
  members: { securityRules: securityRule, defaultSecurityRules: securityRule, subnets: child },
  computed: [...COMPUTED, "defaultSecurityRules", "flowLogs", "networkInterfaces", "resourceGuid", "subnets"],
};

/** A route table with its routes. */
export const routeTable: Shape = {
  beside: TOP_LEVEL,
  members: {
    routes: { beside: CHILD, computed: ["etag", "id", "provisioningState"], required: ["nextHopType"] },
    subnets: child,
  },
  computed: [...COMPUTED, "resourceGuid", "subnets"],
};

/** A NAT gateway. */
export const natGateway: Shape = { beside: TOP_LEVEL, computed: [...COMPUTED, "resourceGuid", "subnets"] };

const ipamPoolPrefixAllocation: Shape = {
  container: "pool",
  beside: ["allocatedAddressPrefixes", "numberOfIpAddresses"],
};

/** A subnet, as a resource of its own and inside a network. */
export const subnet: Shape = {
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

/** A virtual network with its subnets. */
export const virtualNetwork: Shape = {
  beside: TOP_LEVEL,
  members: {
    addressSpace: { members: { ipamPoolPrefixAllocations: ipamPoolPrefixAllocation } },
    // Inside a virtual network Azure answers a subnet's id, too.
    subnets: { ...subnet, computed: [...(subnet.computed ?? []), "id"] },
    virtualNetworkPeerings: child,
  },
  computed: [...COMPUTED, "flowLogs", "resourceGuid", "subnets", "virtualNetworkPeerings"],
};

/** A public address. */
export const publicIPAddress: Shape = {
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

/** A block of public addresses. */
export const publicIPPrefix: Shape = {
  beside: TOP_LEVEL,
  members: { natGateway: { beside: TOP_LEVEL } },
  computed: [...COMPUTED, "ipPrefix", "loadBalancerFrontendIpConfiguration", "publicIPAddresses", "resourceGuid"],
};
