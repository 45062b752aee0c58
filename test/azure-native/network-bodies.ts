import { base, body, NETWORK, type BodyCase } from "./body-case";

export const networkBodies: readonly BodyCase[] = [
  {
    token: "azure-native:network:VirtualNetwork",
    inputs: {
      ...base,
      virtualNetworkName: "net",
      addressSpace: { addressPrefixes: ["10.0.0.0/8"] },
      subnets: [
        {
          name: "aci",
          addressPrefix: "10.1.0.0/16",
          delegations: [{ name: "aci", serviceName: "Microsoft.ContainerInstance/containerGroups" }],
          natGateway: { id: `${NETWORK}/natGateways/nat` },
          networkSecurityGroup: { id: `${NETWORK}/networkSecurityGroups/nsg` },
        },
      ],
      __createBeforeDelete: true,
    },
    id: `${NETWORK}/virtualNetworks/net`,
    body: {
      ...body,
      properties: {
        addressSpace: { addressPrefixes: ["10.0.0.0/8"] },
        subnets: [
          {
            name: "aci",
            properties: {
              addressPrefix: "10.1.0.0/16",
              delegations: [
                { name: "aci", properties: { serviceName: "Microsoft.ContainerInstance/containerGroups" } },
              ],
              natGateway: { id: `${NETWORK}/natGateways/nat` },
              networkSecurityGroup: { id: `${NETWORK}/networkSecurityGroups/nsg` },
            },
          },
        ],
      },
    },
  },
  {
    token: "azure-native:network:Subnet",
    inputs: {
      resourceGroupName: "rg",
      virtualNetworkName: "net",
      subnetName: "aci",
      addressPrefix: "10.1.0.0/16",
      delegations: [{ name: "aciDelegation", serviceName: "Microsoft.ContainerInstance/containerGroups" }],
      natGateway: { id: `${NETWORK}/natGateways/nat` },
    },
    id: `${NETWORK}/virtualNetworks/net/subnets/aci`,
    body: {
      properties: {
        addressPrefix: "10.1.0.0/16",
        delegations: [
          { name: "aciDelegation", properties: { serviceName: "Microsoft.ContainerInstance/containerGroups" } },
        ],
        natGateway: { id: `${NETWORK}/natGateways/nat` },
      },
    },
  },
  {
    token: "azure-native:network:PublicIPAddress",
    inputs: {
      ...base,
      publicIpAddressName: "ip",
      sku: { name: "Standard", tier: "Regional" },
      publicIPAllocationMethod: "Static",
      zones: ["1"],
    },
    id: `${NETWORK}/publicIPAddresses/ip`,
    body: {
      ...body,
      sku: { name: "Standard", tier: "Regional" },
      zones: ["1"],
      properties: { publicIPAllocationMethod: "Static" },
    },
  },
  {
    token: "azure-native:network:PublicIPPrefix",
    inputs: { ...base, publicIpPrefixName: "prefix", sku: { name: "Standard" }, prefixLength: 30 },
    id: `${NETWORK}/publicIPPrefixes/prefix`,
    body: { ...body, sku: { name: "Standard" }, properties: { prefixLength: 30 } },
  },
  {
    token: "azure-native:network:NatGateway",
    inputs: {
      ...base,
      natGatewayName: "nat",
      sku: { name: "Standard" },
      publicIpAddresses: [{ id: `${NETWORK}/publicIPAddresses/ip` }],
      idleTimeoutInMinutes: 10,
    },
    id: `${NETWORK}/natGateways/nat`,
    body: {
      ...body,
      sku: { name: "Standard" },
      properties: { publicIpAddresses: [{ id: `${NETWORK}/publicIPAddresses/ip` }], idleTimeoutInMinutes: 10 },
    },
  },
  {
    token: "azure-native:network:NetworkSecurityGroup",
    inputs: {
      ...base,
      networkSecurityGroupName: "nsg",
      securityRules: [
        {
          name: "https",
          access: "Allow",
          direction: "Inbound",
          priority: 100,
          protocol: "Tcp",
          sourceAddressPrefix: "*",
          sourcePortRange: "*",
          destinationAddressPrefix: "*",
          destinationPortRange: "443",
        },
      ],
    },
    id: `${NETWORK}/networkSecurityGroups/nsg`,
    body: {
      ...body,
      properties: {
        securityRules: [
          {
            name: "https",
            properties: {
              access: "Allow",
              direction: "Inbound",
              priority: 100,
              protocol: "Tcp",
              sourceAddressPrefix: "*",
              sourcePortRange: "*",
              destinationAddressPrefix: "*",
              destinationPortRange: "443",
            },
          },
        ],
      },
    },
  },
  {
    token: "azure-native:network:RouteTable",
    inputs: {
      ...base,
      routeTableName: "routes",
      routes: [{ name: "out", addressPrefix: "0.0.0.0/0", nextHopType: "Internet" }],
    },
    id: `${NETWORK}/routeTables/routes`,
    body: {
      ...body,
      properties: { routes: [{ name: "out", properties: { addressPrefix: "0.0.0.0/0", nextHopType: "Internet" } }] },
    },
  },
];
