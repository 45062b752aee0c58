import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { nextStep, type StepInput, type StepTier } from "../../sdk/failover/step";

const tier = fc.record({
  kind: fc.constantFrom("vm", "spot", "virtualNode"),
  now: fc.nat(30),
  goal: fc.nat(30),
  ready: fc.nat(40),
  kept: fc.nat(30),
  isRolling: fc.boolean(),
});

const input: fc.Arbitrary<StepInput> = fc.record({
  tiers: fc
    .array(tier, { minLength: 1, maxLength: 4 })
    .map((tiers) => tiers.map((each, index): StepTier => ({ name: `tier-${index}`, ...each }))),
  floor: fc.nat(60),
  rate: fc.integer({ min: 1, max: 20 }),
  disruptionsAllowed: fc.oneof(fc.nat(20), fc.constant(Infinity)),
  createRoom: fc.nat(50),
});

const sum = (tiers: readonly StepTier[], of: (tier: StepTier) => number): number =>
  tiers.reduce((total, each) => total + of(each), 0);

describe("any step", () => {
  const holds = (title: string, claim: (input: StepInput, counts: (tier: StepTier) => number) => void): void => {
    test(title, () => {
      fc.assert(
        fc.property(input, (given) => {
          const { counts } = nextStep(given);
          claim(given, ({ name }) => counts[name] ?? NaN);
        }),
        { numRuns: 2000 },
      );
    });
  };

  holds("goes towards the goal and not beyond", ({ tiers }, counts) => {
    for (const each of tiers) {
      const [least, most] = [Math.min(each.now, each.goal), Math.max(each.now, each.goal)];
      assert.ok(counts(each) >= least && counts(each) <= most);
    }
  });

  holds("leaves as many ready as there must be, or as there are", ({ tiers, floor }, counts) => {
    const serving = (count: (tier: StepTier) => number): number =>
      sum(tiers, (each) =>
        each.isRolling ? each.ready - Math.max(0, each.now - count(each)) : Math.min(count(each), each.ready),
      );
    const before = sum(tiers, ({ now, ready, isRolling }) => (isRolling ? ready : Math.min(now, ready)));
    assert.ok(serving(counts) >= Math.min(floor, before));
  });

  holds("has no more replicas than are wanted and the rate, or than before", ({ tiers, rate }, counts) => {
    const wanted = sum(tiers, ({ goal }) => goal);
    assert.ok(
      sum(tiers, counts) <=
        Math.max(
          wanted + rate,
          sum(tiers, ({ now }) => now),
        ),
    );
  });

  holds("does not go below the wanted number of replicas", ({ tiers }, counts) => {
    const wanted = sum(tiers, ({ goal }) => goal);
    assert.ok(
      sum(tiers, counts) >=
        Math.min(
          wanted,
          sum(tiers, ({ now }) => now),
        ),
    );
  });

  holds("has ACI create no more than it does", ({ tiers, createRoom }, counts) => {
    const created = sum(tiers, (each) => (each.kind === "virtualNode" ? Math.max(0, counts(each) - each.now) : 0));
    assert.ok(created <= createRoom);
  });

  test("is the last of finitely many when pods become ready", () => {
    fc.assert(
      fc.property(input, (given) => {
        const free = { ...given, disruptionsAllowed: 1, createRoom: 1000 };
        const floor = sum(free.tiers, ({ goal }) => goal);
        let tiers = free.tiers;
        for (let steps = 0; steps < 500 && tiers.some(({ now, goal }) => now !== goal); steps += 1) {
          const { counts } = nextStep({ ...free, floor, tiers });
          tiers = tiers.map((each) => {
            const now = counts[each.name] ?? 0;
            return { ...each, now, ready: now, kept: 0, isRolling: false };
          });
        }
        assert.ok(
          tiers.every(({ now, goal }) => now === goal),
          JSON.stringify(tiers),
        );
      }),
      { numRuns: 500 },
    );
  });
});
