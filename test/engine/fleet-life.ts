import assert from "node:assert/strict";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import type { Orchestration } from "../../index";
import { sandboxDown, sandboxUp } from "../../sandbox/commands";
import { consoleProgress } from "../../sandbox/progress";
import { ownSandboxName } from "../own-sandbox";
import { aksElastic, ROOT } from "../sandbox";
import { awaited } from "../waiting";
import { leftInAzure } from "./azure";
import { allServe, groupsOf, image, images, zones } from "./fleets";
import { createStack, type Stack } from "./stack";

const TIMEOUT_MS = 300_000;

/** Proves that the example `aci-fleet` can be lived with, whoever keeps its replicas. */
export function proveFleet(orchestration: Orchestration): void {
  describe(`the example aci-fleet by ${orchestration}`, () => {
    // Faults break all of a sandbox's Azure, so these tests have a sandbox of their own.
    const name = ownSandboxName(orchestration.toLowerCase());
    const fault = (...words: readonly string[]) => aksElastic("sandbox", "fault", ...words, "--name", name);
    let stack: Stack;
    const up = () => stack.run("up", "--yes", "--skip-preview");
    const isCounted = orchestration === "ContainerGroups";

    before(async () => {
      const sandbox = await sandboxUp({ name, progress: consoleProgress(), coldStartSeconds: 1 });
      Object.assign(process.env, sandbox.env);
      stack = await createStack(path.join(ROOT, "examples", "aci-fleet"), `aci-fleet-${orchestration.toLowerCase()}`);
      await stack.config("orchestration", orchestration);
      await stack.config("image", image("1"));
      await stack.config("verifySeconds", "0");
    });
    after(async () => {
      await fault("clear");
      await stack.remove();
      await sandboxDown({ name, purge: true });
    });

    test("says in a preview how many replicas there will be, and where", async () => {
      const text = await stack.run("preview");
      assert.match(text, /3 replicas: 1 in zone 1, 1 in zone 2, 1 in zone 3\. 3 wanted, because replicas is 3\./);
    });

    test("runs its replicas in all zones, behind one address, and a second run changes nothing", async () => {
      await up();
      await allServe(stack, 3);
      assert.deepEqual(await zones(stack), ["1", "2", "3"]);
      assert.match(String(await stack.output("url")), /^http:\/\/[\d.]+$/);
      await stack.run("up", "--yes", "--skip-preview", "--expect-no-changes");
      await stack.run("refresh", "--yes", "--skip-preview", "--expect-no-changes");
    });

    test("grows from 3 to 10 and shrinks to 2", async () => {
      await stack.config("replicas", "10");
      await up();
      await allServe(stack, 10);
      await stack.config("replicas", "2");
      await up();
      await allServe(stack, 2);
    });

    test("takes a new version, batch by batch", async () => {
      await stack.config("replicas", "4");
      await stack.config("image", image("2"));
      await up();
      await allServe(stack, 4);
      assert.deepEqual(await images(stack), ["2", "2", "2", "2"]);
    });

    test("keeps most of the last version where the new one crashes, and takes a mended one", async () => {
      await fault("bad-image", image("bad"), "--crashes");
      await stack.config("image", image("bad"));
      const { code, text } = await stack.try("up", "--yes", "--skip-preview");
      assert.notEqual(code, 0, text);
      if (isCounted) assert.match(text, /is not well: container shop is Waiting \(CrashLoopBackOff/);
      assert.deepEqual((await images(stack)).filter((tag) => tag === "2").length, 3);
      await stack.config("image", image("3"));
      await up();
      await allServe(stack, 4);
      assert.deepEqual(await images(stack), ["3", "3", "3", "3"]);
    });

    test("lives through the loss of a zone", async () => {
      await fault("zone-outage", "2");
      if (isCounted) {
        await stack.run("refresh", "--yes", "--skip-preview");
        await stack.config("zones", '["1","3"]');
        await up();
        await allServe(stack, 4);
        assert.ok(!(await zones(stack)).includes("2"));
      } else {
        await awaited("the replicas of the lost zone to run in the others", TIMEOUT_MS, async () => {
          const groups = await groupsOf(stack);
          return (
            (groups.length === 4 && groups.every(({ zone, state }) => zone !== "2" && state === "Running")) || undefined
          );
        });
        await allServe(stack, 4);
        await stack.run("up", "--yes", "--skip-preview", "--expect-no-changes");
      }
      await fault("clear", "zone-outage");
      await allServe(stack, 4);
    });

    test("says which quota it has hit, and goes on when there is more", async () => {
      await fault("quota", "--groups", "5");
      await stack.config("replicas", "6");
      const { code, text } = await stack.try("up", "--yes", "--skip-preview");
      assert.notEqual(code, 0, text);
      assert.match(text, /quota 'ContainerGroups' exceeded in region 'westeurope'\. Limit: '5'/);
      await fault("clear", "quota");
      await up();
      await allServe(stack, 6);
    });

    test("leaves nothing when it is destroyed", async () => {
      const resources = await stack.resources();
      const before = await groupsOf(stack);
      await stack.run("destroy", "--yes", "--skip-preview");
      assert.deepEqual(await leftInAzure(resources), []);
      assert.equal(before.length, 6);
    });
  });
}
