import assert from "node:assert/strict";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import type { AutoscalingV2Api, CustomObjectsApi } from "@kubernetes/client-node" with {
  "resolution-mode": "import",
};
import { createStack, type Stack } from "../engine/stack";
import { kubeConfig, officialClients, ROOT } from "../sandbox";
import { autoscalerObjects, type KubernetesManifest, scaled, VARIANTS } from "../sdk/scaling-fixture";

const GROUP = "shared";
const CLUSTER = `keda-${process.pid}`;
const KEDA = { group: "keda.sh", version: "v1alpha1", namespace: "default" };
const PLURALS: Readonly<Record<string, string>> = {
  HorizontalPodAutoscaler: "horizontalpodautoscalers",
  ScaledObject: "scaledobjects",
  TriggerAuthentication: "triggerauthentications",
};

describe("a cluster with AKS's KEDA add-on", () => {
  let azure: Awaited<ReturnType<typeof officialClients>>["containerService"];
  let kubeconfig: string;
  let autoscaling: AutoscalingV2Api;
  let custom: CustomObjectsApi;

  before(async () => {
    azure = (await officialClients()).containerService;
    await azure.managedClusters.createOrUpdate(GROUP, CLUSTER, {
      location: "westeurope",
      identity: { type: "SystemAssigned" },
      dnsPrefix: CLUSTER,
      networkProfile: { networkPlugin: "azure" },
      workloadAutoScalerProfile: { keda: { enabled: true } },
      agentPoolProfiles: [{ name: "system", mode: "System", count: 1, vmSize: "Standard_D2s_v5" }],
    });
    const { kubeconfigs = [] } = await azure.managedClusters.listClusterUserCredentials(GROUP, CLUSTER);
    kubeconfig = Buffer.from(kubeconfigs[0]?.value ?? []).toString();
    const config = await kubeConfig(kubeconfig);
    const { AutoscalingV2Api, CustomObjectsApi } = await import("@kubernetes/client-node");
    autoscaling = config.makeApiClient(AutoscalingV2Api);
    custom = config.makeApiClient(CustomObjectsApi);
  });
  after(async () => {
    await azure.managedClusters.delete(GROUP, CLUSTER);
  });

  /**
   * Has the API server check an object to the last field, and keep nothing. By the client for custom objects, also those
   * of built-in kinds: the others leave out what they do not know.
   */
  const check = async (object: KubernetesManifest): Promise<void> => {
    const [group = "", version = ""] = object.apiVersion.split("/");
    const place = { group, version, plural: PLURALS[object.kind] ?? "", namespace: "default" };
    await custom.createNamespacedCustomObject({ ...place, body: object, dryRun: "All", fieldValidation: "Strict" });
  };

  for (const [title, args] of Object.entries(VARIANTS)) {
    test(`takes the autoscalers of a service, every field of them: ${title}`, async () => {
      for (const object of autoscalerObjects(scaled(args), "default")) await check(object);
    });
  }

  test("refuses what there is no field for, and a value of the wrong kind", async () => {
    const all = Object.values(VARIANTS).flatMap((args) => autoscalerObjects(scaled(args), "default"));
    for (const kind of ["HorizontalPodAutoscaler", "ScaledObject", "TriggerAuthentication"]) {
      const object = all.find((each) => each.kind === kind) ?? assert.fail(kind);
      const misspelt = { ...object, spec: { ...(object.spec as object), replicaCountMin: 1 } };
      await assert.rejects(check(misspelt), /unknown field .{0,4}spec\.replicaCountMin/, kind);
    }
    const object = all.find(({ kind }) => kind === "ScaledObject") ?? assert.fail("ScaledObject");
    await assert.rejects(
      check({ ...object, spec: { ...(object.spec as object), pollingInterval: "soon" } }),
      /pollingInterval/,
    );
  });

  test("is without KEDA's kinds where the add-on is off", async () => {
    const { CustomObjectsApi } = await import("@kubernetes/client-node");
    const shared = await azure.managedClusters.listClusterUserCredentials(GROUP, "shared");
    const text = Buffer.from(shared.kubeconfigs?.[0]?.value ?? []).toString();
    const elsewhere = (await kubeConfig(text)).makeApiClient(CustomObjectsApi);
    await assert.rejects(elsewhere.listNamespacedCustomObject({ ...KEDA, plural: "scaledobjects" }), /404|not found/i);
  });

  describe("with Pulumi", () => {
    let stack: Stack;
    before(async () => {
      stack = await createStack(path.join(ROOT, "test", "programs", "scaled"), CLUSTER);
      await stack.secret("kubeconfig", kubeconfig);
      await stack.config("max", "60");
    });
    after(() => stack.remove());

    const up = async (...args: readonly string[]) => stack.run("up", "--yes", "--skip-preview", ...args);
    const scaledObjects = async () => {
      const list = (await custom.listNamespacedCustomObject({ ...KEDA, plural: "scaledobjects" })) as {
        readonly items: readonly {
          readonly metadata: { readonly name: string };
          readonly spec: { readonly maxReplicaCount: number };
        }[];
      };
      return list.items.map(({ metadata, spec }) => [metadata.name, spec.maxReplicaCount]);
    };
    const hpas = async () => (await autoscaling.listNamespacedHorizontalPodAutoscaler({ namespace: "default" })).items;

    test("HorizontalPodAutoscalers are made, and a second up changes nothing", async () => {
      await up();
      assert.deepEqual(
        (await hpas()).map(({ metadata, spec }) => [metadata?.name, spec?.minReplicas, spec?.maxReplicas]),
        [
          ["web-virtual-node", 1, 52],
          ["web-vm", 1, 8],
        ],
      );
      await up("--expect-no-changes");
    });

    test("another engine takes their place, without a change of a Deployment", async () => {
      await stack.config("keda", "true");
      const text = await up();
      assert.deepEqual(await hpas(), []);
      assert.deepEqual(await scaledObjects(), [
        ["web-virtual-node", 52],
        ["web-vm", 8],
      ]);
      assert.match(text, /\+ 3 created/);
      assert.match(text, /- 2 deleted/);
      assert.doesNotMatch(text, /updated/);
      await up("--expect-no-changes");
    });

    test("a ScaledObject is changed in its place, read back by a refresh, and taken away", async () => {
      await stack.config("max", "20");
      assert.match(await up(), /~ 1 updated/);
      assert.deepEqual(await scaledObjects(), [
        ["web-virtual-node", 12],
        ["web-vm", 8],
      ]);
      await stack.run("refresh", "--yes", "--skip-preview", "--expect-no-changes");
      await stack.run("destroy", "--yes", "--skip-preview");
      assert.deepEqual(await scaledObjects(), []);
    });
  });
});
