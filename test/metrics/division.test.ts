import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { dividedLoad, idle, type LoadedPod, totalUsage, type Usage } from "../../sandbox/metrics/division";

const amount = (max: number) => fc.double({ min: 0, max, noNaN: true });
const load = fc.record({ cpu: amount(100), memory: amount(2 ** 40) });
const limit = fc.record(
  {
    cpu: fc.double({ min: 0.01, max: 64, noNaN: true }),
    memory: fc.double({ min: 2 ** 25, max: 2 ** 36, noNaN: true }),
  },
  { requiredKeys: [] },
);
const pods = fc.array(fc.record({ isServing: fc.boolean(), limit }), { maxLength: 40 });
const serving: LoadedPod = { isServing: true, limit: {} };

/** Equal but for the rounding of a division and a sum. */
function assertClose(actual: number, expected: number): void {
  assert.ok(Math.abs(actual - expected) <= 1e-9 * Math.max(1, expected), `${actual} is not ${expected}`);
}

describe("a load that is divided among pods", () => {
  test("is shared evenly: 12 cores and 3 GiB among 4 pods are 3 cores and 0.75 GiB for each", () => {
    const usages = dividedLoad({ cpu: 12, memory: 3 * 2 ** 30 }, [serving, serving, serving, serving]);
    assert.deepEqual(new Set(usages.map(({ cpu }) => cpu)), new Set([3]));
    assert.deepEqual(new Set(usages.map(({ memory }) => memory)), new Set([idle.memory + 0.75 * 2 ** 30]));
  });

  test("ends at the limit of a pod, and what is above it goes to no other", () => {
    const [throttled, free] = dividedLoad({ cpu: 4, memory: 0 }, [{ isServing: true, limit: { cpu: 0.5 } }, serving]);
    assert.deepEqual([throttled?.cpu, free?.cpu], [0.5, 2]);
  });

  test("does not reach a pod that does not serve", () => {
    const usages = dividedLoad({ cpu: 4, memory: 2 ** 30 }, [{ ...serving, isServing: false }, serving]);
    assert.deepEqual(usages[0], idle);
    assert.equal(usages[1]?.cpu, 4);
  });

  test("of nothing leaves every pod idle", () => {
    assert.deepEqual(dividedLoad({ cpu: 0, memory: 0 }, [serving]), [idle]);
    assert.deepEqual(dividedLoad({ cpu: 8, memory: 0 }, []), []);
  });

  test("is served whole by pods that have room for it", () => {
    fc.assert(
      fc.property(load, fc.integer({ min: 1, max: 40 }), (total, count) => {
        const usages = dividedLoad(
          total,
          Array.from({ length: count }, () => serving),
        );
        const used: Usage = totalUsage(usages);
        assertClose(used.cpu, Math.max(total.cpu, count * idle.cpu));
        assertClose(used.memory, total.memory + count * idle.memory);
      }),
    );
  });

  test("takes no pod above its limit", () => {
    fc.assert(
      fc.property(load, pods, (total, all) => {
        dividedLoad(total, all).forEach(({ cpu, memory }, index) => {
          assert.ok(cpu <= (all[index]?.limit.cpu ?? Infinity));
          assert.ok(memory <= (all[index]?.limit.memory ?? Infinity));
        });
      }),
    );
  });

  test("does not depend on the order of the pods", () => {
    fc.assert(
      fc.property(load, pods, (total, all) => {
        assert.deepEqual(dividedLoad(total, [...all].reverse()), [...dividedLoad(total, all)].reverse());
      }),
    );
  });

  test("weighs on nobody more when one more pod serves", () => {
    fc.assert(
      fc.property(load, pods, (total, all) => {
        const before = dividedLoad(total, all);
        const after = dividedLoad(total, [...all, serving]);
        before.forEach((usage, index) => {
          const now = after[index];
          assert.ok(now !== undefined && now.cpu <= usage.cpu && now.memory <= usage.memory);
        });
      }),
    );
  });
});
