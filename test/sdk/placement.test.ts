import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { ArgumentError } from "../../sdk/argument-error";
import { placementSpec, type PlacementArgs } from "../../sdk/placement/placement-spec";
import { placementSummary, planPlacement } from "../../sdk/placement/plan-placement";

const plan = (args: PlacementArgs) => planPlacement(placementSpec(args));
const summary = (args: PlacementArgs) => placementSummary(placementSpec(args), plan(args));

describe("two tiers fill in order", () => {
  test("VMs run up to their maximum and the virtual node the rest", () => {
    assert.deepEqual(plan({ replicas: 12, vmReplicas: 8 }), {
      counts: { vm: 8, "virtual-node": 4 },
      unplaced: 0,
      reasons: ["8 on VMs, because vmReplicas is 8.", "4 on the virtual node, because all that are left fit there."],
      warnings: [],
    });
  });

  test("without a maximum for VMs nothing runs on the virtual node", () => {
    assert.deepEqual(plan({ replicas: 5 }), {
      counts: { vm: 5, "virtual-node": 0 },
      unplaced: 0,
      reasons: [
        "5 on VMs, because all that are left fit there.",
        "None on the virtual node, because none is left to place.",
      ],
      warnings: [],
    });
  });

  test("what no tier has room for is unplaced, with the reason, and a warning", () => {
    assert.deepEqual(plan({ replicas: 120, vmReplicas: 8, virtualNodeReplicas: 90 }), {
      counts: { vm: 8, "virtual-node": 90 },
      unplaced: 22,
      reasons: [
        "8 on VMs, because vmReplicas is 8.",
        "90 on the virtual node, because virtualNodeReplicas is 90.",
        "22 replicas unplaced, because every tier is at its maximum.",
      ],
      warnings: ["22 replicas unplaced, because every tier is at its maximum."],
    });
  });

  test("no replicas are placed nowhere", () => {
    const { counts, unplaced } = plan({ replicas: 0, vmReplicas: 8 });
    assert.deepEqual({ counts, unplaced }, { counts: { vm: 0, "virtual-node": 0 }, unplaced: 0 });
  });

  test("the summary is one line", () => {
    assert.equal(summary({ replicas: 12, vmReplicas: 8 }), "12 replicas: 8 on VMs, 4 on the virtual node");
    assert.equal(
      summary({ replicas: 1, vmReplicas: 0, virtualNodeReplicas: 0 }),
      "1 replica: 0 on VMs, 0 on the virtual node, 1 unplaced",
    );
  });
});

describe("ACI's quota", () => {
  const resources = { cpu: "2" };

  test("ends the virtual node where its cores do, and the plan says so with the numbers", () => {
    const { counts, unplaced, reasons } = plan({ replicas: 80, vmReplicas: 8, resources });
    assert.deepEqual({ counts, unplaced }, { counts: { vm: 8, "virtual-node": 50 }, unplaced: 22 });
    assert.equal(reasons[1], "50 on the virtual node, because aciQuota.cores is 100 and a replica takes 2.");
  });

  test("of container groups ends it for small replicas", () => {
    const { counts, reasons } = plan({ replicas: 200, vmReplicas: 8, resources: { cpu: "100m" } });
    assert.equal(counts["virtual-node"], 100);
    assert.equal(reasons[1], "100 on the virtual node, because aciQuota.containerGroups is 100.");
  });

  test("that was raised counts, and is shared by all virtual-node tiers", () => {
    const { counts } = plan({
      replicas: 300,
      aciQuota: { containerGroups: 250, cores: 1000 },
      tiers: [{ kind: "virtualNode", name: "east", max: 200 }, { kind: "virtualNode" }],
      resources,
    });
    assert.deepEqual(counts, { east: 200, "virtual-node": 50 });
  });

  test("warns of creates that it slows down, with how long they take", () => {
    assert.deepEqual(plan({ replicas: 100, vmReplicas: 0, aciQuota: { createsPer5Minutes: 40 } }).warnings, [
      "100 on the virtual node at once take 10 minutes or more, because ACI creates 40 container groups in 5 minutes " +
        "and 300 in an hour.",
    ]);
    assert.deepEqual(plan({ replicas: 100, vmReplicas: 0 }).warnings, []);
  });
});

describe("more tiers than two", () => {
  const steady = { kind: "vm", min: 2, max: 6 } as const;

  test("fill in their order, each after its minimum", () => {
    const tiers = [steady, { kind: "spot", max: 10 }, { kind: "virtualNode", min: 1 }] as const;
    assert.deepEqual(plan({ replicas: 20, tiers }), {
      counts: { vm: 6, spot: 10, "virtual-node": 4 },
      unplaced: 0,
      reasons: [
        "6 on VMs, because its max is 6.",
        "10 on spot VMs, because its max is 10.",
        "4 on the virtual node, because all that are left fit there.",
      ],
      warnings: [],
    });
    assert.deepEqual(plan({ replicas: 3, tiers }).counts, { vm: 2, spot: 0, "virtual-node": 1 });
    assert.deepEqual(plan({ replicas: 1, tiers }).counts, { vm: 1, spot: 0, "virtual-node": 0 });
  });

  test("take their percent of all, rounded by the largest remainder, ties in order", () => {
    const tiers = [
      { kind: "vm", percent: 50 },
      { kind: "spot", percent: 25 },
      { kind: "virtualNode", percent: 25 },
    ] as const;
    assert.deepEqual(plan({ replicas: 7, tiers }).counts, { vm: 3, spot: 2, "virtual-node": 2 });
    assert.deepEqual(plan({ replicas: 5, tiers }).counts, { vm: 3, spot: 1, "virtual-node": 1 });
    assert.equal(plan({ replicas: 8, tiers }).reasons[0], "4 on VMs, because its share is 50 percent.");
  });

  test("with a percent leave the rest to those without, and take what those have no room for", () => {
    const tiers = [
      { kind: "virtualNode", percent: 20 },
      { kind: "vm", max: 6 },
    ] as const;
    assert.deepEqual(plan({ replicas: 5, tiers }).counts, { "virtual-node": 1, vm: 4 });
    assert.deepEqual(plan({ replicas: 10, tiers }).counts, { "virtual-node": 4, vm: 6 });
  });

  test("with weights fill together, and a full one leaves its part to the others", () => {
    const tiers = [{ kind: "vm", weight: 2, max: 4 }, { kind: "spot", weight: 1 }, { kind: "virtualNode" }] as const;
    assert.deepEqual(plan({ replicas: 6, tiers }).counts, { vm: 4, spot: 2, "virtual-node": 0 });
    assert.deepEqual(plan({ replicas: 12, tiers }).counts, { vm: 4, spot: 8, "virtual-node": 0 });
  });
});

describe("for all specs", () => {
  const bound = fc.nat(60);
  const tier = fc
    .record({
      kind: fc.constantFrom("vm" as const, "spot" as const, "virtualNode" as const),
      min: bound,
      more: bound,
      percent: fc.option(fc.nat(25), { nil: undefined }),
      weight: fc.option(fc.integer({ min: 1, max: 9 }), { nil: undefined }),
    })
    .map(({ kind, min, more, percent, weight }) => ({
      kind,
      min,
      max: min + more,
      ...(percent === undefined ? (weight === undefined ? {} : { weight }) : { percent }),
    }));
  const args = fc
    .record({ replicas: fc.nat(400), tiers: fc.array(tier, { minLength: 1, maxLength: 4 }) })
    .map(({ replicas, tiers }) => ({
      replicas,
      tiers: tiers.map((each, index) => ({ ...each, name: `tier-${index}` })),
      aciQuota: { containerGroups: 500 },
    }));

  test("the counts sum to the wanted number, and no tier is above its maximum", () => {
    fc.assert(
      fc.property(args, (given) => {
        const { counts, unplaced } = plan(given);
        const sum = Object.values(counts).reduce((all, count) => all + count, unplaced);
        assert.equal(sum, given.replicas);
        assert.ok(given.tiers.every(({ name, max }) => (counts[name] ?? NaN) <= max));
      }),
    );
  });

  test("nothing is unplaced while a tier has room", () => {
    fc.assert(
      fc.property(args, (given) => {
        const { counts, unplaced } = plan(given);
        if (unplaced > 0) assert.ok(given.tiers.every(({ name, max }) => counts[name] === max));
      }),
    );
  });

  test("every tier has its minimum before any tier has more", () => {
    fc.assert(
      fc.property(args, (given) => {
        const { counts } = plan(given);
        const isShort = given.tiers.some(({ name, min }) => (counts[name] ?? 0) < min);
        if (isShort) assert.ok(given.tiers.every(({ name, min }) => (counts[name] ?? 0) <= min));
      }),
    );
  });

  test("one more replica takes none away from a tier that fills in order", () => {
    fc.assert(
      fc.property(args, (given) => {
        const tiers = given.tiers.map(({ kind, name, min, max }) => ({ kind, name, min, max }));
        const [fewer, more] = [given.replicas, given.replicas + 1].map((replicas) =>
          plan({ ...given, replicas, tiers }),
        );
        assert.ok(tiers.every(({ name }) => (more?.counts[name] ?? 0) >= (fewer?.counts[name] ?? 0)));
      }),
    );
  });

  test("the same spec has the same plan, with a reason for each tier and for what is left", () => {
    fc.assert(
      fc.property(args, (given) => {
        const first = plan(given);
        assert.deepEqual(first, plan(given));
        assert.equal(first.reasons.length, given.tiers.length + (first.unplaced > 0 ? 1 : 0));
      }),
    );
  });
});

describe("bad input is refused, with the numbers", () => {
  const cases: readonly [args: PlacementArgs, message: string][] = [
    [{ replicas: 100_001 }, "replicas: must be a whole number from 0 to 100000; got 100001"],
    [{ replicas: 1, virtualNodeReplicas: 101 }, "virtualNodeReplicas: must be a whole number from 0 to 100; got 101"],
    [
      { replicas: 1, vmReplicas: 1, tiers: [{ kind: "vm" }] },
      "vmReplicas: must be left out where tiers are given; set their max instead",
    ],
    [{ replicas: 1, tiers: [] }, "tiers: must be a list of one tier or more"],
    [
      { replicas: 1, tiers: [{ kind: "vm", min: 3, max: 2 }] },
      "tiers[0].min: must be a whole number from 0 to 2; got 3",
    ],
    [
      { replicas: 1, tiers: [{ kind: "vm", percent: 10, weight: 1 }] },
      "tiers[0].weight: must be left out where percent is given: the tier has its share already",
    ],
    [
      {
        replicas: 1,
        tiers: [
          { kind: "vm", percent: 60 },
          { kind: "virtualNode", percent: 50 },
        ],
      },
      "tiers: must not have percents of more than 100 together; got 110",
    ],
    [
      { replicas: 1, tiers: [{ kind: "vm" }, { kind: "vm" }] },
      'tiers[1].name: must be a name of its own; got "vm" twice',
    ],
    [
      { replicas: 1, tiers: [{ kind: "vm", name: "canary" }] },
      'tiers[0].name: must not be "canary", which another part of a service is called',
    ],
    [
      { replicas: 90, resources: { cpu: "4" }, tiers: [{ kind: "virtualNode", min: 26 }] },
      "tiers: must not have more than 25 as min on virtual nodes, because aciQuota.cores is 100 and a replica takes 4; got 26",
    ],
    [
      { replicas: 1, aciQuota: { createsPer5Minutes: 0 } },
      "aciQuota.createsPer5Minutes: must be a whole number, 1 or more; got 0",
    ],
  ];
  for (const [args, message] of cases) {
    test(message, () => {
      assert.throws(
        () => placementSpec(args),
        (error) => {
          assert.ok(error instanceof ArgumentError);
          assert.equal(error.message, message);
          return true;
        },
      );
    });
  }
});
