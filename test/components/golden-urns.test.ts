import assert from "node:assert/strict";
import { describe, test } from "node:test";
import golden from "./golden-urns.json";
import { VARIANTS_OF_ALL } from "./variants";

/** What every URN of a recording starts with: its stack and its project. */
const STACK = "urn:pulumi:test::aks-elastic::";

describe("who runs this already keeps what is there: no child is renamed without an alias and a change to the list", () => {
  const expected: Readonly<Record<string, readonly string[]>> = golden;

  for (const [variant, recorded] of Object.entries(VARIANTS_OF_ALL)) {
    test(`in ${variant}`, async () => {
      const urns = (await recorded()).registrations.map(({ urn }) => urn.replace(STACK, ""));
      assert.deepEqual(urns.sort(), expected[variant]);
    });
  }

  test("of variants that are all still looked at", () => {
    assert.deepEqual(Object.keys(expected), Object.keys(VARIANTS_OF_ALL));
  });
});
