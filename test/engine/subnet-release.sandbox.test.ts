import assert from "node:assert/strict";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { sandboxDown, sandboxUp } from "../../sandbox/commands";
import { consoleProgress } from "../../sandbox/progress";
import { ownSandboxName } from "../own-sandbox";
import { aksElastic, ROOT } from "../sandbox";
import { createStack, type Stack } from "./stack";

// A lingering link holds every subnet of a sandbox, so this test has a sandbox of its own.
const name = ownSandboxName("release");

describe("a subnet of container groups that is released before it is deleted", () => {
  let stack: Stack;

  before(async () => {
    const sandbox = await sandboxUp({ name, progress: consoleProgress(), coldStartSeconds: 1 });
    Object.assign(process.env, sandbox.env);
    stack = await createStack(path.join(ROOT, "test", "programs", "release"), name);
  });
  after(async () => {
    await stack.remove();
    await sandboxDown({ name, purge: true });
  });

  test("is not touched by a second up or a refresh", async () => {
    await stack.run("up", "--yes", "--skip-preview");
    await stack.run("up", "--yes", "--skip-preview", "--expect-no-changes");
    await stack.run("refresh", "--yes", "--skip-preview", "--expect-no-changes");
  });

  test("keeps no more of its code in the state than where that is", async () => {
    const release = (await stack.resources()).find(({ type }) => type.endsWith(":SubnetRelease"));
    assert.equal(release?.type, "pulumi-nodejs:dynamic/aks-elastic:SubnetRelease");
    assert.match(String(release.outputs?.["__provider"]), /"pulumi-aks-elastic\/dynamic\/subnet-release"/);
    assert.equal(release.id, release.outputs?.["subnetId"]);
  });

  test("goes in one go although ACI holds on to it", async () => {
    await aksElastic("sandbox", "fault", "link-lingers", "--name", name);
    const text = await stack.run("destroy", "--yes", "--skip-preview");
    assert.match(text, /SubnetRelease release deleted/);
    assert.deepEqual(await stack.resources(), []);
  });
});
