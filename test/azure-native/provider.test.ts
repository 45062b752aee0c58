import assert from "node:assert/strict";
import { test } from "node:test";
import { AcceptedOperationError, type ArmClient } from "../../sandbox/azure-native/arm-client";
import { azureNativeProvider } from "../../sandbox/azure-native/provider";
import { InitializationError, UNKNOWN, type Properties } from "../../sandbox/rpc/provider";

const SUBNET = "azure-native:network:Subnet";
const NETWORK = "azure-native:network:VirtualNetwork";
const networkId = "/subscriptions/s/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/net";
const network = { resourceGroupName: "rg", virtualNetworkName: "net", location: "westeurope" };

/** An ARM that keeps what it is sent; `failing` makes operations fail after they were accepted. */
function keepingArm({ failing = false } = {}) {
  const resources = new Map<string, Properties>();
  const arm: ArmClient = {
    subscriptionId: "s",
    tenantId: "t",
    clientId: "c",
    get: ({ path }) => Promise.resolve(resources.get(path)),
    put: ({ path, body }) => {
      const kept = { id: path, name: path.split("/").at(-1) ?? "", ...body };
      resources.set(path, kept);
      return failing ? Promise.reject(new AcceptedOperationError(`creating ${path}: no room`)) : Promise.resolve(kept);
    },
    delete: ({ path }) => {
      resources.delete(path);
      return Promise.resolve();
    },
    post: ({ path }) => Promise.resolve({ kubeconfigs: [{ name: path, value: "YQ==" }] }),
    token: () => Promise.resolve(`h.${Buffer.from(JSON.stringify({ oid: "o" })).toString("base64url")}.s`),
    close: () => undefined,
  };
  return { arm, resources };
}

const identity = (type: string) => ({ urn: "urn", type, name: "it", preview: false, timeout: 0 });
const updating = { ...identity(NETWORK), id: networkId, oldInputs: network, ignoreChanges: [] };
const silent = { status: () => undefined, warn: () => undefined };

test("a preview creates nothing and has no id", async () => {
  const { arm, resources } = keepingArm();
  const instance = azureNativeProvider({ arm }).instance();
  const created = await instance.create({ ...identity(NETWORK), inputs: network, preview: true }, silent);
  assert.equal(created.id, UNKNOWN);
  assert.equal(created.state["name"], UNKNOWN);
  assert.equal(created.state["location"], "westeurope");
  assert.equal(resources.size, 0);
});

test("an update's preview knows the name and the location", async () => {
  const instance = azureNativeProvider(keepingArm()).instance();
  const oldState = { name: "net", location: "westeurope", etag: "1" };
  const request = { ...updating, inputs: network, oldState, preview: true };
  const { id, state } = await instance.update(request, silent);
  assert.equal(id, networkId);
  assert.equal(state["name"], "net");
  assert.equal(state["etag"], UNKNOWN);
});

test("what is there already is not created again", async () => {
  const { arm, resources } = keepingArm();
  resources.set(networkId, { id: networkId });
  const instance = azureNativeProvider({ arm }).instance();
  await assert.rejects(instance.create({ ...identity(NETWORK), inputs: network }, silent), {
    message: `cannot create already existing resource '${networkId}'`,
  });
});

test("a network that is updated without its subnets keeps them", async () => {
  const { arm, resources } = keepingArm();
  const subnets = [{ name: "aci", properties: { addressPrefix: "10.1.0.0/16" } }];
  resources.set(networkId, { id: networkId, properties: { subnets } });
  const instance = azureNativeProvider({ arm }).instance();
  await instance.update({ ...updating, inputs: { ...network, tags: { a: "1" } }, oldState: {} }, silent);
  assert.deepEqual(resources.get(networkId)?.["properties"], { subnets, virtualNetworkPeerings: [] });
});

test("a resource whose operation failed after it was accepted stays in the engine's state", async () => {
  const instance = azureNativeProvider(keepingArm({ failing: true })).instance();
  await assert.rejects(instance.create({ ...identity(NETWORK), inputs: network }, silent), (error: unknown) => {
    assert.ok(error instanceof InitializationError);
    assert.equal(error.resource.id, networkId);
    assert.deepEqual(error.reasons, [`creating ${networkId}: no room`]);
    return true;
  });
});

test("a resource that is gone is read as gone", async () => {
  const instance = azureNativeProvider(keepingArm()).instance();
  assert.equal(await instance.read({ ...identity(NETWORK), id: networkId, inputs: network, state: {} }), undefined);
});

test("the configuration's location and subscription are used", async () => {
  const { arm, resources } = keepingArm();
  const instance = azureNativeProvider({ arm }).instance();
  await instance.configure({ location: "northeurope", subscriptionId: "other" });
  const request = { ...identity(NETWORK), olds: {}, news: { resourceGroupName: "rg" }, randomSeed: Buffer.from("x") };
  const { inputs, failures } = await instance.check(request);
  assert.deepEqual(failures, []);
  assert.equal(inputs["location"], "northeurope");
  await instance.create({ ...identity(NETWORK), inputs }, silent);
  assert.match([...resources.keys()].join(), /^\/subscriptions\/other\//);
});

test("another configuration changes the provider and replaces nothing", () => {
  const instance = azureNativeProvider(keepingArm()).instance();
  assert.deepEqual(instance.diffConfig({ location: "westeurope" }, { location: "northeurope" }).changes, [
    { path: "location", kind: "update", replaces: false },
  ]);
});

test("a cluster's credentials are what its action answers", async () => {
  const instance = azureNativeProvider(keepingArm()).instance();
  const args = { resourceGroupName: "rg", resourceName: "aks" };
  const token = "azure-native:containerservice:listManagedClusterUserCredentials";
  const name = "/subscriptions/s/resourceGroups/rg/providers/Microsoft.ContainerService/managedClusters/aks";
  assert.deepEqual(await instance.invoke(token, args), {
    kubeconfigs: [{ name: `${name}/listClusterUserCredential`, value: "YQ==" }],
  });
});

test("the client's configuration is that of its token", async () => {
  const instance = azureNativeProvider(keepingArm()).instance();
  assert.deepEqual(await instance.invoke("azure-native:authorization:getClientConfig", {}), {
    clientId: "c",
    objectId: "o",
    subscriptionId: "s",
    tenantId: "t",
  });
});

test("a getter answers in azure-native's form, and names what is not there", async () => {
  const { arm, resources } = keepingArm();
  resources.set(networkId, { id: networkId, name: "net", properties: { resourceGuid: "g" } });
  const instance = azureNativeProvider({ arm }).instance();
  assert.deepEqual(await instance.invoke("azure-native:network:getVirtualNetwork", network), {
    id: networkId,
    name: "net",
    resourceGuid: "g",
    azureApiVersion: "2024-05-01",
  });
  await assert.rejects(instance.invoke("azure-native:network:getSubnet", { ...network, subnetName: "aci" }), {
    message: `reading ${networkId}/subnets/aci: it does not exist`,
  });
});

test("types and functions that the sandbox doesn't have are named", async () => {
  const instance = azureNativeProvider(keepingArm()).instance();
  await assert.rejects(instance.invoke("azure-native:storage:listStorageAccountKeys", {}), {
    message: /^Function azure-native:storage:listStorageAccountKeys is not part of the sandbox. It has: /,
  });
  await assert.rejects(instance.create({ ...identity("azure-native:storage:Blob"), inputs: {} }, silent), {
    message: /^Resource type azure-native:storage:Blob is not part of the sandbox. It has: /,
  });
});

test("a subnet without its network is refused before anything is sent", async () => {
  const instance = azureNativeProvider(keepingArm()).instance();
  const request = { ...identity(SUBNET), olds: {}, news: { resourceGroupName: "rg" }, randomSeed: Buffer.from("x") };
  const { failures } = await instance.check(request);
  assert.deepEqual(failures, [{ property: "", reason: "missing required property 'virtualNetworkName'" }]);
});
