import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, test } from "node:test";
import { failoverSpec } from "../../sdk/failover/failover-spec";
import { HOLD_ANNOTATION, MEMORY_ANNOTATION } from "../../sdk/failover/memory";
import { ROOT } from "../sandbox";

const page = readFileSync(path.join(ROOT, "docs", "failover.md"), "utf8");

describe("the page on failover", () => {
  for (const [word, value] of Object.entries(failoverSpec({}))) {
    test(`has the default of ${word}`, () => {
      const [, stated] = new RegExp(`^\\| \`${word}\` +\\| ([^ ,|]+)`, "m").exec(page) ?? [];
      assert.equal(stated, String(value));
    });
  }

  test("has the names of the annotations", () => {
    assert.ok(page.includes(`annotation \`${MEMORY_ANNOTATION}\``));
    assert.ok(page.includes(`annotation \`${HOLD_ANNOTATION}\``));
  });
});
