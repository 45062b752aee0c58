import { base, body, GROUP, NETWORK, type BodyCase } from "./body-case";

const BALANCER = `${NETWORK}/loadBalancers/lb`;
const POOL = `${BALANCER}/backendAddressPools/web`;
const network = { id: `${NETWORK}/virtualNetworks/net` };

export const balancerBodies: readonly BodyCase[] = [
  {
    token: "azure-native:network:LoadBalancer",
    inputs: {
      ...base,
      loadBalancerName: "lb",
      sku: { name: "Standard" },
      frontendIPConfigurations: [{ name: "in", subnet: { id: `${network.id}/subnets/front` }, zones: ["1"] }],
      backendAddressPools: [
        { name: "web", loadBalancerBackendAddresses: [{ name: "a", ipAddress: "10.0.0.4", virtualNetwork: network }] },
      ],
      probes: [{ name: "http", protocol: "Http", port: 80, requestPath: "/healthz" }],
      loadBalancingRules: [
        {
          name: "http",
          protocol: "Tcp",
          frontendPort: 80,
          backendPort: 8080,
          frontendIPConfiguration: { id: `${BALANCER}/frontendIPConfigurations/in` },
          backendAddressPool: { id: POOL },
          probe: { id: `${BALANCER}/probes/http` },
        },
      ],
    },
    id: BALANCER,
    body: {
      ...body,
      sku: { name: "Standard" },
      properties: {
        frontendIPConfigurations: [
          { name: "in", zones: ["1"], properties: { subnet: { id: `${network.id}/subnets/front` } } },
        ],
        backendAddressPools: [
          {
            name: "web",
            properties: {
              loadBalancerBackendAddresses: [
                { name: "a", properties: { ipAddress: "10.0.0.4", virtualNetwork: network } },
              ],
            },
          },
        ],
        probes: [{ name: "http", properties: { protocol: "Http", port: 80, requestPath: "/healthz" } }],
        loadBalancingRules: [
          {
            name: "http",
            properties: {
              protocol: "Tcp",
              frontendPort: 80,
              backendPort: 8080,
              frontendIPConfiguration: { id: `${BALANCER}/frontendIPConfigurations/in` },
              backendAddressPool: { id: POOL },
              probe: { id: `${BALANCER}/probes/http` },
            },
          },
        ],
      },
    },
  },
  {
    token: "azure-native:network:LoadBalancerBackendAddressPool",
    inputs: {
      resourceGroupName: "rg",
      loadBalancerName: "lb",
      backendAddressPoolName: "web",
      loadBalancerBackendAddresses: [{ name: "a", ipAddress: "10.0.0.4", virtualNetwork: network }],
    },
    id: POOL,
    body: {
      properties: {
        loadBalancerBackendAddresses: [{ name: "a", properties: { ipAddress: "10.0.0.4", virtualNetwork: network } }],
      },
    },
  },
  {
    token: "azure-native:privatedns:PrivateRecordSet",
    inputs: {
      resourceGroupName: "rg",
      privateZoneName: "shop.internal",
      recordType: "A",
      relativeRecordSetName: "web",
      ttl: 30,
      aRecords: [{ ipv4Address: "10.0.0.4" }],
    },
    id: `${GROUP}/providers/Microsoft.Network/privateDnsZones/shop.internal/A/web`,
    body: { properties: { ttl: 30, aRecords: [{ ipv4Address: "10.0.0.4" }] } },
  },
];
