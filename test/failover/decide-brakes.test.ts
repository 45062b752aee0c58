import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { decide } from "../../sdk/failover/decide";
import { type FailoverMemory, NO_MEMORY } from "../../sdk/failover/memory";
import type { FailoverTarget } from "../../sdk/failover/target";
import { AT_HOME, every, last, silentVms, type Tiers, watch } from "./looks";
import { AT, seconds, sight, type TierSight, web } from "./sights";

describe("flapping", () => {
  /** VMs that die and come back every 40 seconds. */
  const flapping = (target: FailoverTarget) => {
    let memory = NO_MEMORY;
    let [vm, aci] = [8, 4];
    const moves: number[] = [];
    let held = "";
    for (let after = 0; after < 3600; after += 20) {
      const at = AT + seconds(after);
      const isDead = Math.floor(after / 40) % 2 === 0;
      const tier: TierSight = isDead ? { ...silentVms(31, at), replicas: vm, pods: { unready: vm } } : { replicas: vm };
      const decision = decide(sight({ vm: tier, "virtual-node": { replicas: aci } }, { at, memory }), target);
      if (decision.isMemorable) memory = decision.memory;
      vm = decision.step?.after["vm"] ?? vm;
      aci = decision.step?.after["virtual-node"] ?? aci;
      if (decision.step !== undefined && decision.step.moves.length > 0) moves.push(after);
      held = decision.memory.hold ?? held;
    }
    return { moves, held };
  };

  test("moves no more often in an hour than the breaker says, and then it is said", () => {
    const { moves, held } = flapping(web({ failover: { windowSeconds: 5, holdDownSeconds: 5, breaker: 4 } }));
    assert.equal(moves.length, 4);
    assert.equal(held, "VMs would be left, but it has moved 4 times in the last hour, and 4 are the most");
  });

  test("stays away with a hold-down that is longer than the time between", () => {
    assert.equal(flapping(web({ failover: { windowSeconds: 5, holdDownSeconds: 60 } })).moves.length, 1);
  });

  test("comes home later each time that it falls sick again soon after", () => {
    const memory: FailoverMemory = {
      ...NO_MEMORY,
      seen: AT,
      tiers: { vm: { isSick: false, since: AT - seconds(1), lifted: AT - seconds(60), relapses: 1 } },
    };
    const target = web({ failover: { windowSeconds: 5, holdDownSeconds: 100 } });
    const [sick] = watch(
      [[10, (at) => ({ ...AT_HOME, vm: { ...silentVms(30, at), pods: { unready: 8 } } })]],
      target,
      memory,
    );
    assert.equal(sick?.memory.tiers["vm"]?.relapses, 2);
    const away: Tiers = { vm: { replicas: 0, pods: {} }, "virtual-node": { replicas: 12 } };
    const decisions = watch(
      every(20, [20, 460], () => away),
      target,
      sick.memory,
    );
    const home = decisions.find(({ step }) => step !== undefined);
    assert.equal((home?.at ?? 0) - AT, seconds(420));
  });
});

describe("steps", () => {
  test("follow each other no faster than every five seconds, whoever takes them", () => {
    const dead = (at: number): Tiers => ({ ...AT_HOME, vm: { ...silentVms(60, at), pods: { unready: 8 } } });
    const decisions = watch([0, 2, 4, 6].map((after) => [after, dead] as const));
    assert.deepEqual(
      decisions.map(({ step }) => step !== undefined),
      [true, false, false, true],
    );
  });

  test("that were not done are taken again and count once", () => {
    const dead = (at: number): Tiers => ({ ...AT_HOME, vm: { ...silentVms(60, at), pods: { unready: 8 } } });
    const decisions = watch([0, 6, 12].map((after) => [after, dead] as const));
    assert.deepEqual(
      last(decisions).memory.moves.map(({ count }) => count),
      [8],
    );
    assert.equal(
      last(decisions).memory.creates.reduce((sum, { count }) => sum + count, 0),
      24,
    );
  });

  test("take no more ready pods than the PodDisruptionBudget allows", () => {
    const home: Tiers = { vm: { replicas: 8 }, "virtual-node": { replicas: 12 } };
    assert.deepEqual(decide(sight(home, { disruptionsAllowed: 2 }), web()).step?.after, { vm: 8, "virtual-node": 10 });
    const held = decide(sight(home, { disruptionsAllowed: 0 }), web());
    assert.equal(held.step, undefined);
    assert.ok(held.reasons.includes("The PodDisruptionBudget lets no more ready pods be taken away for now."));
  });

  test("do not count ready pods that their Deployment was told to let go", () => {
    const behind: Tiers = {
      vm: { replicas: 8, pods: { ready: 5, starting: 3 }, age: 5 },
      "virtual-node": { replicas: 7, pods: { ready: 12 } },
    };
    const { ready, step } = decide(sight(behind), web());
    assert.deepEqual([ready, step], [12, undefined]);
  });

  test("have ACI create no more than it does in five minutes", () => {
    const target = web({ placement: { replicas: 12, vmReplicas: 8, aciQuota: { createsPer5Minutes: 5 } } });
    const dead = (at: number): Tiers => ({ ...AT_HOME, vm: { ...silentVms(60, at), pods: { unready: 8 } } });
    const afterwards = (at: number): Tiers => ({
      vm: { ...silentVms(60, at), replicas: 3, pods: { unready: 3 } },
      "virtual-node": { replicas: 9 },
    });
    const decisions = watch(
      [
        [0, dead],
        [60, afterwards],
        [301, afterwards],
      ],
      target,
    );
    assert.deepEqual(
      decisions.map(({ step }) => step?.after),
      [{ vm: 3, "virtual-node": 9 }, undefined, { vm: 0, "virtual-node": 12 }],
    );
    assert.ok(decisions[1]?.reasons.includes("ACI creates no more container groups for now, by its throttle."));
  });

  test("bring a service to its plan, whatever a person made of it", () => {
    const byHand: Tiers = { vm: { replicas: 3 }, "virtual-node": { replicas: 20 } };
    assert.deepEqual(decide(sight(byHand), web()).step?.after, { vm: 8, "virtual-node": 9 });
  });
});
