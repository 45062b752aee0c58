import assert from "node:assert/strict";
import { test } from "node:test";
import { hasPendingCreates } from "../../sandbox/quickstart/broken-off";

test("only what was being created can exist without the state knowing it", () => {
  assert.equal(hasPendingCreates({ deployment: {} }), false);
  assert.equal(hasPendingCreates({ deployment: { pending_operations: [{ type: "updating" }] } }), false);
  assert.equal(
    hasPendingCreates({ deployment: { pending_operations: [{ type: "deleting" }, { type: "creating" }] } }),
    true,
  );
});
