import assert from "node:assert/strict";
import { test } from "node:test";
import { importedInputs, refreshedInputs } from "../../sandbox/azure-native/refresh";
import { resourceType } from "../../sandbox/azure-native/resource-types/table";
import { previewOutputs, sdkOutputs } from "../../sandbox/azure-native/shape";
import { UNKNOWN } from "../../sandbox/rpc/provider";

const cluster = resourceType("azure-native:containerservice:ManagedCluster");
const securityGroup = resourceType("azure-native:network:NetworkSecurityGroup");
const identity = resourceType("azure-native:managedidentity:UserAssignedIdentity");

test("a preview knows what the program sets, and that Azure sets the rest", () => {
  const addonProfiles = { aciConnectorLinux: { enabled: true, config: { SubnetName: "aci" } } };
  const outputs = previewOutputs({ location: "westeurope", addonProfiles }, cluster.shape);
  assert.equal(outputs["location"], "westeurope");
  assert.equal(outputs["fqdn"], UNKNOWN);
  assert.equal(outputs["nodeResourceGroup"], UNKNOWN);
  assert.deepEqual(outputs["addonProfiles"], {
    aciConnectorLinux: { enabled: true, config: { SubnetName: "aci" }, identity: UNKNOWN },
  });
});

test("Azure's properties are lifted, and what azure-native names otherwise gets its name", () => {
  const answer = {
    id: "/id",
    type: "Microsoft.ContainerService/managedClusters",
    identity: { principalId: "p", userAssignedIdentities: { "/me": { clientId: "c" } } },
    properties: { fqdn: "aks.example", autoScalerProfile: { "scan-interval": "10s" } },
  };
  assert.deepEqual(sdkOutputs(answer, cluster.shape), {
    id: "/id",
    type: "Microsoft.ContainerService/managedClusters",
    identity: { principalId: "p", userAssignedIdentities: { "/me": { clientId: "c" } } },
    fqdn: "aks.example",
    autoScalerProfile: { scanInterval: "10s" },
  });
  assert.deepEqual(sdkOutputs({ name: "me", properties: { principalId: "p" } }, identity.shape), {
    name: "me",
    principalId: "p",
  });
});

test("a resource group's properties are not lifted", () => {
  const { shape } = resourceType("azure-native:resources:ResourceGroup");
  const answer = { name: "rg", properties: { provisioningState: "Succeeded" } };
  assert.deepEqual(sdkOutputs(answer, shape), answer);
});

const rules = (...names: readonly string[]) =>
  names.map((name, index) => ({ name, priority: index + 100, provisioningState: "Succeeded" }));

test("a refresh without drift leaves the inputs as they are, whatever else Azure answers", () => {
  const inputs = { location: "West Europe", securityRules: [{ name: "a", priority: 100 }], __createBeforeDelete: true };
  const now = { location: "westeurope", securityRules: rules("a"), etag: "1", defaultSecurityRules: [] };
  assert.deepEqual(refreshedInputs(inputs, { before: now, now }), inputs);
  assert.deepEqual(refreshedInputs(inputs, { before: now, now: { ...now, etag: "2" } }), inputs);
});

test("a refresh takes over what somebody else changed of what the program sets", () => {
  const inputs = {
    tags: { a: "1", b: "2" },
    securityRules: [
      { name: "a", priority: 100 },
      { name: "b", priority: 101 },
    ],
  };
  const before = { tags: { a: "1", b: "2" }, securityRules: rules("a", "b") };
  const [a] = rules("a");
  const now = { tags: { a: "changed", c: "3" }, securityRules: [{ ...a, name: "a", priority: 200 }, ...rules("c")] };
  assert.deepEqual(refreshedInputs(inputs, { before, now }), {
    tags: { a: "changed" },
    securityRules: [{ name: "a", priority: 200 }],
  });
});

test("a refresh does not take over pools that are resources of their own", () => {
  const inputs = { agentPoolProfiles: [{ name: "system", count: 2 }] };
  const system = { name: "system", count: 2, mode: "System" };
  const before = { agentPoolProfiles: [system] };
  const now = { agentPoolProfiles: [{ name: "user", count: 3 }, system] };
  assert.deepEqual(refreshedInputs(inputs, { before, now }), inputs);
});

test("an import makes inputs of everything but what Azure sets, and of the id", () => {
  const id = "/subscriptions/s/resourceGroups/rg/providers/Microsoft.Network/networkSecurityGroups/nsg";
  const outputs = {
    id,
    name: "nsg",
    etag: "1",
    location: "westeurope",
    securityRules: [],
    provisioningState: "Succeeded",
  };
  assert.deepEqual(importedInputs(securityGroup, id, outputs), {
    location: "westeurope",
    securityRules: [],
    resourceGroupName: "rg",
    networkSecurityGroupName: "nsg",
  });
});
