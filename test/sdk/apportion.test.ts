import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { apportion } from "../../sdk/placement/apportion";

test("the largest remainders are rounded up, and among equal ones the first", () => {
  assert.deepEqual(apportion(10, [1, 1, 1]), [4, 3, 3]);
  assert.deepEqual(apportion(7, [50, 25, 25]), [3, 2, 2]);
  assert.deepEqual(apportion(0, [3, 1]), [0, 0]);
});

test("the parts sum to the whole, and none is a whole away from its exact share", () => {
  const weights = fc.array(fc.nat(1000), { minLength: 1, maxLength: 6 }).filter((all) => all.some((each) => each > 0));
  fc.assert(
    fc.property(fc.nat(100_000), weights, (total, given) => {
      const parts = apportion(total, given);
      const sum = given.reduce((all, weight) => all + weight, 0);
      assert.equal(
        parts.reduce((all, part) => all + part, 0),
        total,
      );
      for (const [index, part] of parts.entries()) {
        assert.ok(Math.abs(part - (total * (given[index] ?? 0)) / sum) < 1);
      }
    }),
  );
});
