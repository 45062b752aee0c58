import assert from "node:assert/strict";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import type { AutoscalingV2Api, CustomObjectsApi } from "@kubernetes/client-node" with { "resolution-mode": "import" };
import { ROOT } from "../sandbox";
import { createCluster, type TestCluster } from "./services";
import { createStack, type Stack } from "./stack";

const UP = ["up", "--yes", "--skip-preview"] as const;
const NAMESPACE = { namespace: "default" };
const SCALED_OBJECTS = { group: "keda.sh", version: "v1alpha1", plural: "scaledobjects", ...NAMESPACE };
const PAUSED = "autoscaling.keda.sh/paused";
const FAILOVER = { failover: { timeoutMinutes: 2, agent: { replicas: 0 } } };

interface ScaledObject {
  readonly metadata: { readonly name: string; readonly annotations?: Readonly<Record<string, string>> };
  readonly spec: { readonly minReplicaCount: number; readonly maxReplicaCount: number };
}

describe("a service that is scaled and fails over", () => {
  let cluster: TestCluster;
  let autoscaling: AutoscalingV2Api;
  let custom: CustomObjectsApi;
  let stack: Stack;

  const given = (max: number, more: object = FAILOVER) =>
    stack.config("args", JSON.stringify({ autoscale: { max, cpuPercent: 60 }, ...more }));

  before(async () => {
    cluster = await createCluster("failover-scaled");
    const { AutoscalingV2Api, CustomObjectsApi } = await import("@kubernetes/client-node");
    autoscaling = cluster.config.makeApiClient(AutoscalingV2Api);
    custom = cluster.config.makeApiClient(CustomObjectsApi);
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

  describe("by KEDA", () => {
    const scaledByKeda = (max: number, more: object = {}) =>
      stack.config(
        "args",
        JSON.stringify({
          autoscale: {
            max,
            engine: "keda",
            prometheus: { serverAddress: "http://prometheus:9090", query: "sum(requests)", valuePerReplica: 10 },
          },
          ...FAILOVER,
          ...more,
        }),
      );
    /** Name, minimum, maximum and pause of each ScaledObject. */
    const scaledObjects = async () => {
      const { items } = (await custom.listNamespacedCustomObject(SCALED_OBJECTS)) as { items: readonly ScaledObject[] };
      return items
        .map(({ metadata: { name, annotations }, spec }) => [
          name,
          spec.minReplicaCount,
          spec.maxReplicaCount,
          annotations?.[PAUSED],
        ])
        .sort();
    };
    const told = async () => {
      const { items } = await cluster.apps.listNamespacedDeployment({
        ...NAMESPACE,
        labelSelector: "app.kubernetes.io/name=web",
      });
      return Object.fromEntries(items.map(({ metadata, spec }) => [metadata?.name ?? "", spec?.replicas]));
    };
    const AT_HOME = [
      ["web-virtual-node", 1, 6, undefined],
      ["web-vm", 3, 3, undefined],
    ];

    test("has ScaledObjects with the bounds that its program says, and then there is nothing to do", async () => {
      await scaledByKeda(9);
      await stack.run(...UP);
      assert.deepEqual(await scaledObjects(), AT_HOME);
      assert.deepEqual(await bounds(), []);
      await stack.run("preview", "--expect-no-changes");
    });

    test("gets back bounds that somebody has moved, and KEDA where somebody has paused it", async () => {
      await custom.patchNamespacedCustomObject({
        ...SCALED_OBJECTS,
        name: "web-vm",
        body: [
          { op: "replace", path: "/spec/maxReplicaCount", value: 7 },
          { op: "add", path: `/metadata/annotations/${PAUSED.replace("/", "~1")}`, value: "true" },
        ],
      });
      assert.deepEqual((await scaledObjects())[1], ["web-vm", 3, 7, "true"]);
      await stack.run(...UP);
      assert.deepEqual(await scaledObjects(), AT_HOME);
      await stack.run("preview", "--expect-no-changes");
    });

    test("has KEDA paused on a tier that is to have no replicas at any time", async () => {
      await scaledByKeda(4, { vmReplicas: 4 });
      await stack.run(...UP);
      assert.deepEqual(await scaledObjects(), [
        ["web-virtual-node", 0, 1, "true"],
        ["web-vm", 4, 4, undefined],
      ]);
      assert.deepEqual(await told(), { "web-virtual-node": 0, "web-vm": 4 });
      await stack.run("preview", "--expect-no-changes");
    });
  });
});
