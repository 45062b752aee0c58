import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { parseQuantity } from "../../sdk/pods/quantity";

/** From the Kubernetes documentation of resource quantities, and its edge cases. */
const QUANTITIES: readonly [text: string, value: number | undefined][] = [
  ["0", 0],
  ["500m", 0.5],
  ["1.5", 1.5],
  ["2.", 2],
  [".5", 0.5],
  ["512Mi", 512 * 1024 * 1024],
  ["1Gi", 1024 ** 3],
  ["1k", 1000],
  ["12E", 12e18],
  ["12e6", 12e6],
  ["12E6", 12e6],
  ["-1", -1],
  ["", undefined],
  [".", undefined],
  ["1K", undefined],
  ["1 Gi", undefined],
  ["Gi", undefined],
  ["one", undefined],
];

for (const [text, value] of QUANTITIES) {
  test(`the quantity "${text}" is ${value ?? "none"}`, () => {
    assert.equal(parseQuantity(text), value);
  });
}

test("a quantity of thousandths is a thousandth of the quantity", () => {
  fc.assert(
    fc.property(fc.nat(1e9), (number) => {
      assert.equal(parseQuantity(`${number}m`), number * 1e-3);
      assert.equal(parseQuantity(String(number)), number);
    }),
  );
});
