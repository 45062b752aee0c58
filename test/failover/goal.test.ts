import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import type { Counts } from "../../sdk/failover/counts";
import { failoverGoal } from "../../sdk/failover/goal";
import { type PlacementArgs, placementSpec } from "../../sdk/placement/placement-spec";
import { planPlacement } from "../../sdk/placement/plan-placement";
import { AT } from "./sights";

interface Given {
  readonly placement: PlacementArgs;
  readonly limits: Counts;
  readonly now: Counts;
  readonly mayExceedMax?: boolean;
}

function goal({ placement, limits, now, mayExceedMax = true }: Given) {
  const limited = Object.entries(limits).map(
    ([name, max]) => [name, { max, since: AT, because: "it is sick" }] as const,
  );
  return failoverGoal({ placement: placementSpec(placement), limits: Object.fromEntries(limited), now, mayExceedMax });
}

const twelve: PlacementArgs = { replicas: 12, vmReplicas: 8 };
const home: Counts = { vm: 8, "virtual-node": 4 };
const spotFirst: PlacementArgs = {
  replicas: 10,
  tiers: [{ kind: "spot", max: 6 }, { kind: "vm", max: 8 }, { kind: "virtualNode" }],
};

const CASES: readonly [title: string, given: Given, counts: Counts, stranded: number][] = [
  ["home is what the planner says", { placement: twelve, limits: {}, now: {} }, home, 0],
  [
    "dead VMs give all to the virtual node",
    { placement: twelve, limits: { vm: 0 }, now: home },
    { vm: 0, "virtual-node": 12 },
    0,
  ],
  [
    "a lost zone gives what it had",
    { placement: twelve, limits: { vm: 5 }, now: home },
    { vm: 5, "virtual-node": 7 },
    0,
  ],
  [
    "a virtual node that refuses gives to VMs beyond their max",
    { placement: twelve, limits: { "virtual-node": 1 }, now: home },
    { vm: 11, "virtual-node": 1 },
    0,
  ],
  [
    "unless that may not be: then what it refuses stays there",
    { placement: twelve, limits: { "virtual-node": 1 }, now: home, mayExceedMax: false },
    home,
    3,
  ],
  [
    "what only VMs can run goes to VMs, and stays where there are none",
    {
      placement: {
        ...spotFirst,
        tiers: [{ kind: "spot" }, { kind: "vm" }, { kind: "virtualNode" }],
        vmOnlyReason: "…",
      },
      limits: { vm: 0, spot: 2 },
      now: { spot: 6, vm: 4, "virtual-node": 0 },
    },
    { spot: 6, vm: 4, "virtual-node": 0 },
    8,
  ],
  [
    "lost spot VMs give to VMs, then to the virtual node",
    { placement: spotFirst, limits: { spot: 0 }, now: { spot: 6, vm: 4, "virtual-node": 0 } },
    { spot: 0, vm: 8, "virtual-node": 2 },
    0,
  ],
  [
    "with both sick all stays where it is",
    { placement: twelve, limits: { vm: 0, "virtual-node": 0 }, now: home },
    home,
    12,
  ],
  [
    "with both sick after a move, too",
    { placement: twelve, limits: { vm: 0, "virtual-node": 3 }, now: { vm: 0, "virtual-node": 12 } },
    { vm: 0, "virtual-node": 12 },
    9,
  ],
  [
    "the quota of ACI ends what the virtual node takes over; the rest stays",
    { placement: { ...twelve, aciQuota: { containerGroups: 6 } }, limits: { vm: 0 }, now: home },
    { vm: 6, "virtual-node": 6 },
    6,
  ],
  ["a limit above what a tier has at home is none", { placement: twelve, limits: { vm: 9 }, now: home }, home, 0],
  [
    "a share in percent gives way to what was seen",
    {
      placement: {
        replicas: 10,
        tiers: [
          { kind: "vm", percent: 70 },
          { kind: "virtualNode", percent: 30 },
        ],
      },
      limits: { vm: 2 },
      now: { vm: 7, "virtual-node": 3 },
    },
    { vm: 2, "virtual-node": 8 },
    0,
  ],
  [
    "a min gives way, too",
    {
      placement: { replicas: 6, tiers: [{ kind: "vm", min: 4, max: 4 }, { kind: "virtualNode" }] },
      limits: { vm: 1 },
      now: { vm: 4, "virtual-node": 2 },
    },
    { vm: 1, "virtual-node": 5 },
    0,
  ],
];

describe("where replicas are to run", () => {
  for (const [title, given, counts, stranded] of CASES) {
    test(title, () => {
      const planned = goal(given);
      assert.deepEqual(planned.counts, counts);
      assert.equal(planned.stranded, stranded);
    });
  }

  test("is said with the reasons, the planner's among them", () => {
    assert.deepEqual(goal({ placement: twelve, limits: { "virtual-node": 1 }, now: home }).reasons, [
      "8 on VMs, because vmReplicas is 8.",
      "1 on the virtual node, because it is sick.",
      "3 more than its max on VMs, because a sick tier cannot run them.",
    ]);
    assert.equal(
      goal({ placement: twelve, limits: { vm: 0, "virtual-node": 0 }, now: home }).reasons.at(-1),
      "12 stay where they are, because no tier can run them.",
    );
  });
});

describe("any goal", () => {
  interface Any {
    readonly replicas: number;
    readonly vmReplicas: number;
    readonly groups: number;
    readonly limits: Counts;
    readonly now: { readonly vm: number; readonly "virtual-node": number };
    readonly mayExceedMax: boolean;
  }

  const given: fc.Arbitrary<Any> = fc.record({
    replicas: fc.nat(40),
    vmReplicas: fc.nat(40),
    groups: fc.nat(40),
    limits: fc.dictionary(fc.constantFrom("vm", "virtual-node"), fc.nat(20)),
    now: fc.record({ vm: fc.nat(40), "virtual-node": fc.nat(40) }),
    mayExceedMax: fc.boolean(),
  });

  const planned = ({ replicas, vmReplicas, groups, limits, now, mayExceedMax }: Any) =>
    goal({ placement: { replicas, vmReplicas, aciQuota: { containerGroups: groups } }, limits, now, mayExceedMax });

  test("is the planner's own without a limit", () => {
    fc.assert(
      fc.property(given, (each) => {
        const { counts } = planned({ ...each, limits: {} });
        const { replicas, vmReplicas, groups } = each;
        const spec = placementSpec({ replicas, vmReplicas, aciQuota: { containerGroups: groups } });
        assert.deepEqual(counts, planPlacement(spec).counts);
      }),
    );
  });

  test("is reached by standing still once it is reached", () => {
    fc.assert(
      fc.property(given, (each) => {
        const first = planned(each);
        const { vm = 0, "virtual-node": virtualNode = 0 } = first.counts;
        assert.deepEqual(planned({ ...each, now: { vm, "virtual-node": virtualNode } }).counts, first.counts);
      }),
      { numRuns: 2000 },
    );
  });

  test("gives a sick tier more than it can run only for what is stranded", () => {
    fc.assert(
      fc.property(given, (each) => {
        const { counts, stranded } = planned(each);
        const over = Object.entries(each.limits).map(([name, max]) => Math.max(0, (counts[name] ?? 0) - max));
        assert.ok(over.reduce((sum, count) => sum + count, 0) <= stranded);
      }),
      { numRuns: 2000 },
    );
  });
});
