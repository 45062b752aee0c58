import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { identity, roleDefinition, RoundTrip, silent } from "./round-trip";

const NETWORK_CONTRIBUTOR = "4d97b98b-1d4f-4787-a291-c67834d212e7";

let trip: RoundTrip;
before(async () => {
  trip = await RoundTrip.start();
});
after(() => trip.end());

test("what a virtual-node cluster needs is created, read back without drift, and deleted", async () => {
  const group = await trip.create("azure-native:resources:ResourceGroup", {});
  const base = { resourceGroupName: group.state["name"] ?? "" };
  const address = await trip.create("azure-native:network:PublicIPAddress", {
    ...base,
    sku: { name: "Standard" },
    publicIPAllocationMethod: "Static",
  });
  const nat = await trip.create("azure-native:network:NatGateway", {
    ...base,
    sku: { name: "Standard" },
    publicIpAddresses: [{ id: address.id }],
  });
  const network = await trip.create("azure-native:network:VirtualNetwork", {
    ...base,
    addressSpace: { addressPrefixes: ["10.0.0.0/8"] },
  });
  const inNetwork = { ...base, virtualNetworkName: network.state["name"] ?? "" };
  const nodes = await trip.create("azure-native:network:Subnet", {
    ...inNetwork,
    subnetName: "nodes",
    addressPrefix: "10.1.0.0/16",
  });
  const aci = await trip.create("azure-native:network:Subnet", {
    ...inNetwork,
    subnetName: "aci",
    addressPrefix: "10.2.0.0/16",
    natGateway: { id: nat.id },
    delegations: [{ name: "aciDelegation", serviceName: "Microsoft.ContainerInstance/containerGroups" }],
  });
  const me = await trip.create("azure-native:managedidentity:UserAssignedIdentity", base);
  const principal = { principalId: me.state["principalId"] ?? "", principalType: "ServicePrincipal" };
  await trip.create("azure-native:authorization:RoleAssignment", {
    ...principal,
    scope: nodes.id,
    roleDefinitionId: roleDefinition(NETWORK_CONTRIBUTOR),
  });
  const cluster = await trip.create("azure-native:containerservice:ManagedCluster", {
    ...base,
    dnsPrefix: "web",
    identity: { type: "UserAssigned", userAssignedIdentities: [me.id] },
    agentPoolProfiles: [
      { name: "system", mode: "System", count: 1, vmSize: "Standard_D2s_v5", vnetSubnetID: nodes.id },
    ],
    networkProfile: { networkPlugin: "azure", serviceCidr: "10.3.0.0/16", dnsServiceIP: "10.3.0.10" },
    addonProfiles: { aciConnectorLinux: { enabled: true, config: { SubnetName: aci.state["name"] ?? "" } } },
  });
  await trip.create("azure-native:containerservice:AgentPool", {
    ...base,
    resourceName: cluster.state["name"] ?? "",
    agentPoolName: "user",
    mode: "User",
    count: 2,
    vmSize: "Standard_D4s_v5",
    vnetSubnetID: nodes.id,
  });
  // A pool of its own shows among the cluster's, and must not count as a change of the cluster.
  await trip.assertNoDrift(cluster);
  const credentials = await trip.instance.invoke("azure-native:containerservice:listManagedClusterUserCredentials", {
    ...base,
    resourceName: cluster.state["name"] ?? "",
  });
  assert.match(JSON.stringify(credentials), new RegExp(Buffer.from("kind: Config").toString("base64")));
  await trip.deleteAll();
});

test("what Azure refuses is told with its code, and nothing is created", async () => {
  const type = "azure-native:network:VirtualNetwork";
  const addressSpace = { addressPrefixes: ["10.0.0.0/8"] };
  const inputs = { resourceGroupName: "nowhere", virtualNetworkName: "net", location: "westeurope", addressSpace };
  await assert.rejects(trip.instance.create({ ...identity(type), inputs }, silent), {
    message:
      /^(reading|creating or updating) \/subscriptions\/.*\/net: Status=404 Code="ResourceGroupNotFound" Message="/,
  });
});
