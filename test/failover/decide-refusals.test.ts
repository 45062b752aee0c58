import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { decide } from "../../sdk/failover/decide";
import { AT_HOME, every, last, silentVms, type Tiers, watch } from "./looks";
import { AT, seconds, sight, web } from "./sights";

describe("pods that ACI refuses", () => {
  const refusing = (age: number): Tiers => ({
    vm: { replicas: 8 },
    "virtual-node": { replicas: 4, pods: { ready: 1, starting: 1, refused: 2 }, age },
  });

  test("go to VMs after the window, beyond their max, and are deleted by name", () => {
    const decision = decide(sight(refusing(31)), web());
    assert.deepEqual(decision.step?.after, { vm: 10, "virtual-node": 2 });
    assert.deepEqual(
      decision.deletions.map(({ name }) => name),
      ["web-virtual-node-refused-0", "web-virtual-node-refused-1"],
    );
    assert.match(decision.reasons[0] ?? "", /^The virtual node: 2 pods refused by ACI: QuotaExceeded: .*, for 31 s\.$/);
  });

  test("stay where they may go nowhere else, and one is tried again after ever longer pauses", () => {
    const target = web({ failover: { mayExceedMax: false } });
    const decisions = watch(
      every(10, [0, 600], (at) => refusing(31 + (at - AT) / 1000)),
      target,
    );
    const tries = decisions.flatMap(({ at, deletions }) => (deletions.length > 0 ? [(at - AT) / 1000] : []));
    assert.deepEqual(tries, [0, 60, 180, 420]);
    assert.ok(decisions.every(({ deletions }) => deletions.length <= 1));
    assert.ok(decisions.every(({ step }) => step === undefined));
    assert.equal(last(decisions).action, "hold");
    assert.equal(decisions[0]?.memory.hold, "2 replicas have no tier that can run them");
  });

  test("are tried again all together as soon as ACI has taken one", () => {
    const target = web({ failover: { mayExceedMax: false } });
    const taken: Tiers = {
      vm: { replicas: 8 },
      "virtual-node": { replicas: 4, pods: { ready: 2, refused: 2 }, age: 5 },
    };
    const decisions = watch(
      [
        [0, () => refusing(31)],
        [10, () => taken],
      ],
      target,
    );
    assert.equal(decisions[0]?.deletions.length, 1);
    assert.equal(decisions[1]?.deletions.length, 2);
  });
});

describe("with both tiers sick", () => {
  const dark = (at: number): Tiers => ({
    vm: { ...silentVms(60, at), pods: { unready: 8 } },
    "virtual-node": { replicas: 4, pods: { refused: 4 }, age: 60 },
  });

  test("everything stays where it is, and that is said once", () => {
    const [first, second] = watch(every(10, [0, 10], dark));
    assert.equal(first?.step, undefined);
    assert.equal(first?.memory.hold, "12 replicas have no tier that can run them");
    assert.ok(first.reasons.includes("Held: 12 replicas have no tier that can run them."));
    assert.equal(second?.memory.hold, first.memory.hold);
  });

  test("the one that is well first is used after the window, not after the hold-down", () => {
    const half = (): Tiers => ({
      vm: { replicas: 8 },
      "virtual-node": { replicas: 4, pods: { refused: 4 }, age: 90 },
    });
    const decisions = watch([[0, dark], ...every(10, [10, 50], half)]);
    const first = decisions.find(({ step }) => step !== undefined);
    assert.equal((first?.at ?? 0) - AT, seconds(40));
    assert.deepEqual(first?.step?.after, { vm: 12, "virtual-node": 0 });
  });
});

describe("endpoints that do not answer", () => {
  const target = web({ failover: { probe: { path: "/healthz" } }, port: 8080 });
  const rounds = (rights: readonly number[], at: number) =>
    rights.map((right, index) => ({
      at: at - seconds(5 * (rights.length - 1 - index)),
      asked: 4,
      right,
      words: "HTTP 500",
    }));
  const answering =
    (rights: readonly number[]) =>
    (at: number): Tiers => ({
      vm: { replicas: 8 },
      "virtual-node": { replicas: 4, rounds: rounds(rights, at) },
    });

  test("make a tier sick though Kubernetes says its pods are ready", () => {
    const decisions = watch([...every(10, [0, 30], answering([0, 0, 1, 0, 0]))], target);
    assert.match(
      decisions[0]?.reasons[0] ?? "",
      /^The virtual node: GET :8080\/healthz is not answered rightly \(5 of the last 5 rounds were bad; 0 of 4 pods were right the last time: HTTP 500\), for 20 s\.$/,
    );
    assert.deepEqual(decisions[1]?.step?.after, { vm: 12, "virtual-node": 4 });
  });

  test("need as many bad rounds as it takes", () => {
    assert.equal(last(watch([[0, answering([4, 0, 4, 0, 4])]], target)).health["virtual-node"]?.isSick, false);
    assert.equal(last(watch([[0, answering([0, 4, 0, 4, 0])]], target)).health["virtual-node"]?.isSick, true);
  });

  test("are good again only after so many good rounds in a row", () => {
    const decisions = watch(
      [
        [0, answering([0, 0, 0, 0, 0])],
        [10, answering([0, 0, 0, 4, 4])],
        [15, answering([0, 0, 4, 4, 4])],
      ],
      target,
    );
    assert.deepEqual(
      decisions.map(({ health }) => health["virtual-node"]?.isSick),
      [true, true, false],
    );
  });

  test("on every tier at once move nothing: who asks may be cut off itself", () => {
    const all =
      (right: number) =>
      (at: number): Tiers => ({
        vm: { replicas: 8, rounds: rounds(Array<number>(5).fill(right), at) },
        "virtual-node": { replicas: 4, rounds: rounds(Array<number>(5).fill(right), at) },
      });
    const decisions = watch([...every(10, [0, 120], all(0)), ...every(10, [130, 600], all(4))], target);
    assert.ok(decisions.every(({ step, deletions }) => step === undefined && deletions.length === 0));
    const held = decisions.find(({ at }) => at === AT + seconds(120));
    assert.equal(held?.memory.hold, "12 replicas have no tier that can run them");
    assert.equal(last(decisions).isSettled, true);
    assert.equal(last(decisions).memory.hold, undefined);
  });

  test("count for nothing until one has answered: who asks may be cut off, or ask for what they do not have", () => {
    const silent = { ...AT_HOME, vm: { replicas: 8, rounds: rounds([0, 0, 0, 0, 0], AT) } };
    const { health, reasons } = decide(sight(silent, { isAnswered: false }), target);
    assert.equal(health["vm"]?.isSick, false);
    assert.deepEqual(reasons, [
      "No replica has ever answered GET :8080/healthz rightly, so that no tier counts as sick by it (5 of the last 5 rounds were bad; 0 of 4 pods were right the last time: HTTP 500).",
    ]);
    assert.equal(decide(sight(silent, { isAnswered: true }), target).health["vm"]?.isSick, true);
    const starting = { ...AT_HOME, vm: { replicas: 8, rounds: rounds([0, 0], AT) } };
    assert.deepEqual(decide(sight(starting, { isAnswered: false }), target).reasons, []);
  });

  test("stay down in the eyes of one who does not ask", () => {
    const decisions = watch(
      [
        [0, answering([0, 0, 0, 0, 0])],
        [10, () => AT_HOME],
      ],
      target,
    );
    assert.equal(last(decisions).health["virtual-node"]?.isSick, true);
  });
});
