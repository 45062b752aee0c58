import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { type RunningSandbox, sandboxDown, sandboxUp } from "../../sandbox/commands";
import { consoleProgress } from "../../sandbox/progress";
import { ownSandboxName } from "../own-sandbox";
import { aksElastic, coreApi, podsByTier, ROOT } from "../sandbox";
import { awaited } from "../waiting";
import { leftInAzure } from "./azure";
import { deleteClusterOf } from "./services";
import { createStack, type Stack } from "./stack";

// Faults break all of a sandbox's Azure, so these tests have a sandbox of their own.
const name = ownSandboxName("deletion");

describe("a service, its cluster and its network in an Azure that bites", () => {
  let sandbox: RunningSandbox;
  let stack: Stack;

  before(async () => {
    sandbox = await sandboxUp({ name, progress: consoleProgress(), coldStartSeconds: 1 });
    Object.assign(process.env, sandbox.env);
    stack = await createStack(ROOT, "deletion");
  });
  after(async () => {
    await fault("clear");
    await stack.remove();
    await sandboxDown({ name, purge: true });
  });

  const fault = (...words: readonly string[]) => aksElastic("sandbox", "fault", ...words, "--name", name);
  const podsRun = async () => {
    const core = await coreApi((await stack.output("kubeconfig")) as string);
    return awaited("8 pods on VMs and 4 on the virtual node", 60_000, async () => {
      const pods = await podsByTier(core, "default", "app.kubernetes.io/name=web");
      return (pods.vm === 8 && pods.virtualNode === 4) || undefined;
    });
  };
  const destroyed = async () => {
    const resources = await stack.resources();
    await stack.run("destroy", "--yes", "--skip-preview");
    assert.deepEqual(await stack.resources(), []);
    await fault("clear");
    assert.deepEqual(await leftInAzure(resources), []);
  };

  test("roles that take their time to spread delay up, and do not fail it", async () => {
    await fault("role-delay", "8");
    await stack.run("up", "--yes", "--skip-preview");
    await podsRun();
    await fault("clear");
  });

  test("destroyed in one go, although ACI holds on to its subnet", async () => {
    await fault("link-lingers");
    await destroyed();
  });

  test("brought back after somebody has deleted the cluster by hand, whose identity is another one now", async () => {
    await stack.run("up", "--yes", "--skip-preview");
    await deleteClusterOf(stack);
    process.env["PULUMI_K8S_DELETE_UNREACHABLE"] = "true";
    try {
      await stack.run("up", "--yes", "--skip-preview", "--refresh", "--run-program");
    } finally {
      delete process.env["PULUMI_K8S_DELETE_UNREACHABLE"];
    }
    await podsRun();
    await stack.run("up", "--yes", "--skip-preview");
    await stack.run("up", "--yes", "--skip-preview", "--expect-no-changes");
  });

  test("destroyed in one go, although somebody has deleted the cluster by hand", async () => {
    await deleteClusterOf(stack);
    await destroyed();
  });

  test("up and destroy end while Azure throttles every third request", async () => {
    await fault("arm-throttle", "3");
    await stack.run("up", "--yes", "--skip-preview");
    await podsRun();
    await destroyed();
  });
});
