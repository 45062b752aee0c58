import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { freeAddress } from "../../sandbox/arm/containers/free-address";
import { parseCidr } from "../../sdk/network/cidr";
import { isAtOrBelow, parseId, parsePath } from "../../sandbox/arm/resource-id";

const GROUP = "/subscriptions/s/resourceGroups/rg";
const SUBNET = `${GROUP}/providers/Microsoft.Network/virtualNetworks/v/subnets/n`;

describe("ARM ids", () => {
  test("a nested resource knows its parent, its scope and its group", () => {
    const id = parseId(SUBNET);
    assert.deepEqual(
      [id?.type, id?.name, id?.parent, id?.scope, id?.resourceGroup],
      [
        "Microsoft.Network/virtualNetworks/subnets",
        "n",
        `${GROUP}/providers/Microsoft.Network/virtualNetworks/v`,
        GROUP,
        GROUP,
      ],
    );
  });

  test("a resource that extends another one has it as its scope", () => {
    const id = parseId(`${SUBNET}/providers/Microsoft.Authorization/roleAssignments/g`);
    assert.deepEqual([id?.type, id?.scope, id?.parent], ["Microsoft.Authorization/roleAssignments", SUBNET, undefined]);
  });

  test("what is left over is a collection or an action", () => {
    const collection = parsePath(`${GROUP}/providers/Microsoft.Network/virtualNetworks`);
    assert.deepEqual(collection, { kind: "collection", scope: GROUP, type: "Microsoft.Network/virtualNetworks" });
    const action = parsePath(
      `${GROUP}/providers/Microsoft.ContainerService/managedClusters/c/listClusterUserCredential`,
    );
    assert.equal(action?.kind === "action" ? action.action : "", "listClusterUserCredential");
    assert.deepEqual(parsePath("/subscriptions/s/resourcegroups"), {
      kind: "collection",
      scope: "/subscriptions/s",
      type: "Microsoft.Resources/resourceGroups",
    });
    assert.equal(parsePath("/nothing/of/ours"), undefined);
  });

  test("below is by whole segments and in any case", () => {
    assert.ok(isAtOrBelow(SUBNET.toUpperCase(), GROUP));
    assert.ok(!isAtOrBelow(`${GROUP}2/providers/X/y/z`, GROUP));
  });
});

describe("a subnet's addresses", () => {
  test("the free address is the first that is neither Azure's nor taken", () => {
    const range = parseCidr("10.0.0.0/29");
    assert.ok(range);
    assert.equal(freeAddress(range, new Set()), "10.0.0.4");
    assert.equal(freeAddress(range, new Set(["10.0.0.4", "10.0.0.5"])), "10.0.0.6");
    assert.equal(freeAddress(range, new Set(["10.0.0.4", "10.0.0.5", "10.0.0.6"])), undefined);
  });
});
