import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { AppsV1Api, CoreV1Api } from "@kubernetes/client-node" with { "resolution-mode": "import" };
import { kubeConfig, officialClients } from "../sandbox";
import { awaited } from "../waiting";

const GROUP = "shared";
const CLUSTER = `autoscaled-${process.pid}`;
const TIMEOUT_MS = 300_000;

/** A D2s_v5 has 1,900m for pods: two of these fit one node. */
const POD_CPU = "900m";
const RANGE = { minCount: 1, maxCount: 3 };

describe("an autoscaled pool, with the real scheduler", () => {
  let azure: Awaited<ReturnType<typeof officialClients>>["containerService"];
  let core: CoreV1Api;
  let apps: AppsV1Api;

  before(async () => {
    azure = (await officialClients()).containerService;
    await azure.managedClusters.createOrUpdate(GROUP, CLUSTER, {
      location: "westeurope",
      identity: { type: "SystemAssigned" },
      dnsPrefix: CLUSTER,
      networkProfile: { networkPlugin: "azure" },
      agentPoolProfiles: [{ name: "system", mode: "System", count: 1, vmSize: "Standard_D2s_v5" }],
    });
    const pool = { mode: "User", vmSize: "Standard_D2s_v5", count: 1, enableAutoScaling: true, ...RANGE };
    await azure.agentPools.createOrUpdate(GROUP, CLUSTER, "burst", pool);
    const { kubeconfigs = [] } = await azure.managedClusters.listClusterUserCredentials(GROUP, CLUSTER);
    const config = await kubeConfig(Buffer.from(kubeconfigs[0]?.value ?? []).toString());
    const { AppsV1Api, CoreV1Api } = await import("@kubernetes/client-node");
    core = config.makeApiClient(CoreV1Api);
    apps = config.makeApiClient(AppsV1Api);
  });
  after(async () => {
    await azure.managedClusters.delete(GROUP, CLUSTER);
  });

  const pool = () => azure.agentPools.get(GROUP, CLUSTER, "burst");
  const nodes = async () => (await core.listNode({ labelSelector: "agentpool=burst" })).items;
  const running = async () => {
    const { items } = await core.listNamespacedPod({ namespace: "default", labelSelector: "app=work" });
    return items.filter(({ status }) => status?.phase === "Running").map(({ spec }) => spec?.nodeName);
  };
  const replicas = (count: number) =>
    apps.replaceNamespacedDeployment({ namespace: "default", name: "work", body: deployment(count) });

  test("pods without a node get the nodes that they need, and no more than the pool may have", async () => {
    await apps.createNamespacedDeployment({ namespace: "default", body: deployment(4) });
    await awaited("4 running pods", TIMEOUT_MS, async () => ((await running()).length === 4 ? true : undefined));
    const { count, provisioningState } = await pool();
    assert.deepEqual({ count, provisioningState }, { count: 2, provisioningState: "Succeeded" });
    assert.equal((await nodes()).length, 2);

    await replicas(8);
    await awaited("6 running pods", TIMEOUT_MS, async () => ((await running()).length === 6 ? true : undefined));
    assert.equal((await pool()).count, RANGE.maxCount);
    const { items } = await core.listNamespacedPod({ namespace: "default", labelSelector: "app=work" });
    assert.equal(items.filter(({ status }) => status?.phase === "Pending").length, 2);
  });

  test("the nodes that lose their pods go, and those that have some stay", async () => {
    await replicas(1);
    await awaited("one pod", TIMEOUT_MS, async () => ((await running()).length === 1 ? true : undefined));
    const [busy] = await running();
    await awaited("a pool of one node", TIMEOUT_MS, async () =>
      (await pool()).count === RANGE.minCount && (await nodes()).length === 1 ? true : undefined,
    );
    assert.deepEqual(
      (await nodes()).map(({ metadata }) => metadata?.name),
      [busy],
    );
    assert.deepEqual(await running(), [busy]);
  });

  test("a pool that loses its autoscaler has the count that it was told", async () => {
    const { count } = await azure.agentPools.createOrUpdate(GROUP, CLUSTER, "burst", {
      ...{ mode: "User", vmSize: "Standard_D2s_v5", count: 2, enableAutoScaling: false },
    });
    assert.equal(count, 2);
    await replicas(8);
    await awaited("4 running pods", TIMEOUT_MS, async () => ((await running()).length === 4 ? true : undefined));
    assert.equal((await pool()).count, 2);
  });
});

function deployment(replicas: number) {
  const container = { name: "work", image: "nginx", resources: { requests: { cpu: POD_CPU } } };
  return {
    metadata: { name: "work" },
    spec: {
      replicas,
      selector: { matchLabels: { app: "work" } },
      template: {
        metadata: { labels: { app: "work" } },
        spec: { containers: [container], nodeSelector: { agentpool: "burst" } },
      },
    },
  };
}
