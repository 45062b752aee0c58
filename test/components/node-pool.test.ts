import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { ManagedCluster } from "@pulumi/azure-native/containerservice";
import * as pulumi from "@pulumi/pulumi";
import {
  systemPoolProfile,
  userPool,
  ignoredPoolChanges,
  type NodePoolArgs,
  type UserPoolArgs,
} from "../../components/node-pool";
import { decisionForEach, resolve } from "../../components/resolve";
import { systemPoolSpec, userPoolSpec } from "../../sdk/cluster/node-pool-spec";
import { record, registration, settled, SUBSCRIPTION } from "./recording";

const SUBNET = `/subscriptions/${SUBSCRIPTION}/resourceGroups/group/providers/Microsoft.Network/virtualNetworks/net/subnets/nodes`;
const PLACE = { subnetId: SUBNET, location: "westeurope" };

/** What a user pool asks Azure for, and what Pulumi is told about it. */
async function made(args: Partial<UserPoolArgs>, place: object = {}) {
  const recording = await record(() => {
    const cluster = new ManagedCluster("aks", { resourceGroupName: "group" });
    const item = { name: "apps", vmSize: "Standard_D4s_v5", ...args };
    const { pools } = resolve("test", { pools: decisionForEach([item], userPoolSpec) });
    for (const pool of pools) {
      userPool(cluster, "aks-pool-apps", { cluster, resourceGroupName: "group", pool, place: { ...PLACE, ...place } });
    }
  });
  return registration(recording, "aks-pool-apps");
}

const COMMON = {
  resourceGroupName: "group",
  resourceName: "aks",
  agentPoolName: "apps",
  mode: "User",
  type: "VirtualMachineScaleSets",
  osType: "Linux",
  vmSize: "Standard_D4s_v5",
  maxPods: 30,
  vnetSubnetID: SUBNET,
};

describe("a user pool", () => {
  test("has two nodes over all zones of its region, goes with its cluster, and never beside its successor", async () => {
    const { inputs, deletedWith, deleteBeforeReplace, ignoreChanges } = await made({});
    const zones = ["1", "2", "3"];
    assert.deepEqual(inputs, { ...COMMON, count: 2, enableAutoScaling: false, availabilityZones: zones });
    assert.match(deletedWith, /::aks$/);
    assert.equal(deleteBeforeReplace, true);
    assert.deepEqual(ignoreChanges, ["availabilityZones"]);
  });

  test("is in no zone where it says so, or its region has none", async () => {
    for (const pool of [await made({ availabilityZones: [] }), await made({}, { location: "westus" })]) {
      assert.ok(!("availabilityZones" in pool.inputs));
    }
  });

  test("with everything said asks for just that", async () => {
    const { inputs, ignoreChanges } = await made(
      {
        ...{ minCount: 1, maxCount: 9, availabilityZones: ["2"], nodeLabels: { team: "shop" } },
        ...{ nodeTaints: ["team=shop:NoSchedule"], osDiskType: "Ephemeral", osDiskSizeGB: 64 },
        ...{ osSKU: "AzureLinux", maxSurge: "33%" },
      },
      { orchestratorVersion: "1.34" },
    );
    assert.deepEqual(inputs, {
      ...COMMON,
      ...{ count: 1, minCount: 1, maxCount: 9, enableAutoScaling: true, availabilityZones: ["2"] },
      ...{ nodeLabels: { team: "shop" }, nodeTaints: ["team=shop:NoSchedule"], orchestratorVersion: "1.34" },
      ...{ osDiskType: "Ephemeral", osDiskSizeGB: 64, osSKU: "AzureLinux", upgradeSettings: { maxSurge: "33%" } },
    });
    assert.deepEqual(ignoreChanges, ["count"]);
  });

  test("of spot VMs names what AKS would add", async () => {
    const { inputs } = await made({ spot: { maxPrice: 0.05 } });
    const { scaleSetPriority, spotMaxPrice, scaleSetEvictionPolicy, nodeLabels, nodeTaints } = inputs;
    assert.deepEqual([scaleSetPriority, spotMaxPrice, scaleSetEvictionPolicy], ["Spot", 0.05, "Delete"]);
    assert.deepEqual(nodeLabels, { "kubernetes.azure.com/scalesetpriority": "spot" });
    assert.deepEqual(nodeTaints, ["kubernetes.azure.com/scalesetpriority=spot:NoSchedule"]);
  });
});

describe("a system pool", () => {
  const profile = async (args: Partial<NodePoolArgs>, isDedicated: boolean) => {
    const spec = pulumi.output(systemPoolSpec({ vmSize: "Standard_D4s_v5", ...(args as object) }));
    return (await settled(pulumi.output(systemPoolProfile(spec, { ...PLACE, isDedicated })))).value;
  };

  test("keeps other pods off where they have a pool of their own", async () => {
    assert.deepEqual((await profile({}, true)).nodeTaints, ["CriticalAddonsOnly=true:NoSchedule"]);
    assert.equal((await profile({}, false)).nodeTaints, undefined);
  });

  test("has the default name, two nodes and all zones", async () => {
    const { name, count, availabilityZones, mode } = await profile({}, false);
    assert.deepEqual([name, mode, count, availabilityZones], ["system", "System", 2, ["1", "2", "3"]]);
  });
});

test("what is left to AKS is seen from the args that are there, whatever their values", () => {
  const unknown = pulumi.output(pulumi.unknown as unknown as number);
  const vmSize = "Standard_D4s_v5";
  assert.deepEqual(ignoredPoolChanges({ vmSize, minCount: unknown, maxCount: unknown }), [
    "count",
    "availabilityZones",
  ]);
  assert.deepEqual(ignoredPoolChanges({ vmSize, availabilityZones: [] }), []);
});
