import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { fewestServing } from "../engine/fewest";
import { createCluster, createService, type ServiceStack, type TestCluster } from "../engine/services";
import { podsByTier } from "../sandbox";
import { awaited } from "../waiting";

const NAMESPACE = "default";
const TIMEOUT_MS = 120_000;

describe("when the VM of a replica is drained", () => {
  let cluster: TestCluster;
  let service: ServiceStack;

  before(async () => {
    cluster = await createCluster("drained-cluster");
    service = await createService("drained", cluster);
    await service.args({ replicas: 12, vmReplicas: 10, maxUnavailable: "1" });
    await service.run("up", "--yes", "--skip-preview");
  });
  after(async () => {
    await service.remove();
    await cluster.remove();
  });

  test("no more replicas of both tiers together are away at a time than the budget allows", async () => {
    const { items } = await cluster.core.listNamespacedPod({
      namespace: NAMESPACE,
      labelSelector: "aks-elastic/tier=vm",
    });
    const nodes = [...new Set(items.map(({ spec }) => spec?.nodeName ?? ""))].slice(0, 2);
    for (const name of nodes) {
      const body = [{ op: "add", path: "/spec/unschedulable", value: true }];
      await cluster.core.patchNode({ name, body });
    }
    let refusals = 0;
    const fewest = await fewestServing({ config: cluster.config, service: "web" }, async () => {
      refusals = await evictAll(nodes);
      await awaited("all replicas ready again", TIMEOUT_MS, async () => {
        const pods = await podsByTier(cluster.core, NAMESPACE);
        return (pods.vm === 10 && pods.virtualNode === 2) || undefined;
      });
    });
    assert.equal(fewest, 11);
    assert.ok(refusals > 0, "the budget refused no eviction: then it limited nothing");
  });

  /** Evicts, as `kubectl drain` does, until nothing is left; returns how often the API server told it to wait. */
  async function evictAll(nodes: readonly string[]): Promise<number> {
    let refusals = 0;
    await awaited(`${nodes.join(" and ")} drained`, TIMEOUT_MS, async () => {
      const { items } = await cluster.core.listNamespacedPod({ namespace: NAMESPACE });
      const left = items.filter(({ spec }) => nodes.includes(spec?.nodeName ?? ""));
      for (const { metadata } of left.filter((pod) => pod.metadata?.deletionTimestamp === undefined)) {
        if (!(await evicted(metadata?.name ?? ""))) refusals += 1;
      }
      return left.length === 0 || undefined;
    });
    return refusals;
  }

  async function evicted(name: string): Promise<boolean> {
    try {
      await cluster.core.createNamespacedPodEviction({ name, namespace: NAMESPACE, body: { metadata: { name } } });
      return true;
    } catch (error) {
      assert.equal((error as { readonly code?: number }).code, 429, String(error));
      return false;
    }
  }
});
