import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { kubeconfigLogin } from "../../sdk/kubernetes/kubeconfig-login";
import { bearer, coreApi, officialClients, sandboxStatus } from "../sandbox";

const GROUP = "kubelogin";
const LOCATION = "westeurope";

let kubeconfig = "";

before(async () => {
  const { arm } = await sandboxStatus();
  const { containerService, network } = await officialClients();
  await requestGroup("PUT", { location: LOCATION });
  const subnets = [{ name: "nodes", addressPrefix: "10.8.0.0/20" }];
  const addressSpace = { addressPrefixes: ["10.8.0.0/16"] };
  const made = { location: LOCATION, addressSpace, subnets };
  await network.virtualNetworks.beginCreateOrUpdateAndWait(GROUP, "net", made);
  const vnetSubnetID = `/subscriptions/${arm.subscriptionId}/resourceGroups/${GROUP}/providers/Microsoft.Network/virtualNetworks/net/subnets/nodes`;
  await containerService.managedClusters.createOrUpdate(GROUP, "entra", {
    location: LOCATION,
    dnsPrefix: "entra",
    identity: { type: "SystemAssigned" },
    aadProfile: { managed: true },
    disableLocalAccounts: true,
    networkProfile: { networkPlugin: "azure" },
    agentPoolProfiles: [{ name: "system", mode: "System", count: 1, vmSize: "Standard_D2s_v5", vnetSubnetID }],
  });
  const { kubeconfigs } = await containerService.managedClusters.listClusterUserCredentials(GROUP, "entra");
  kubeconfig = Buffer.from(kubeconfigs?.[0]?.value ?? "").toString();
});

after(() => requestGroup("DELETE"));

async function requestGroup(method: string, body?: object): Promise<void> {
  const { arm } = await sandboxStatus();
  const url = `${arm.url}/subscriptions/${arm.subscriptionId}/resourceGroups/${GROUP}?api-version=2024-03-01`;
  const headers = { authorization: await bearer(arm), "content-type": "application/json" };
  const answer = await fetch(url, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
  assert.ok(answer.ok, `${method} ${url}: ${answer.status} ${await answer.text()}`);
}

test("the official client signs in to a cluster with Entra ID as the Azure CLI's user", async () => {
  const core = await coreApi(kubeconfigLogin(kubeconfig, "azurecli"));
  const { items } = await core.listNode();
  assert.deepEqual(
    items.map(({ metadata }) => metadata?.labels?.["kubernetes.azure.com/agentpool"]),
    ["system"],
  );
});

test("the kubeconfig as AKS gives it waits for a person, and says so", async () => {
  const core = await coreApi(kubeconfig);
  await assert.rejects(core.listNode(), /--login devicecode: a person would have to open/);
});
