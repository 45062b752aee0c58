import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import type { ClusterHost } from "../../sandbox/arm/cluster-host";
import { startArmServer, type ArmServer } from "../../sandbox/arm/server";
import { armClient, type ArmClient } from "../../sandbox/azure-native/arm-client";
import { azureNativeProvider } from "../../sandbox/azure-native/provider";
import { createAuthority, issueCertificate } from "../../sandbox/certificates";
import type { Properties, ProviderInstance, ResourceState } from "../../sandbox/rpc/provider";
import { hasArmSchemas, schemaViolations } from "../arm-schema";
import { requestBody } from "../../sandbox/azure-native/request-body";

const subscriptionId = "11111111-1111-1111-1111-111111111111";
const tenantId = "22222222-2222-2222-2222-222222222222";
const clientSecret = "a secret of this test";
const roles = `/subscriptions/${subscriptionId}/providers/Microsoft.Authorization/roleDefinitions`;
const networkContributor = `${roles}/4d97b98b-1d4f-4787-a291-c67834d212e7`;
const silent = { status: () => undefined, warn: () => undefined };

const host: ClusterHost = {
  ensure: () => Promise.resolve({ kubeconfig: "kind: Config", fqdn: "127.0.0.1:6443", kubernetesVersion: "1.35.4" }),
  remove: () => Promise.resolve(),
};

let directory = "";
let server: ArmServer;
let arm: ArmClient;
let instance: ProviderInstance;

before(async () => {
  directory = mkdtempSync(path.join(os.tmpdir(), "round-trip-"));
  const authority = await createAuthority("round trip");
  const certificate = await issueCertificate(authority, { commonName: "127.0.0.1", hosts: ["127.0.0.1"] });
  const whose = { subscriptionId, tenantId, clientSecret };
  const quick = { coldStartSeconds: 0.1, operationSeconds: 0.01, log: () => undefined, onFaults: () => undefined };
  const storeFile = path.join(directory, "arm.json");
  server = await startArmServer({ certificate, storeFile, port: 0, clusterHost: host, ...whose, ...quick });
  const tokenUrl = `${server.url}/${tenantId}/oauth2/v2.0/token`;
  arm = armClient({ url: server.url, ca: authority.cert, tokenUrl, clientId: "round-trip", ...whose });
  instance = azureNativeProvider({ arm }).instance();
  await instance.configure({ location: "westeurope" });
});

after(async () => {
  arm.close();
  await server.close();
  rmSync(directory, { recursive: true });
});

interface Created extends ResourceState {
  readonly type: string;
  readonly inputs: Properties;
}

const created: Created[] = [];
const identity = (type: string) => ({ urn: `urn:${type}`, type, name: "web", timeout: 30, preview: false });

/** Checks and creates a resource as the engine does, and sees that reading it back finds no drift. */
async function create(type: string, news: Properties): Promise<Created> {
  const checked = await instance.check({ ...identity(type), olds: {}, news, randomSeed: Buffer.from("seed") });
  assert.deepEqual(checked.failures, []);
  if (hasArmSchemas) assert.deepEqual(schemaViolations(requestBody(type, checked.inputs)), []);
  const state = await instance.create({ ...identity(type), inputs: checked.inputs }, silent);
  const resource = { ...state, type, inputs: checked.inputs };
  created.push(resource);
  await assertNoDrift(resource);
  return resource;
}

async function assertNoDrift({ type, id, inputs, state }: Created): Promise<void> {
  const read = await instance.read({ ...identity(type), id, inputs, state });
  assert.deepEqual(read?.inputs, inputs, `${type} after a refresh`);
  const difference = { id, oldInputs: read.inputs, oldState: read.state, news: inputs, ignoreChanges: [] };
  assert.deepEqual((await instance.diff({ ...identity(type), ...difference })).changes, []);
}

test("what a virtual-node cluster needs is created, read back without drift, and deleted", async () => {
  const group = await create("azure-native:resources:ResourceGroup", {});
  const base = { resourceGroupName: group.state["name"] ?? "" };
  const address = await create("azure-native:network:PublicIPAddress", {
    ...base,
    sku: { name: "Standard" },
    publicIPAllocationMethod: "Static",
  });
  const nat = await create("azure-native:network:NatGateway", {
    ...base,
    sku: { name: "Standard" },
    publicIpAddresses: [{ id: address.id }],
  });
  const network = await create("azure-native:network:VirtualNetwork", {
    ...base,
    addressSpace: { addressPrefixes: ["10.0.0.0/8"] },
  });
  const inNetwork = { ...base, virtualNetworkName: network.state["name"] ?? "" };
  const nodes = await create("azure-native:network:Subnet", {
    ...inNetwork,
    subnetName: "nodes",
    addressPrefix: "10.1.0.0/16",
  });
  const aci = await create("azure-native:network:Subnet", {
    ...inNetwork,
    subnetName: "aci",
    addressPrefix: "10.2.0.0/16",
    natGateway: { id: nat.id },
    delegations: [{ name: "aciDelegation", serviceName: "Microsoft.ContainerInstance/containerGroups" }],
  });
  const me = await create("azure-native:managedidentity:UserAssignedIdentity", base);
  const principal = { principalId: me.state["principalId"] ?? "", principalType: "ServicePrincipal" };
  await create("azure-native:authorization:RoleAssignment", {
    ...principal,
    scope: nodes.id,
    roleDefinitionId: networkContributor,
  });
  const cluster = await create("azure-native:containerservice:ManagedCluster", {
    ...base,
    dnsPrefix: "web",
    identity: { type: "UserAssigned", userAssignedIdentities: [me.id] },
    agentPoolProfiles: [
      { name: "system", mode: "System", count: 1, vmSize: "Standard_D2s_v5", vnetSubnetID: nodes.id },
    ],
    networkProfile: { networkPlugin: "azure", serviceCidr: "10.3.0.0/16", dnsServiceIP: "10.3.0.10" },
    addonProfiles: { aciConnectorLinux: { enabled: true, config: { SubnetName: aci.state["name"] ?? "" } } },
  });
  await create("azure-native:containerservice:AgentPool", {
    ...base,
    resourceName: cluster.state["name"] ?? "",
    agentPoolName: "user",
    mode: "User",
    count: 2,
    vmSize: "Standard_D4s_v5",
    vnetSubnetID: nodes.id,
  });
  // A pool of its own shows among the cluster's, and must not count as a change of the cluster.
  await assertNoDrift(cluster);
  const credentials = await instance.invoke("azure-native:containerservice:listManagedClusterUserCredentials", {
    ...base,
    resourceName: cluster.state["name"] ?? "",
  });
  assert.match(JSON.stringify(credentials), new RegExp(Buffer.from("kind: Config").toString("base64")));

  for (const { type, id, inputs, state } of [...created].reverse()) {
    await instance.delete({ ...identity(type), id, inputs, state }, silent);
    assert.equal(await instance.read({ ...identity(type), id, inputs, state }), undefined, `${type} is gone`);
  }
});

test("what Azure refuses is told with its code, and nothing is created", async () => {
  const type = "azure-native:network:VirtualNetwork";
  const addressSpace = { addressPrefixes: ["10.0.0.0/8"] };
  const inputs = { resourceGroupName: "nowhere", virtualNetworkName: "net", location: "westeurope", addressSpace };
  await assert.rejects(instance.create({ ...identity(type), inputs }, silent), {
    message:
      /^(reading|creating or updating) \/subscriptions\/.*\/net: Status=404 Code="ResourceGroupNotFound" Message="/,
  });
});
