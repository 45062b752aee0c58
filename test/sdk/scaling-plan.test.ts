import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { TierKind } from "../../sdk/placement/tier";
import { AutoscaleEngine } from "../../sdk/scaling/autoscale-spec";
import { planScaling, type ScalingPlan, scalingSummary } from "../../sdk/scaling/plan-scaling";
import { type ScalingArgs, scalingSpec } from "../../sdk/scaling/scaling-spec";
import {
  defaultLastTarget,
  highestFirstTarget,
  lingeringReplicas,
  lowestLastTarget,
  staggeredTargets,
} from "../../sdk/scaling/targets";

const plan = (args: ScalingArgs): ScalingPlan => planScaling(scalingSpec(args));
const numbers = ({ tiers }: ScalingPlan) => tiers.map(({ name, min, max, target }) => [name, min, max, target]);

const CPU = { max: 60, cpuPercent: 60 };
const KEDA = { ...CPU, engine: AutoscaleEngine.keda };
const QUEUE = {
  max: 60,
  engine: AutoscaleEngine.keda,
  serviceBusQueue: { namespace: "shop-orders", queueName: "orders", messagesPerReplica: 5 },
};

describe("the plan of a service that is scaled by CPU", () => {
  test("has the fewest and the most replicas of each tier, targets in order, waits against it, and ACI's pace", () => {
    const { tiers, unplaced, reasons, warnings } = plan({ placement: { replicas: 3, vmReplicas: 8 }, autoscale: CPU });
    assert.deepEqual(tiers, [
      {
        name: "vm",
        kind: "vm",
        min: 3,
        max: 8,
        target: 60,
        startsAfter: 0,
        scaleUpSeconds: 0,
        scaleDownSeconds: 300,
      },
      {
        name: "virtual-node",
        kind: "virtualNode",
        min: 1,
        max: 52,
        target: 80,
        startsAfter: 8,
        scaleUpSeconds: 30,
        scaleDownSeconds: 60,
        pace: { per5Minutes: 100, per30Minutes: 150 },
      },
    ]);
    assert.equal(unplaced, 0);
    assert.deepEqual(warnings, []);
    assert.deepEqual(reasons, [
      "At least 3, at most 8 on VMs, because vmReplicas is 8.",
      "At least 1, at most 52 on the virtual node, because all that are left fit there.",
      "1 on the virtual node at all times, because a HorizontalPodAutoscaler keeps at least one; engine keda keeps none.",
      "The target on the virtual node is 80 percent CPU, because it is 60 on VMs, which fill first.",
      "Up to 2 stay on the virtual node when those on VMs begin to go, because a HorizontalPodAutoscaler rounds up.",
    ]);
  });

  test("has none on the virtual node at first with KEDA, which wakes it when VMs are full", () => {
    const { tiers, reasons } = plan({ placement: { replicas: 3, vmReplicas: 8 }, autoscale: KEDA });
    assert.deepEqual(
      tiers.map(({ min, wakes }) => [min, wakes]),
      [
        [3, undefined],
        [0, { tier: "vm", replicas: 8 }],
      ],
    );
    assert.ok(reasons.includes("The first on the virtual node starts when there are 8 on VMs."));
    assert.ok(!reasons.some((reason) => /at all times/.test(reason)));
  });

  test("keeps a tier that the fewest replicas need, and it needs no waking", () => {
    const { tiers } = plan({ placement: { replicas: 12, vmReplicas: 8 }, autoscale: KEDA });
    assert.deepEqual(
      tiers.map(({ min, max, wakes }) => [min, max, wakes]),
      [
        [8, 8, undefined],
        [4, 52, undefined],
      ],
    );
  });

  test("staggers three tiers, each with its wait", () => {
    const placement = {
      replicas: 2,
      tiers: [{ kind: TierKind.vm, max: 4 }, { kind: TierKind.spot, max: 10 }, { kind: TierKind.virtualNode }],
    };
    const staggered = plan({ placement, autoscale: { max: 40, cpuPercent: 50 } });
    assert.deepEqual(numbers(staggered), [
      ["vm", 2, 4, 50],
      ["spot", 1, 10, 62],
      ["virtual-node", 1, 26, 76],
    ]);
    assert.deepEqual(
      staggered.tiers.map(({ startsAfter, scaleDownSeconds }) => [startsAfter, scaleDownSeconds]),
      [
        [0, 1500],
        [4, 300],
        [14, 60],
      ],
    );
  });

  test("has a last target that the user chose", () => {
    const autoscale = { max: 60, cpuPercent: 50, burstTargetPercent: 90 };
    const chosen = plan({ placement: { replicas: 1, vmReplicas: 8 }, autoscale });
    assert.deepEqual(
      chosen.tiers.map(({ target }) => target),
      [50, 90],
    );
    assert.ok(!chosen.reasons.some((reason) => /stay on/.test(reason)));
  });

  test("leaves alone a tier that never gets a replica, and says why when its author may not have meant it", () => {
    const unlimited = plan({ placement: { replicas: 3 }, autoscale: CPU });
    assert.deepEqual(numbers(unlimited), [
      ["vm", 3, 60, 60],
      ["virtual-node", 0, 0, 60],
    ]);
    assert.match(
      unlimited.warnings.join(),
      /^Nothing ever runs on the virtual node, because the tiers before it have room/,
    );
    const off = plan({ placement: { replicas: 3, virtualNodeReplicas: 0 }, autoscale: CPU });
    assert.deepEqual(off.warnings, []);
    assert.equal(off.tiers[1]?.max, 0);
  });

  test("warns of replicas that are never started", () => {
    const { unplaced, warnings } = plan({
      placement: { replicas: 3, vmReplicas: 8, virtualNodeReplicas: 10 },
      autoscale: CPU,
    });
    assert.equal(unplaced, 42);
    assert.match(warnings.join(), /^42 of the 60 replicas of autoscale\.max are never started/);
  });

  test("warns where VMs have too little room to show that load is down", () => {
    const { warnings } = plan({ placement: { replicas: 7, vmReplicas: 8 }, autoscale: KEDA });
    assert.match(
      warnings.join(),
      /^The last one on the virtual node never goes once it is started: .* there are 7 to 8\. /,
    );
    assert.deepEqual(plan({ placement: { replicas: 6, vmReplicas: 8 }, autoscale: KEDA }).warnings, []);
  });

  test("divides what ACI creates among the virtual-node tiers, and says so where it is felt", () => {
    const tiers = [
      { kind: TierKind.vm, max: 1 },
      { kind: TierKind.virtualNode, max: 30 },
      { kind: TierKind.virtualNode, name: "more" },
    ];
    const aciQuota = { createsPer5Minutes: 20, createsPerHour: 60 };
    const paced = plan({ placement: { replicas: 1, tiers, aciQuota }, autoscale: { max: 90, cpuPercent: 50 } });
    assert.deepEqual(
      paced.tiers.map(({ pace }) => pace),
      [undefined, ...Array.from({ length: 2 }, () => ({ per5Minutes: 10, per30Minutes: 15 }))],
    );
    assert.ok(
      paced.reasons.includes(
        "No more than 10 in 5 minutes and 15 in 30 are added on the virtual node, because ACI creates 20 container groups in " +
          "5 minutes and 60 in an hour.",
      ),
    );
  });

  test("is a line for each tier in its summary", () => {
    const spec = scalingSpec({ placement: { replicas: 3, vmReplicas: 8 }, autoscale: CPU });
    assert.equal(
      scalingSummary(spec, planScaling(spec)),
      "3 to 8 on VMs at 60 percent CPU, 1 to 52 on the virtual node at 80 percent CPU",
    );
  });
});

describe("the plan of a service that is scaled by a queue", () => {
  test("gives each tier what those before it do not take, and none at all where nothing waits", () => {
    const { tiers, reasons } = plan({ placement: { replicas: 0, vmReplicas: 8 }, autoscale: QUEUE });
    assert.deepEqual(
      tiers.map(({ min, max, target, startsAfter, scaleUpSeconds }) => [min, max, target, startsAfter, scaleUpSeconds]),
      [
        [0, 8, 5, 0, 0],
        [0, 52, 5, 8, 0],
      ],
    );
    assert.ok(
      reasons.includes(
        "What is above 40 is for the virtual node, because the tiers before it take 40 when they are full.",
      ),
    );
  });
});

describe("targets", () => {
  test("are half-way to full use by default, as far as the distance allows", () => {
    assert.deepEqual(
      [50, 60, 70, 73].map((first) => [first, defaultLastTarget(first, 2)]),
      [
        [50, 75],
        [60, 80],
        [70, 86],
        [73, 90],
      ],
    );
  });

  test("of any number of tiers rise by 11/9 or more at each step, and end at 90 or less", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 1, max: 90 }),
        fc.integer({ min: 1, max: 90 }),
        (tiers, a, b) => {
          const first = Math.min(a, highestFirstTarget(tiers));
          fc.pre(first >= 1);
          const last = tiers === 1 ? first : Math.max(lowestLastTarget(first, tiers), b);
          const targets = staggeredTargets(first, last, tiers);
          assert.equal(targets.length, tiers);
          assert.deepEqual([targets[0], targets.at(-1)], [first, last]);
          for (const [index, target] of targets.slice(1).entries()) {
            assert.ok(target * 9 >= (targets[index] ?? 0) * 11, targets.join());
          }
          assert.ok(last <= 90 && Number.isInteger(last));
        },
      ),
    );
  });

  test("decide how many replicas stay on a tier when the one before it begins to shrink", () => {
    const lingering = (first: number, last: number, max = 10) => lingeringReplicas(last, { target: first, max });
    assert.deepEqual([lingering(60, 80), lingering(60, 90), lingering(50, 90), lingering(60, 80, 4)], [3, 2, 1, 2]);
  });
});

describe("for all numbers of replicas", () => {
  const args = fc
    .record({
      replicas: fc.integer({ min: 1, max: 300 }),
      more: fc.nat(300),
      vmReplicas: fc.nat(200),
      virtualNodeReplicas: fc.nat(100),
    })
    .map(({ more, ...placement }) => ({ placement, max: placement.replicas + more }));

  test("a plan has room for the fewest and no more than the most, and has a reason for each tier", () => {
    fc.assert(
      fc.property(args, fc.constantFrom(...Object.values(AutoscaleEngine)), ({ placement, max }, engine) => {
        const { tiers, unplaced, reasons } = plan({ placement, autoscale: { max, cpuPercent: 60, engine } });
        assert.equal(
          tiers.reduce((sum, tier) => sum + tier.max, unplaced),
          max,
        );
        for (const tier of tiers) assert.ok(tier.min <= tier.max && tier.min >= 0, JSON.stringify(tier));
        assert.ok(reasons.length >= tiers.length);
        if (engine === AutoscaleEngine.hpa) assert.ok(tiers.every((tier) => tier.max === 0 || tier.min > 0));
      }),
    );
  });
});
