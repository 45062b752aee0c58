import assert from "node:assert/strict";
import { test } from "node:test";
import { checkFailures, withDefaults, withLocation } from "../../sandbox/azure-native/check";
import { resourceType } from "../../sandbox/azure-native/resource-types/table";
import { UNKNOWN, type Properties } from "../../sandbox/rpc/provider";

interface Before {
  readonly olds?: Properties;
  readonly seed?: string;
}

function defaults(token: string, news: Properties, { olds = {}, seed = "seed" }: Before = {}): Properties {
  const request = { urn: "urn", type: token, name: "web", olds, news, randomSeed: Buffer.from(seed) };
  return withDefaults(resourceType(token), request);
}

const reasons = (token: string, inputs: Properties) =>
  checkFailures(resourceType(token), inputs).map(({ reason }) => reason);

test("a top-level resource's name ends in eight random digits that a seed repeats", () => {
  const token = "azure-native:network:VirtualNetwork";
  const name = defaults(token, {})["virtualNetworkName"];
  assert.match(name as string, /^web[0-9a-f]{8}$/);
  assert.equal(defaults(token, {})["virtualNetworkName"], name);
  assert.notEqual(defaults(token, {}, { seed: "another" })["virtualNetworkName"], name);
});

test("a resource inside another one takes the Pulumi name as it is", () => {
  assert.equal(defaults("azure-native:network:Subnet", {})["subnetName"], "web");
  assert.equal(defaults("azure-native:containerservice:AgentPool", {})["agentPoolName"], "web");
});

test("a role assignment's name is a UUID", () => {
  const name = defaults("azure-native:authorization:RoleAssignment", {})["roleAssignmentName"];
  assert.match(name as string, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/);
});

test("a generated name stays as it is in later updates, and a chosen name is kept", () => {
  const token = "azure-native:network:VirtualNetwork";
  const old = { virtualNetworkName: "web01234567", __createBeforeDelete: true };
  assert.deepEqual(defaults(token, {}, { olds: old, seed: "another" }), { ...old, azureApiVersion: "2024-05-01" });
  assert.equal(defaults(token, { virtualNetworkName: "mine" }, { olds: old })["virtualNetworkName"], "mine");
});

test("missing properties are named in azure-native's words", () => {
  assert.deepEqual(reasons("azure-native:network:Subnet", { subnetName: "a" }), [
    "missing required property 'resourceGroupName'",
    "missing required property 'virtualNetworkName'",
  ]);
  const rule = { name: "https", access: "Allow", direction: "Inbound", priority: 100 };
  const group = { resourceGroupName: "rg", networkSecurityGroupName: "nsg", location: "x", securityRules: [rule] };
  assert.deepEqual(reasons("azure-native:network:NetworkSecurityGroup", group), [
    "missing required property 'securityRules[0].protocol'",
  ]);
  assert.deepEqual(reasons("azure-native:resources:ResourceGroup", { resourceGroupName: "rg" }), [
    "missing required property 'location'. Either set it explicitly or configure it with 'pulumi config set azure-native:location <value>'.",
  ]);
});

test("what is not known yet is not missing", () => {
  const inputs = { resourceGroupName: UNKNOWN, virtualNetworkName: UNKNOWN, subnetName: "a", delegations: UNKNOWN };
  assert.deepEqual(reasons("azure-native:network:Subnet", inputs), []);
});

test("a location comes from the program, the last deployment, the configuration, or the resource group", async () => {
  const sources = {
    configured: undefined,
    resourceGroupLocation: (name: string) => Promise.resolve(name === "rg" ? "northeurope" : undefined),
  };
  const configured = { ...sources, configured: "westeurope" };
  const located = async (olds: Properties, news: Properties, from: typeof sources | typeof configured) =>
    (await withLocation({ olds }, news, from))["location"];
  assert.equal(await located({ location: "a" }, { location: "b" }, configured), "b");
  assert.equal(await located({ location: "a" }, {}, configured), "a");
  assert.equal(await located({}, { resourceGroupName: "rg" }, configured), "westeurope");
  assert.equal(await located({}, { resourceGroupName: "rg" }, sources), "northeurope");
  assert.equal(await located({}, { resourceGroupName: UNKNOWN }, sources), UNKNOWN);
  assert.equal(await located({}, { resourceGroupName: "other" }, sources), undefined);
});
