import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { ArmFixture, makeNetwork, SUBSCRIPTION } from "./fixture";
import { runWithSdks } from "./sdk-process";

/** Makes with the official SDKs what a production network and cluster have, and reads it back. */
const PROGRAM = `
const { NetworkManagementClient } = require("@azure/arm-network");
const { ContainerServiceClient } = require("@azure/arm-containerservice");
const [endpoint, subscription, token] = process.argv.slice(2);
const credential = { getToken: async () => ({ token, expiresOnTimestamp: Date.now() + 3600e3 }) };
const network = new NetworkManagementClient(credential, subscription, { endpoint, $host: endpoint });
const clusters = new ContainerServiceClient(credential, subscription, { endpoint });
const location = "westeurope";
const sku = { name: "Standard" };

async function main() {
  const prefix = await network.publicIPPrefixes.beginCreateOrUpdateAndWait("rg", "block", { location, sku, prefixLength: 30 });
  const nat = await network.natGateways.beginCreateOrUpdateAndWait("rg", "nat", {
    location, sku, idleTimeoutInMinutes: 10, publicIpPrefixes: [{ id: prefix.id }],
  });
  const rule = { name: "https", priority: 100, direction: "Inbound", access: "Allow", protocol: "Tcp",
    sourceAddressPrefix: "*", sourcePortRange: "*", destinationAddressPrefix: "*", destinationPortRange: "443" };
  const nsg = await network.networkSecurityGroups.beginCreateOrUpdateAndWait("rg", "nsg", { location, securityRules: [rule] });
  await network.subnets.beginCreateOrUpdateAndWait("rg", "net", "aci", {
    addressPrefix: "10.0.16.0/28", natGateway: { id: nat.id }, networkSecurityGroup: { id: nsg.id },
    serviceEndpoints: [{ service: "Microsoft.Storage" }],
    delegations: [{ name: "aci", serviceName: "Microsoft.ContainerInstance/containerGroups" }],
  });
  const nodes = await network.subnets.get("rg", "net", "nodes");
  await clusters.managedClusters.createOrUpdate("rg", "aks", {
    location, dnsPrefix: "aks", identity: { type: "SystemAssigned" }, sku: { name: "Base", tier: "Standard" },
    aadProfile: { managed: true, enableAzureRbac: true }, disableLocalAccounts: true,
    oidcIssuerProfile: { enabled: true }, securityProfile: { workloadIdentity: { enabled: true } },
    workloadAutoScalerProfile: { keda: { enabled: true } },
    networkProfile: { networkPlugin: "azure" },
    agentPoolProfiles: [{ name: "system", mode: "System", count: 2, vmSize: "Standard_D4s_v5", vnetSubnetID: nodes.id }],
  });
  await clusters.maintenanceConfigurations.createOrUpdate("rg", "aks", "aksManagedAutoUpgradeSchedule", {
    maintenanceWindow: { durationHours: 4, startTime: "02:00", schedule: { weekly: { intervalWeeks: 1, dayOfWeek: "Sunday" } } },
  });
  const window = await clusters.maintenanceConfigurations.get("rg", "aks", "aksManagedAutoUpgradeSchedule");
  const cluster = await clusters.managedClusters.get("rg", "aks");
  const subnet = await network.subnets.get("rg", "net", "aci");
  const admin = await clusters.managedClusters.listClusterAdminCredentials("rg", "aks").then(() => "given", (error) => error.code);
  console.log(JSON.stringify({
    prefix: /^198\\.18\\..*\\/30$/.test(prefix.ipPrefix),
    outbound: (await network.natGateways.get("rg", "nat")).publicIpPrefixes.length,
    rules: (await network.networkSecurityGroups.get("rg", "nsg")).defaultSecurityRules.length,
    endpoints: subnet.serviceEndpoints[0].locations,
    window: window.maintenanceWindow.schedule.weekly.dayOfWeek,
    issuer: cluster.oidcIssuerProfile.issuerURL.startsWith("https://westeurope.oic.prod-aks.azure.com/"),
    kubelet: cluster.identityProfile.kubeletidentity.objectId !== undefined,
    tier: cluster.sku.tier, keda: cluster.workloadAutoScalerProfile.keda.enabled, admin,
  }));
}
main().catch((error) => { console.error(error); process.exit(1); });
`;

describe("the official SDKs", () => {
  test("make and read what a production network and cluster have", async () => {
    const arm = await ArmFixture.start();
    try {
      await makeNetwork(arm);
      const args = [arm.server.url, SUBSCRIPTION, arm.authorization.slice(7)];
      assert.deepEqual(await runWithSdks(arm, PROGRAM, { args }), {
        prefix: true,
        outbound: 1,
        rules: 6,
        endpoints: ["westeurope"],
        window: "Sunday",
        issuer: true,
        kubelet: true,
        tier: "Standard",
        keda: true,
        admin: "BadRequest",
      });
    } finally {
      await arm.end();
    }
  });
});
