import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, test } from "node:test";
import type { Properties } from "../../sandbox/rpc/provider";
import { RoundTrip, type Created } from "./round-trip";

let trip: RoundTrip;
const base = { resourceGroupName: "rg" };

before(async () => {
  trip = await RoundTrip.start();
});
beforeEach(() => trip.create("azure-native:resources:ResourceGroup", base));
afterEach(() => trip.deleteAll());
after(() => trip.end());

async function subnets(): Promise<{ readonly network: Created; readonly aci: Created; readonly front: Created }> {
  const network = await trip.create("azure-native:network:VirtualNetwork", {
    ...base,
    virtualNetworkName: "net",
    addressSpace: { addressPrefixes: ["10.0.0.0/16"] },
  });
  const subnet = (subnetName: string, addressPrefix: string, more: Properties = {}) =>
    trip.create("azure-native:network:Subnet", {
      ...base,
      virtualNetworkName: "net",
      subnetName,
      addressPrefix,
      ...more,
    });
  const delegations = [{ name: "aci", serviceName: "Microsoft.ContainerInstance/containerGroups" }];
  const aci = await subnet("aci", "10.0.1.0/24", { delegations });
  return { network, aci, front: await subnet("front", "10.0.2.0/24") };
}

const container = (image: string): Properties => ({
  name: "web",
  image,
  ports: [{ port: 80 }],
  resources: { requests: { cpu: 1, memoryInGB: 1 } },
});

test("a single group with a public name is made, updated in place, and read back without drift and without its secrets", async () => {
  const group = await trip.create("azure-native:containerinstance:ContainerGroup", {
    ...base,
    containerGroupName: "first",
    osType: "Linux",
    restartPolicy: "Always",
    containers: [{ ...container("web:1"), environmentVariables: [{ name: "TOKEN", secureValue: "hush" }] }],
    ipAddress: { type: "Public", dnsNameLabel: "first", ports: [{ port: 80, protocol: "TCP" }] },
    imageRegistryCredentials: [{ server: "registry.example", username: "me", password: "hush" }],
  });
  assert.equal(JSON.stringify(group.state).includes("hush"), false);
  assert.match(JSON.stringify(group.state["ipAddress"]), /"fqdn":"first\.westeurope\.azurecontainer\.io"/);
  await trip.update(group, { containers: [container("web:2")] });
});

test("a fleet behind an internal load balancer, with its private name, is made, scaled and read back without drift", async () => {
  const { network, aci, front } = await subnets();
  const balancerId = `/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/rg/providers/Microsoft.Network/loadBalancers/lb`;
  const pool = `${balancerId}/backendAddressPools/web`;
  const balancer = await trip.create("azure-native:network:LoadBalancer", {
    ...base,
    loadBalancerName: "lb",
    sku: { name: "Standard" },
    frontendIPConfigurations: [{ name: "in", subnet: { id: front.id } }],
    backendAddressPools: [{ name: "web" }],
    probes: [{ name: "http", protocol: "Http", port: 80, requestPath: "/" }],
    loadBalancingRules: [
      {
        name: "http",
        protocol: "Tcp",
        frontendPort: 80,
        backendPort: 80,
        frontendIPConfiguration: { id: `${balancerId}/frontendIPConfigurations/in` },
        backendAddressPool: { id: pool },
        probe: { id: `${balancerId}/probes/http` },
      },
    ],
  });
  assert.match(JSON.stringify(balancer.state["frontendIPConfigurations"]), /"privateIPAddress":"10\.0\.2\.4"/);
  const zone = await trip.create("azure-native:privatedns:PrivateZone", {
    ...base,
    privateZoneName: "shop.internal",
    location: "global",
  });
  await trip.create("azure-native:privatedns:VirtualNetworkLink", {
    ...base,
    privateZoneName: "shop.internal",
    location: "global",
    virtualNetwork: { id: network.id },
    registrationEnabled: false,
  });
  await trip.create("azure-native:privatedns:PrivateRecordSet", {
    ...base,
    privateZoneName: "shop.internal",
    recordType: "A",
    relativeRecordSetName: "web",
    ttl: 30,
    aRecords: [{ ipv4Address: "10.0.2.4" }],
  });
  await trip.assertNoDrift(zone);
  const profile = await trip.create("azure-native:containerinstance:ContainerGroupProfile", {
    ...base,
    containerGroupProfileName: "web",
    osType: "Linux",
    containers: [container("web:1")],
  });
  assert.equal(profile.state["revision"], 1);
  const nGroup = await trip.create("azure-native:containerinstance:NGroup", {
    ...base,
    ngroupsName: "web",
    zones: ["1", "2"],
    elasticProfile: { desiredCount: 2, maintainDesiredCount: true },
    containerGroupProfiles: [
      {
        resource: { id: profile.id },
        revision: 1,
        containerGroupProperties: { subnetIds: [{ id: aci.id }] },
        networkProfile: { loadBalancer: { backendAddressPools: [{ resource: pool }] } },
      },
    ],
  });
  // That its pool now has the groups' addresses is no change of the load balancer.
  await trip.assertNoDriftAtAll();
  await trip.update(nGroup, { elasticProfile: { desiredCount: 3, maintainDesiredCount: true } });
});

test("a pool of backends is a resource of its own, which an update of the load balancer leaves alone", async () => {
  const { network, front } = await subnets();
  const balancer = await trip.create("azure-native:network:LoadBalancer", {
    ...base,
    loadBalancerName: "lb",
    frontendIPConfigurations: [{ name: "in", subnet: { id: front.id } }],
  });
  await trip.create("azure-native:network:LoadBalancerBackendAddressPool", {
    ...base,
    loadBalancerName: "lb",
    backendAddressPoolName: "web",
    loadBalancerBackendAddresses: [{ name: "a", ipAddress: "10.0.1.4", virtualNetwork: { id: network.id } }],
  });
  await trip.update(balancer, { tags: { team: "a" } });
  await trip.assertNoDriftAtAll();
});

test("a standby pool of a profile is made, resized and read back without drift", async () => {
  const profile = await trip.create("azure-native:containerinstance:ContainerGroupProfile", {
    ...base,
    containerGroupProfileName: "web",
    osType: "Linux",
    containers: [container("web:1")],
  });
  const pool = await trip.create("azure-native:standbypool:StandbyContainerGroupPool", {
    ...base,
    standbyContainerGroupPoolName: "ready",
    elasticityProfile: { maxReadyCapacity: 2, refillPolicy: "always" },
    containerGroupProperties: { containerGroupProfile: { id: profile.id, revision: 1 } },
  });
  await trip.update(pool, { elasticityProfile: { maxReadyCapacity: 3, refillPolicy: "always" } });
});
