import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { groupNamed, groupsOfNodes, nodeResourceGroup } from "../../cli/failover/node-resource-group";
import { UsageError } from "../../sandbox/commands/usage";

const vm = (group: string, subscription = "s") => ({
  spec: {
    providerID:
      `azure:///subscriptions/${subscription}/resourceGroups/${group}` +
      "/providers/Microsoft.Compute/virtualMachineScaleSets/aks-user-vmss/virtualMachines/0",
  },
});
const OWN = { subscriptionId: "s", name: "mc_shop" };
const OTHER = { subscriptionId: "s", name: "mc_other" };

describe("the node resource group", () => {
  test("is told by the VMs of a cluster, and by no other node", () => {
    const container = "azure:///subscriptions/s/resourceGroups/aci/providers/Microsoft.ContainerInstance/x/y";
    const nodes = [{}, { spec: {} }, { spec: { providerID: "kind://x" } }, { spec: { providerID: container } }];
    assert.deepEqual(groupsOfNodes([...nodes, vm("mc_shop"), vm("MC_shop", "S"), vm("mc_other")]), [OWN, OTHER]);
  });

  test("is that of the VMs where none is named, and must be named where they are in none or in two", () => {
    assert.deepEqual(nodeResourceGroup({}, [OWN], undefined), OWN);
    assert.throws(() => nodeResourceGroup({}, [], "s"), /no node of this cluster tells .*; give --node-resource-group/);
    assert.throws(() => nodeResourceGroup({}, [OWN, OTHER], "s"), /are in .*\/mc_shop and .*\/mc_other; give --node-/);
    assert.deepEqual(nodeResourceGroup({ name: "mc_other" }, [OWN, OTHER], "t"), OTHER);
  });

  test("is named by its id or its name, in the subscription that is given, that of the VMs, or that of the settings", () => {
    const id = "/subscriptions/s/resourceGroups/mc_shop";
    assert.deepEqual(groupNamed({ named: id }), OWN);
    assert.deepEqual(groupNamed({ named: `${id}/`, subscription: "S" }), OWN);
    const named = groupNamed({ named: "mc_shop" });
    assert.deepEqual(nodeResourceGroup(named, [OWN], "t"), OWN);
    assert.deepEqual(nodeResourceGroup(named, [], "t"), { subscriptionId: "t", name: "mc_shop" });
    assert.deepEqual(nodeResourceGroup(groupNamed({ named: "mc_shop", subscription: "s" }), [], "t"), OWN);
    assert.throws(() => nodeResourceGroup(named, [], undefined), /give --subscription with --node-resource-group/);
  });

  test("of another cluster is refused, by whatever part it differs", () => {
    for (const [named, subscription] of [["mc_other"], ["mc_shop", "t"]] as const) {
      assert.throws(
        () => nodeResourceGroup(groupNamed({ named, subscription }), [OWN], "s"),
        /the nodes of this cluster are in \/subscriptions\/s\/resourceGroups\/mc_shop, not in \/subscriptions\/[st]\//,
      );
    }
    assert.deepEqual(nodeResourceGroup(groupNamed({ named: "MC_Shop" }), [OWN], "s"), { ...OWN, name: "MC_Shop" });
  });

  test("that is named in a way that cannot be is a mistake in the call", () => {
    for (const wanted of [
      { named: "" },
      { named: "a/b" },
      { named: "/subscriptions/s" },
      { named: "/subscriptions/s/resourceGroups/g/providers/x" },
      { named: "/subscriptions/s/resourceGroups/g", subscription: "t" },
      { subscription: "s" },
    ]) {
      assert.throws(() => groupNamed(wanted), UsageError, JSON.stringify(wanted));
    }
  });
});
