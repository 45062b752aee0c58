import assert from "node:assert/strict";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import type { CoreV1Api } from "@kubernetes/client-node" with { "resolution-mode": "import" };
import { createStack, type Stack } from "../engine/stack";
import { coreApi, ROOT } from "../sandbox";
import { awaited } from "../waiting";

const TIMEOUT_MS = 300_000;

/** One fits a D2s_v5 beside the pods of its system, two don't. */
const pod = (name: string, spec: object) => ({
  metadata: { name },
  spec: { containers: [{ name: "work", image: "nginx", resources: { requests: { cpu: "1500m" } } }], ...spec },
});
const onBurst = { nodeSelector: { agentpool: "burst" } };
const onSpot = {
  nodeSelector: { "kubernetes.azure.com/scalesetpriority": "spot" },
  tolerations: [{ key: "kubernetes.azure.com/scalesetpriority", value: "spot", effect: "NoSchedule" }],
};

describe("autoscaled pools of a VirtualNodeCluster", () => {
  let stack: Stack;
  let core: CoreV1Api;

  before(async () => {
    stack = await createStack(path.join(ROOT, "test", "programs", "autoscaled"), `autoscaled-${process.pid}`);
    await stack.config("autoscaled", "true");
    await stack.run("up", "--yes", "--skip-preview");
    core = await coreApi((await stack.output("kubeconfig")) as string);
  });
  after(() => stack.remove());

  const nodes = async (pool: string) => (await core.listNode({ labelSelector: `agentpool=${pool}` })).items.length;
  /** Who survives shows that the pool was not replaced: a new pool of the same name would have the same id. */
  const survivors = async () => {
    const { items } = await core.listNode({ labelSelector: "agentpool=burst" });
    return items.map(({ metadata }) => metadata?.uid).toSorted();
  };
  const run = async (name: string, spec: object) => {
    await core.createNamespacedPod({ namespace: "default", body: pod(name, spec) });
  };

  test("grow behind Pulumi's back, and Pulumi has nothing to say to that", async () => {
    for (const name of ["one", "two", "three"]) await run(name, onBurst);
    await run("cheap", onSpot);
    await awaited("3 and 1 nodes", TIMEOUT_MS, async () =>
      (await nodes("burst")) === 3 && (await nodes("spot")) === 1 ? true : undefined,
    );
    await stack.run("up", "--yes", "--skip-preview", "--expect-no-changes");
    await stack.run("refresh", "--yes", "--skip-preview");
    await stack.run("up", "--yes", "--skip-preview", "--expect-no-changes");
    assert.deepEqual([await nodes("burst"), await nodes("spot")], [3, 1]);
  });

  test("keep their nodes when something else of them changes", async () => {
    const before = await survivors();
    await stack.config("team", "web");
    await stack.run("up", "--yes", "--skip-preview", "--refresh");
    assert.deepEqual(await survivors(), before);
    const { items } = await core.listNode({ labelSelector: "agentpool=burst,team=web" });
    assert.equal(items.length, 3);
  });

  test("lose the autoscaler and get it again without being replaced", async () => {
    const before = await survivors();
    await stack.config("autoscaled", "false");
    await stack.run("up", "--yes", "--skip-preview");
    const fixed = await survivors();
    assert.deepEqual([fixed.length, fixed.every((uid) => before.includes(uid))], [2, true]);
    await stack.run("up", "--yes", "--skip-preview", "--expect-no-changes");
    await stack.config("autoscaled", "true");
    await stack.run("up", "--yes", "--skip-preview");
    await stack.run("up", "--yes", "--skip-preview", "--expect-no-changes");
    const autoscaled = await survivors();
    assert.ok(fixed.every((uid) => autoscaled.includes(uid)));
  });
});
