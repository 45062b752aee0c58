import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import type { V1ConfigMap } from "@kubernetes/client-node" with { "resolution-mode": "import" };
import { ROOT } from "../sandbox";
import { fewestServing, serves } from "./fewest";
import { createCluster, type TestCluster } from "./services";
import { createStack, type Stack } from "./stack";

const UP = ["up", "--yes", "--skip-preview"] as const;
const NAMESPACE = { namespace: "default" };
const WEB = "app.kubernetes.io/name=web";
const FAILOVER = { timeoutMinutes: 2, agent: { replicas: 0 } };
const TWO_TIERS = [{ kind: "vm", max: 2 }, { kind: "virtualNode" }];
const THREE_TIERS = [{ kind: "vm", max: 2 }, { kind: "spot", max: 1 }, { kind: "virtualNode" }];

describe("a service that fails over, and what becomes of it", () => {
  let cluster: TestCluster;
  let stack: Stack;

  const given = (tiers: readonly object[]) => stack.config("args", JSON.stringify({ failover: FAILOVER, tiers }));

  before(async () => {
    cluster = await createCluster("failover-changes");
    stack = await createStack(path.join(ROOT, "test", "programs", "failover"), `failover-changes-${process.pid}`);
    await stack.secret("kubeconfig", cluster.kubeconfig);
    await given(TWO_TIERS);
    await stack.run(...UP);
  });
  after(async () => {
    await stack.remove();
    await cluster.remove();
  });

  /** What each Deployment is told, by its name. */
  const told = async () => {
    const { items } = await cluster.apps.listNamespacedDeployment({ ...NAMESPACE, labelSelector: WEB });
    return Object.fromEntries(items.map(({ metadata, spec }) => [metadata?.name ?? "", spec?.replicas]));
  };

  const serving = async () => {
    const { items } = await cluster.core.listNamespacedPod({ ...NAMESPACE, labelSelector: WEB });
    return items.filter(serves).length;
  };

  test("gets a third tier and loses it again, and never has fewer ready replicas than it wants", async () => {
    assert.deepEqual(await told(), { "web-virtual-node": 2, "web-vm": 2 });
    await given(THREE_TIERS);
    assert.equal(await fewestServing({ config: cluster.config, service: "web" }, () => stack.run(...UP)), 4);
    assert.deepEqual(await told(), { "web-spot": 1, "web-virtual-node": 1, "web-vm": 2 });
    await stack.run("preview", "--expect-no-changes");
    await given(TWO_TIERS);
    assert.equal(await fewestServing({ config: cluster.config, service: "web" }, () => stack.run(...UP)), 4);
    assert.deepEqual(await told(), { "web-virtual-node": 2, "web-vm": 2 });
    await stack.run("preview", "--expect-no-changes");
  });

  test("has nothing to do where another version of this package has written its providers into the state", async () => {
    const scratch = mkdtempSync(path.join(os.tmpdir(), "aks-elastic-state-"));
    try {
      const file = path.join(scratch, "state.json");
      await stack.run("stack", "export", "--file", file);
      const own = /"__provider": "/g;
      const state = readFileSync(file, "utf8");
      assert.ok((state.match(own) ?? []).length >= 4, "the inputs and the outputs of two dynamic resources");
      writeFileSync(file, state.replace(own, "$&// The provider of another version.\\n"));
      await stack.run("stack", "import", "--file", file);
    } finally {
      rmSync(scratch, { recursive: true });
    }
    await stack.run("preview", "--expect-no-changes");
    await stack.run(...UP, "--expect-no-changes");
    assert.equal(await serving(), 4);
  });

  test("holds a deletion up that its program lets hang on its health, until it is healthy", async () => {
    const guarded = (): Promise<V1ConfigMap> => cluster.core.readNamespacedConfigMap({ name: "guarded", ...NAMESPACE });
    await stack.config("guarded", "true");
    await stack.run(...UP);
    const { urn = "" } = (await stack.resources()).find((each) => each.urn.endsWith("::guarded")) ?? {};
    const destroyGuarded = ["destroy", "--yes", "--skip-preview", "--run-program", "--target", urn] as const;
    await cluster.apps.patchNamespacedDeployment({
      name: "web-vm",
      ...NAMESPACE,
      body: [{ op: "replace", path: "/spec/replicas", value: 0 }],
    });
    const { code, text } = await stack.try(...destroyGuarded);
    assert.notEqual(code, 0);
    assert.match(text, /before hook "healthy" failed: web is not healthy, so nothing was done/);
    assert.equal((await guarded()).metadata?.name, "guarded");
    await stack.run(...UP);
    await stack.run(...destroyGuarded);
    await assert.rejects(guarded(), /404/);
    await stack.config("guarded", "false");
    await stack.run("preview", "--expect-no-changes");
  });

  test("is destroyed in one go, although somebody has deleted its cluster by hand", async () => {
    await cluster.deleteByHand();
    process.env["PULUMI_K8S_DELETE_UNREACHABLE"] = "true";
    try {
      await stack.run("destroy", "--yes", "--skip-preview", "--run-program");
    } finally {
      delete process.env["PULUMI_K8S_DELETE_UNREACHABLE"];
    }
    assert.deepEqual(await stack.resources(), []);
  });
});
