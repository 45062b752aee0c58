import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { contains, formatAddress, overlap, parseCidr } from "../../sdk/network/cidr";

describe("address ranges", () => {
  const cidr = fc
    .record({ address: fc.integer({ min: 0, max: 2 ** 32 - 1 }), prefix: fc.integer({ min: 1, max: 32 }) })
    .map(({ address, prefix }) => {
      const size = 2 ** (32 - prefix);
      return `${formatAddress(Math.floor(address / size) * size)}/${prefix}`;
    });

  test("two blocks overlap exactly where one holds the other", () => {
    fc.assert(
      fc.property(cidr, cidr, (one, other) => {
        const [a, b] = [parseCidr(one), parseCidr(other)];
        assert.ok(a !== undefined && b !== undefined);
        assert.equal(overlap(a, b), contains(a, b) || contains(b, a));
      }),
    );
  });

  test("a block with host bits, or of nonsense, is none", () => {
    for (const text of ["10.0.0.1/24", "10.0.0.0", "10.0.0.0/33", "256.0.0.0/8", "x", ""])
      assert.equal(parseCidr(text), undefined);
  });
});
