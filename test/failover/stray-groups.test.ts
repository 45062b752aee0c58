import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { type ContainerGroupObservation, strayGroups } from "../../sdk/failover/stray-groups";
import { AT } from "./sights";

const OLD = "2026-01-05 11:00:00.123456789 +0000 UTC";

function group(name: string, tags: Readonly<Record<string, string>> = {}): ContainerGroupObservation {
  const of = { PodName: name.replace(/^shop-/, ""), Namespace: "shop", UID: `uid-${name}`, CreationTimestamp: OLD };
  return { id: `/groups/${name}`, name, tags: { ...of, NodeName: "virtual-node-aci-linux", ...tags } };
}

const pod = (name: string, uid = `uid-shop-${name}`) => ({ namespace: "shop", name, uid });

describe("container groups", () => {
  test("that stand for a pod are nobody's concern", () => {
    assert.deepEqual(strayGroups([group("shop-web-1")], [pod("web-1")], AT), []);
  });

  test("without a pod are orphans", () => {
    assert.deepEqual(strayGroups([group("shop-web-1"), group("shop-web-2")], [pod("web-1")], AT), [
      {
        id: "/groups/shop-web-2",
        name: "shop-web-2",
        kind: "orphan",
        because: "shop-web-2 is of the pod shop/web-2, which is not there.",
      },
    ]);
  });

  test("of an earlier pod of the same name are orphans, too", () => {
    assert.deepEqual(strayGroups([group("shop-web-1")], [pod("web-1", "newer")], AT), [
      {
        id: "/groups/shop-web-1",
        name: "shop-web-1",
        kind: "orphan",
        because: "shop-web-1 is of an earlier pod shop/web-1, with the uid uid-shop-web-1.",
      },
    ]);
  });

  test("that stand for a pod a second time are duplicates, whatever the order: the one that is called after it stays", () => {
    const second = group("copy", { PodName: "web-1", UID: "uid-shop-web-1" });
    for (const groups of [
      [group("shop-web-1"), second],
      [second, group("shop-web-1")],
    ]) {
      assert.deepEqual(strayGroups(groups, [pod("web-1")], AT), [
        { id: "/groups/copy", name: "copy", kind: "duplicate", because: "copy is a second one of the pod shop/web-1." },
      ]);
    }
  });

  test("younger than ten minutes are the connector's own to collect", () => {
    const young = group("shop-web-1", { CreationTimestamp: "2026-01-05 13:51:00 +0200 EET" });
    assert.deepEqual(strayGroups([young], [], AT), []);
    const old = group("shop-web-1", { CreationTimestamp: "2026-01-05 13:49:59 +0200 EET" });
    assert.equal(strayGroups([old], [], AT).length, 1);
  });

  test("of somebody else, without the connector's tags, are never found", () => {
    const mine = { id: "/groups/batch", name: "batch", tags: { team: "data" } };
    const plain = { id: "/groups/plain", name: "plain" };
    assert.deepEqual(strayGroups([mine, plain, group("x", { CreationTimestamp: "yesterday" })], [], AT), []);
  });
});
