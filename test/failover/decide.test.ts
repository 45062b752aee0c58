import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { decide } from "../../sdk/failover/decide";
import type { FailoverObservation } from "../../sdk/failover/observation";
import { type FailoverMemory, NO_MEMORY } from "../../sdk/failover/memory";
import { failoverSummary } from "../../sdk/failover/summary";
import { AT_HOME, every, silentVms, type Tiers, watch } from "./looks";
import { AT, node, seconds, sight, type TierSight, web } from "./sights";

describe("nothing is done", () => {
  test("where all is well, and nothing is written down", () => {
    const decision = decide(sight(AT_HOME), web());
    assert.equal(decision.action, "steady");
    assert.equal(decision.isSettled, true);
    assert.equal(decision.isMemorable, false);
    assert.equal(decision.step, undefined);
    assert.deepEqual(decision.reasons, []);
  });

  test("on what was not seen", () => {
    const decision = decide(
      sight({ ...AT_HOME, vm: silentVms(600, AT) }, { missing: ["list the nodes: forbidden (HTTP 403)"] }),
      web(),
    );
    assert.equal(decision.action, "hold");
    assert.equal(decision.isMemorable, false);
    assert.deepEqual(decision.reasons, ["Not everything can be seen: list the nodes: forbidden (HTTP 403)."]);
  });

  test("while a person holds it", () => {
    const decision = decide(sight({ ...AT_HOME, vm: silentVms(600, AT) }, { held: "drill" }), web());
    assert.equal(decision.action, "hold");
    assert.deepEqual(
      [decision.step, decision.deletions, decision.bounds, decision.isMemorable],
      [undefined, [], {}, false],
    );
    assert.deepEqual(decision.goal, { vm: 8, "virtual-node": 4 });
    assert.equal(decision.reasons[0], "Held by hand: drill.");
    // How it is can be seen all the same.
    assert.equal(decision.health["vm"]?.isSick, true);
  });
});

describe("VMs that are lost", () => {
  test("are waited for as long as the window", () => {
    const decision = decide(sight({ ...AT_HOME, vm: silentVms(26, AT) }), web());
    assert.equal(decision.action, "wait");
    assert.equal(decision.isMemorable, true);
    assert.equal(decision.lookAgainSeconds, 4);
    assert.deepEqual(decision.reasons, [
      "VMs: all 2 nodes for it: no sign of life, for 26 s.",
      "It is acted on in 4 s if it stays so.",
    ]);
  });

  test("are left then, with capacity made before it is taken", () => {
    const decision = decide(sight({ ...AT_HOME, vm: silentVms(30, AT) }), web());
    assert.equal(decision.action, "step");
    assert.deepEqual(decision.step, {
      before: { vm: 8, "virtual-node": 4 },
      after: { vm: 8, "virtual-node": 12 },
      moves: [
        {
          at: AT,
          from: "vm",
          to: "virtual-node",
          count: 8,
          reason: "VMs: all 2 nodes for it: no sign of life",
        },
      ],
    });
    assert.deepEqual(decision.reasons, [
      "VMs: all 2 nodes for it: no sign of life, for 30 s.",
      "Where they are to run: 0 on VMs, 12 on the virtual node. " +
        "None on VMs, because all 2 nodes for it: no sign of life. " +
        "12 on the virtual node, because all that are left fit there.",
      "The virtual node: 4 → 12 replicas.",
      "Others are taken away when as many are ready as are wanted.",
    ]);
    assert.equal(decision.memory.creates[0]?.count, 8);
  });

  test("give up at once what Kubernetes says is not ready", () => {
    const dead: TierSight = { ...silentVms(60, AT), pods: { unready: 8 } };
    const decision = decide(sight({ ...AT_HOME, vm: dead }), web());
    assert.deepEqual(decision.step?.after, { vm: 0, "virtual-node": 12 });
    assert.deepEqual(decision.deletions, []);
  });

  test("of one zone give up what ran there, and no more", () => {
    const nodes = ["one", "two", "three", "four"].map((name, index) =>
      node(name, index === 0 ? { ready: "Unknown", readySince: AT - seconds(45) } : {}),
    );
    const decision = decide(sight({ ...AT_HOME, vm: { replicas: 8, nodes } }), web());
    assert.deepEqual(decision.goal, { vm: 6, "virtual-node": 6 });
    assert.deepEqual(decision.step?.after, { vm: 8, "virtual-node": 6 });
  });

  test("lose the pods on the silent node by name, since its ReplicaSet would take any", () => {
    const nodes = ["one", "two", "three", "four"].map((name, index) =>
      node(name, index === 0 ? { lastSign: AT - seconds(40) } : {}),
    );
    const decision = decide(sight({ vm: { replicas: 8, nodes }, "virtual-node": { replicas: 6 } }), web());
    assert.deepEqual(decision.step?.after, { vm: 6, "virtual-node": 6 });
    assert.deepEqual(
      decision.deletions.map(({ name }) => name),
      ["web-vm-ready-0", "web-vm-ready-4"],
    );
  });

  test("do not count as back before the hold-down is over, and then get their replicas in steps", () => {
    const away: Tiers = { vm: { replicas: 0, pods: {} }, "virtual-node": { replicas: 12 } };
    const decisions = watch(
      [
        [0, (at) => ({ ...AT_HOME, vm: { ...silentVms(30, at), pods: { unready: 8 } } })],
        ...every(10, [10, 320], () => away),
      ],
      web({ failover: { rate: 3 } }),
    );
    const steps = decisions.flatMap(({ at, step }, index) => (step === undefined || index === 0 ? [] : [at - AT]));
    assert.deepEqual(steps.slice(0, 1), [seconds(310)]);
    assert.match(decisions.at(5)?.reasons[0] ?? "", /^VMs: well again for 40 s\.$/);
    const home = decisions.find(({ at }) => at === AT + seconds(310));
    assert.deepEqual(home?.step?.after, { vm: 3, "virtual-node": 12 });
    assert.equal(home.step.moves[0]?.reason, "VMs: well again");
  });
});

describe("a tier that was left", () => {
  const left = (rest: object = {}): FailoverMemory => ({
    ...NO_MEMORY,
    seen: AT - seconds(10),
    tiers: {
      vm: {
        isSick: true,
        since: AT - seconds(60),
        finding: "nodesDown",
        limit: { max: 0, since: AT - seconds(20), because: "dead" },
        relapses: 0,
        ...rest,
      },
    },
  });

  test("keeps what runs there again, and gets the rest after the hold-down", () => {
    const half: Tiers = { vm: { replicas: 4 }, "virtual-node": { replicas: 8 } };
    const decision = decide(sight(half, { memory: left() }), web());
    assert.equal(decision.step, undefined);
    assert.deepEqual(decision.goal, { vm: 4, "virtual-node": 8 });
    assert.equal(decision.memory.tiers["vm"]?.limit?.max, 4);
  });

  test("is not taken for well by one who has just come and does not know if its nodes live", () => {
    const nodes = [node("one", { isUnproven: true })];
    const away: Tiers = { vm: { replicas: 0, pods: {}, nodes }, "virtual-node": { replicas: 12 } };
    const decision = decide(sight(away, { memory: left() }), web());
    assert.deepEqual(decision.memory.tiers, left().tiers);
    assert.deepEqual(decision.reasons, ["VMs: not known yet whether its nodes live."]);
  });

  test("has to be well anew where nobody has looked for a while", () => {
    const nodes = [node("one", { readySince: AT - seconds(60) })];
    const away: Tiers = { vm: { replicas: 0, pods: {}, nodes }, "virtual-node": { replicas: 12 } };
    const unwatched = { ...left({ isSick: false, since: AT - seconds(1000) }), seen: AT - seconds(120) };
    assert.equal(decide(sight(away, { memory: unwatched }), web()).step, undefined);
    const watched = { ...unwatched, seen: AT - seconds(20) };
    assert.deepEqual(decide(sight(away, { memory: watched }), web()).step?.after, { vm: 8, "virtual-node": 12 });
  });

  test("has to be sick anew where nobody has looked for a while", () => {
    const refused: Tiers = { vm: { replicas: 8 }, "virtual-node": { replicas: 4, pods: { refused: 4 }, age: 10 } };
    const sick = { isSick: true, since: AT - seconds(1000), finding: "refused", relapses: 0 };
    const unwatched: FailoverMemory = { ...NO_MEMORY, seen: AT - seconds(120), tiers: { "virtual-node": sick } };
    assert.equal(decide(sight(refused, { memory: unwatched }), web()).step, undefined);
    const watched = { ...unwatched, seen: AT - seconds(20) };
    assert.deepEqual(decide(sight(refused, { memory: watched }), web()).step?.after, { vm: 12, "virtual-node": 0 });
  });

  test("comes back at once in the eyes of one who looks once a day, if its nodes have been ready since", () => {
    const yesterday = { ...left(), seen: AT - seconds(86_400) };
    const away: Tiers = { vm: { replicas: 0, pods: {} }, "virtual-node": { replicas: 12 } };
    assert.deepEqual(decide(sight(away, { memory: yesterday }), web()).step?.after, { vm: 8, "virtual-node": 12 });
    const nodes = [node("one", { readySince: AT - seconds(60) })];
    const fresh: Tiers = { ...away, vm: { replicas: 0, pods: {}, nodes } };
    assert.equal(decide(sight(fresh, { memory: yesterday }), web()).step, undefined);
  });
});

describe("pods that no VM has room for", () => {
  const noRoom: Tiers = {
    vm: { replicas: 8, pods: { ready: 5, unschedulable: 3 }, age: 31 },
    "virtual-node": { replicas: 4 },
  };

  test("go to the virtual node after the window while they are missing", () => {
    const decision = decide(sight(noRoom), web());
    assert.deepEqual(decision.step?.after, { vm: 5, "virtual-node": 7 });
    assert.deepEqual(decision.deletions, []);
  });

  test("may wait ten minutes for a VM that is started for them while nobody misses them", () => {
    const onTheirWay = (age: number): Tiers => ({
      vm: { replicas: 8, pods: { ready: 5, unschedulable: 3 }, age },
      "virtual-node": { replicas: 7 },
    });
    assert.equal(decide(sight(onTheirWay(590)), web()).step, undefined);
    assert.deepEqual(decide(sight(onTheirWay(601)), web()).step?.after, { vm: 5, "virtual-node": 7 });
  });
});

describe("a decision", () => {
  const observation: FailoverObservation = sight({ ...AT_HOME, vm: { ...silentVms(60, AT), pods: { unready: 8 } } });

  test("is the same for everybody who sees the same", () => {
    assert.deepEqual(decide(structuredClone(observation), web()), decide(observation, web()));
  });

  test("is plain data", () => {
    const decision = decide(observation, web());
    assert.deepEqual(JSON.parse(JSON.stringify(decision)), decision);
  });

  test("says where replicas run at home, where they are to run, and how many are ready", () => {
    const { home, goal, wanted, ready, stranded, isSettled } = decide(observation, web());
    assert.deepEqual(
      { home, goal, wanted, ready, stranded, isSettled },
      {
        home: { vm: 8, "virtual-node": 4 },
        goal: { vm: 0, "virtual-node": 12 },
        wanted: 12,
        ready: 4,
        stranded: 0,
        isSettled: false,
      },
    );
  });
});

describe("a decision in a line", () => {
  const dead: Tiers = { ...AT_HOME, vm: { ...silentVms(60, AT), pods: { unready: 8 } } };
  const summary = (observation: FailoverObservation): string => failoverSummary(web(), decide(observation, web()));

  test("says how many are ready, who is sick, and where replicas are to run", () => {
    assert.equal(summary(sight(AT_HOME)), "12 of 12 replicas ready; 8 on VMs, 4 on the virtual node");
    assert.equal(
      summary(sight(dead)),
      "4 of 12 replicas ready; vm is sick; moving to 0 on VMs, 12 on the virtual node",
    );
    assert.equal(
      summary(sight({ ...AT_HOME, vm: silentVms(26, AT) })),
      "12 of 12 replicas ready; vm is sick; waiting; 8 on VMs, 4 on the virtual node",
    );
    assert.equal(
      summary(sight(dead, { held: "drill" })),
      "4 of 12 replicas ready; vm is sick; held; 8 on VMs, 4 on the virtual node",
    );
    assert.equal(
      summary(sight(dead, { missing: ["list the nodes: forbidden"] })),
      "held: Not everything can be seen: list the nodes: forbidden.",
    );
  });
});
