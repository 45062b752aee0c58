import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { placementSpec, type PlacementArgs } from "../../sdk/placement/placement-spec";
import { placementSummary, planPlacement } from "../../sdk/placement/plan-placement";

const plan = (args: PlacementArgs) => planPlacement(placementSpec(args));

describe("replicas fill the tiers in order", () => {
  test("VMs run up to their maximum and the virtual node the rest", () => {
    assert.deepEqual(plan({ replicas: 12, vmReplicas: 8 }), {
      vm: 8,
      virtualNode: 4,
      unplaced: 0,
      reasons: ["8 on VMs, because vmReplicas is 8.", "4 on the virtual node, because all that are left fit there."],
    });
  });

  test("without a maximum for VMs nothing runs on the virtual node", () => {
    assert.deepEqual(plan({ replicas: 5 }), {
      vm: 5,
      virtualNode: 0,
      unplaced: 0,
      reasons: [
        "5 on VMs, because all that are left fit there.",
        "None on the virtual node, because none is left to place.",
      ],
    });
  });

  test("what no tier has room for is unplaced, with the reason", () => {
    assert.deepEqual(plan({ replicas: 120, vmReplicas: 8 }), {
      vm: 8,
      virtualNode: 100,
      unplaced: 12,
      reasons: [
        "8 on VMs, because vmReplicas is 8.",
        "100 on the virtual node, because virtualNodeReplicas is 100.",
        "12 replicas unplaced, because every tier is at its maximum.",
      ],
    });
  });

  test("no replicas are placed nowhere", () => {
    const { vm, virtualNode, unplaced } = plan({ replicas: 0, vmReplicas: 8 });
    assert.deepEqual({ vm, virtualNode, unplaced }, { vm: 0, virtualNode: 0, unplaced: 0 });
  });

  test("the summary is one line", () => {
    assert.equal(
      placementSummary(plan({ replicas: 12, vmReplicas: 8 })),
      "12 replicas: 8 on VMs, 4 on the virtual node",
    );
    assert.equal(
      placementSummary(plan({ replicas: 1, vmReplicas: 0, virtualNodeReplicas: 0 })),
      "1 replica: 0 on VMs, 0 on the virtual node, 1 unplaced",
    );
  });
});

describe("for all numbers of replicas and all maxima", () => {
  const counts = fc.nat(5000);
  const args = fc.record({ replicas: counts, vmReplicas: counts, virtualNodeReplicas: counts });

  test("the counts sum to the wanted number, and no tier is above its maximum", () => {
    fc.assert(
      fc.property(args, (given) => {
        const { vm, virtualNode, unplaced } = plan(given);
        assert.equal(vm + virtualNode + unplaced, given.replicas);
        assert.ok(vm >= 0 && vm <= given.vmReplicas);
        assert.ok(virtualNode >= 0 && virtualNode <= given.virtualNodeReplicas);
        assert.ok(unplaced >= 0);
      }),
    );
  });

  test("a tier gets replicas only when those before it are full", () => {
    fc.assert(
      fc.property(args, (given) => {
        const { vm, virtualNode, unplaced } = plan(given);
        if (virtualNode + unplaced > 0) assert.equal(vm, given.vmReplicas);
        if (unplaced > 0) assert.equal(virtualNode, given.virtualNodeReplicas);
      }),
    );
  });

  test("one more replica takes none away from a tier", () => {
    fc.assert(
      fc.property(args, (given) => {
        const [fewer, more] = [plan(given), plan({ ...given, replicas: given.replicas + 1 })];
        assert.ok(more.vm >= fewer.vm && more.virtualNode >= fewer.virtualNode && more.unplaced >= fewer.unplaced);
      }),
    );
  });

  test("the same spec has the same plan, with a reason for each tier and for what is left", () => {
    fc.assert(
      fc.property(args, (given) => {
        const first = plan(given);
        assert.deepEqual(first, plan(given));
        assert.equal(first.reasons.length, first.unplaced > 0 ? 3 : 2);
      }),
    );
  });
});
