import assert from "node:assert/strict";
import path from "node:path";
import { ROOT } from "../sandbox";
import { groupsOf, images } from "./fleets";
import { proveLifecycle } from "./lifecycle";

proveLifecycle("the example first-container", {
  directory: path.join(ROOT, "examples", "first-container"),
  verify: async (stack) => {
    const [group] = await groupsOf(stack);
    assert.equal(group?.state, "Running");
    assert.equal(await stack.output("url"), `http://${group.ip}`);
  },
  changes: [
    {
      key: "image",
      value: "registry.example.com/shop/web:2",
      verify: async (stack) => {
        assert.deepEqual(await images(stack), ["2"]);
      },
    },
  ],
});
