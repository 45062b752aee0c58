import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { ArmFixture, SUBSCRIPTION } from "./fixture";
import { runWithSdks } from "./sdk-process";

/** What a user of the official SDKs writes. */
const PROGRAM = `
const { NetworkManagementClient } = require("@azure/arm-network");
const { ContainerServiceClient } = require("@azure/arm-containerservice");
const [endpoint, subscription, token] = process.argv.slice(2);
const credential = { getToken: async () => ({ token, expiresOnTimestamp: Date.now() + 3600e3 }) };
const network = new NetworkManagementClient(credential, subscription, { endpoint, $host: endpoint });
const clusters = new ContainerServiceClient(credential, subscription, { endpoint });

async function main() {
  const location = "westeurope";
  const made = await network.virtualNetworks.beginCreateOrUpdateAndWait("rg", "net", {
    location,
    addressSpace: { addressPrefixes: ["10.0.0.0/16"] },
  });
  const nodes = await network.subnets.beginCreateOrUpdateAndWait("rg", "net", "nodes", { addressPrefix: "10.0.0.0/20" });
  await network.subnets.beginCreateOrUpdateAndWait("rg", "net", "aci", {
    addressPrefix: "10.0.16.0/24",
    delegations: [{ name: "aci", serviceName: "Microsoft.ContainerInstance/containerGroups" }],
  });
  const created = await clusters.managedClusters.createOrUpdate("rg", "aks", {
    location,
    dnsPrefix: "aks",
    identity: { type: "SystemAssigned" },
    networkProfile: { networkPlugin: "azure" },
    agentPoolProfiles: [{ name: "system", mode: "System", count: 2, vmSize: "Standard_D4s_v5", vnetSubnetID: nodes.id }],
    addonProfiles: { aciConnectorLinux: { enabled: true, config: { SubnetName: "aci" } } },
  });
  const read = await clusters.managedClusters.get("rg", "aks");
  const vnet = await network.virtualNetworks.get("rg", "net");
  const credentials = await clusters.managedClusters.listClusterUserCredentials("rg", "aks");
  const subnets = [];
  for await (const subnet of network.subnets.list("rg", "net")) subnets.push(subnet.name);
  const refused = await network.subnets.beginDeleteAndWait("rg", "net", "nodes").then(() => "deleted", (error) => error.code);
  await clusters.managedClusters.delete("rg", "aks");
  await network.subnets.beginDeleteAndWait("rg", "net", "nodes");
  const gone = await clusters.managedClusters.get("rg", "aks").then(() => "there", (error) => error.code);
  console.log(JSON.stringify({
    made: made.provisioningState,
    created: created.provisioningState,
    connector: read.addonProfiles.aciConnectorLinux.identity.objectId !== undefined,
    pools: read.agentPoolProfiles.map((pool) => [pool.name, pool.count]),
    kubeconfig: Buffer.from(credentials.kubeconfigs[0].value).toString(),
    subnets, delegated: vnet.subnets[1].delegations[0].serviceName, refused, gone,
  }));
}
main().catch((error) => { console.error(error); process.exit(1); });
`;

describe("the official SDKs", () => {
  test("make, read and delete a network and a managed cluster, operations and all", async () => {
    const arm = await ArmFixture.start();
    try {
      await arm.done("PUT", "resourceGroups/rg?api-version=2024-03-01", { location: "westeurope" });
      const args = [arm.server.url, SUBSCRIPTION, arm.authorization.slice(7)];
      const seen = await runWithSdks(arm, PROGRAM, { args });
      assert.deepEqual(seen, {
        made: "Succeeded",
        created: "Succeeded",
        connector: true,
        pools: [["system", 2]],
        kubeconfig: "kubeconfig of aks",
        subnets: ["nodes", "aci"],
        delegated: "Microsoft.ContainerInstance/containerGroups",
        refused: "InUseSubnetCannotBeDeleted",
        gone: "ResourceNotFound",
      });
    } finally {
      await arm.end();
    }
  });
});
