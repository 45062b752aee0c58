import assert from "node:assert/strict";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import type { AutoscalingV2Api } from "@kubernetes/client-node" with { "resolution-mode": "import" };
import { ROOT } from "../sandbox";
import { createCluster, type TestCluster } from "./services";
import { createStack, type Stack } from "./stack";

const UP = ["up", "--yes", "--skip-preview"] as const;
const NAMESPACE = { namespace: "default" };

describe("a service that is scaled and fails over", () => {
  let cluster: TestCluster;
  let autoscaling: AutoscalingV2Api;
  let stack: Stack;

  const given = (max: number, more: object = { failover: { timeoutMinutes: 2, agent: { replicas: 0 } } }) =>
    stack.config("args", JSON.stringify({ autoscale: { max, cpuPercent: 60 }, ...more }));

  before(async () => {
    cluster = await createCluster("failover-scaled");
    const { AutoscalingV2Api } = await import("@kubernetes/client-node");
    autoscaling = cluster.config.makeApiClient(AutoscalingV2Api);
    stack = await createStack(path.join(ROOT, "test", "programs", "failover"), `failover-scaled-${process.pid}`);
    await stack.secret("kubeconfig", cluster.kubeconfig);
  });
  after(async () => {
    await stack.remove();
    await cluster.remove();
  });

  /** Name, minimum and maximum of each autoscaler. */
  const bounds = async () => {
    const { items } = await autoscaling.listNamespacedHorizontalPodAutoscaler(NAMESPACE);
    return items.map(({ metadata, spec }) => [metadata?.name, spec?.minReplicas, spec?.maxReplicas]).sort();
  };
  const moved = (name: string, maxReplicas: number) =>
    autoscaling.patchNamespacedHorizontalPodAutoscaler({
      name,
      ...NAMESPACE,
      body: [{ op: "replace", path: "/spec/maxReplicas", value: maxReplicas }],
    });

  test("has autoscalers with the bounds that its program says", async () => {
    await given(8);
    await stack.run(...UP);
    assert.deepEqual(await bounds(), [
      ["web-virtual-node", 1, 5],
      ["web-vm", 3, 3],
    ]);
  });

  test("has them also where the program changes them, which it tells failover and not the autoscalers", async () => {
    await given(9);
    const preview = await stack.run("preview");
    assert.match(preview, /Failover web-failover update/);
    assert.doesNotMatch(preview, /HorizontalPodAutoscaler/);
    await stack.run(...UP);
    assert.deepEqual(await bounds(), [
      ["web-virtual-node", 1, 6],
      ["web-vm", 3, 3],
    ]);
  });

  test("gets back those that somebody has moved", async () => {
    await moved("web-vm", 7);
    await stack.run(...UP);
    assert.deepEqual((await bounds())[1], ["web-vm", 3, 3]);
    await stack.run("preview", "--expect-no-changes");
  });

  test("has them also when it does not fail over any more, wherever failover has left them", async () => {
    await moved("web-virtual-node", 7);
    await given(9, {});
    await stack.run(...UP);
    assert.deepEqual((await bounds())[0], ["web-virtual-node", 1, 6]);
  });
});
