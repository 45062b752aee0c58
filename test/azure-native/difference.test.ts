import assert from "node:assert/strict";
import { test } from "node:test";
import { resourceDifference } from "../../sandbox/azure-native/difference";
import { resourceType } from "../../sandbox/azure-native/resource-types/table";
import { UNKNOWN, type Properties } from "../../sandbox/rpc/provider";

const CLUSTER = "azure-native:containerservice:ManagedCluster";
const POOL = "azure-native:containerservice:AgentPool";
const ADDRESS = "azure-native:network:PublicIPAddress";
const ASSIGNMENT = "azure-native:authorization:RoleAssignment";
const NETWORK = "azure-native:network:VirtualNetwork";
const GROUP = "azure-native:network:NetworkSecurityGroup";

interface Inputs {
  readonly old: Properties;
  readonly now: Properties;
  readonly oldState?: Properties;
}

function difference(token: string, { old, now, oldState = {} }: Inputs) {
  const identity = { urn: "urn", type: token, name: "it", id: "/id" };
  return resourceDifference(resourceType(token), {
    ...identity,
    oldInputs: old,
    oldState,
    news: now,
    ignoreChanges: [],
  });
}

/** Each change as `path kind`, with `!` where it needs another resource. */
function changes(token: string, inputs: Inputs): readonly string[] {
  return difference(token, inputs).changes.map(({ path, kind, replaces }) => `${path} ${kind}${replaces ? "!" : ""}`);
}

const cases: readonly [title: string, token: string, old: Properties, now: Properties, expected: readonly string[]][] =
  [
    ["nothing", NETWORK, { location: "eastus" }, { location: "eastus" }, []],
    ["the spelling of a location", NETWORK, { location: "East US" }, { location: "eastus" }, []],
    ["the case of a resource group's name", NETWORK, { resourceGroupName: "RG" }, { resourceGroupName: "rg" }, []],
    [
      "the case of an id",
      POOL,
      { vnetSubnetID: "/subscriptions/a/resourceGroups/RG" },
      { vnetSubnetID: "/subscriptions/a/resourcegroups/rg" },
      [],
    ],
    ["another location", NETWORK, { location: "eastus" }, { location: "westus" }, ["location update!"]],
    ["another name", NETWORK, { virtualNetworkName: "a" }, { virtualNetworkName: "b" }, ["virtualNetworkName update!"]],
    ["a tag more", NETWORK, { tags: { a: "1" } }, { tags: { a: "1", b: "2" } }, ["tags.b add"]],
    ["a tag less", NETWORK, { tags: { a: "1" } }, { tags: {} }, ["tags.a delete"]],
    ["a tag with a dot", NETWORK, { tags: {} }, { tags: { "a.b": "1" } }, ['tags["a.b"] add']],
    ["a pool's size", POOL, { vmSize: "A" }, { vmSize: "B" }, ["vmSize update!"]],
    ["a pool's count", POOL, { count: 1 }, { count: 2 }, ["count update"]],
    [
      "what Azure refuses to change in a pool is left to Azure",
      POOL,
      { maxPods: 30, osDiskSizeGB: 64 },
      { maxPods: 60, osDiskSizeGB: 128 },
      ["maxPods update", "osDiskSizeGB update"],
    ],
    [
      "the network plugin and the outbound ports",
      CLUSTER,
      { networkProfile: { networkPlugin: "azure", loadBalancerProfile: { allocatedOutboundPorts: 0 } } },
      { networkProfile: { networkPlugin: "none", loadBalancerProfile: { allocatedOutboundPorts: 8 } } },
      ["networkProfile.networkPlugin update!", "networkProfile.loadBalancerProfile.allocatedOutboundPorts update"],
    ],
    [
      "the inside of a member that is fixed as a whole",
      CLUSTER,
      { linuxProfile: { adminUsername: "a" } },
      { linuxProfile: { adminUsername: "b" } },
      ["linuxProfile.adminUsername update!"],
    ],
    ["a DNS prefix", CLUSTER, { dnsPrefix: "a" }, { dnsPrefix: "b" }, ["dnsPrefix update!"]],
    [
      "the Kubernetes version",
      CLUSTER,
      { kubernetesVersion: "1.34" },
      { kubernetesVersion: "1.35" },
      ["kubernetesVersion update"],
    ],
    [
      "the order of pools, and one pool's count",
      CLUSTER,
      {
        agentPoolProfiles: [
          { name: "a", count: 1 },
          { name: "b", count: 1 },
        ],
      },
      {
        agentPoolProfiles: [
          { name: "b", count: 2 },
          { name: "a", count: 1 },
        ],
      },
      ["agentPoolProfiles[0].count update"],
    ],
    [
      "a rule more and a rule less",
      GROUP,
      {
        securityRules: [
          { name: "a", priority: 1 },
          { name: "b", priority: 2 },
        ],
      },
      {
        securityRules: [
          { name: "b", priority: 2 },
          { name: "c", priority: 3 },
        ],
      },
      ["securityRules[1] add", "securityRules[0] delete"],
    ],
    [
      "a list of plain values",
      NETWORK,
      { addressSpace: { addressPrefixes: ["10.0.0.0/8"] } },
      { addressSpace: { addressPrefixes: ["10.0.0.0/8", "172.16.0.0/12"] } },
      ["addressSpace.addressPrefixes[1] add"],
    ],
    ["a SKU", ADDRESS, { sku: { name: "Basic" } }, { sku: { name: "Standard" } }, ["sku.name update!"]],
    ["who is assigned a role", ASSIGNMENT, { principalId: "a" }, { principalId: "b" }, ["principalId update!"]],
    ["a scope", ASSIGNMENT, { scope: "/a" }, { scope: "/b" }, ["scope update!"]],
    ["something not known yet", ASSIGNMENT, { principalId: "a" }, { principalId: UNKNOWN }, ["principalId update!"]],
    ["a description", ASSIGNMENT, { description: "a" }, { description: "b" }, ["description update"]],
    ["the provider's own notes", NETWORK, { __createBeforeDelete: true }, {}, []],
  ];

for (const [title, token, old, now, expected] of cases) {
  test(`a difference: ${title}`, () => {
    assert.deepEqual(changes(token, { old, now }), expected);
  });
}

test("spelling out what Azure had chosen anyway is no reason for another resource", () => {
  const spelled = (name: string) => ({
    old: {},
    now: { nodeResourceGroup: name },
    oldState: { nodeResourceGroup: "MC_a" },
  });
  assert.deepEqual(changes(CLUSTER, spelled("MC_a")), ["nodeResourceGroup add"]);
  assert.deepEqual(changes(CLUSTER, spelled("other")), ["nodeResourceGroup add!"]);
});

test("a resource with a random name is replaced before it is deleted, one with a chosen name after", () => {
  const chosen = { location: "eastus", virtualNetworkName: "net" };
  const random = { ...chosen, __createBeforeDelete: true };
  const moved = (old: Properties) => difference(NETWORK, { old, now: { ...old, location: "westus" } });
  assert.equal(moved(chosen).deleteBeforeReplace, true);
  assert.equal(moved(random).deleteBeforeReplace, false);
});
