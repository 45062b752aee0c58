import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { V1Deployment } from "@kubernetes/client-node" with { "resolution-mode": "import" };
import { podsByTier } from "../sandbox";
import { awaited } from "../waiting";
import { createCluster, createService, type ServiceStack, type TestCluster } from "./services";

const NAMESPACE = "default";
const PODS_TIMEOUT_MS = 300_000;

describe("a service in a cluster", () => {
  let cluster: TestCluster;
  let service: ServiceStack;

  before(async () => {
    cluster = await createCluster("service-cluster");
    service = await createService("service", cluster);
  });
  after(async () => {
    await service.remove();
    await cluster.remove();
  });

  const up = (...args: readonly string[]) => service.run("up", "--yes", "--skip-preview", ...args);
  const deployment = (tier: string): Promise<V1Deployment> =>
    cluster.apps.readNamespacedDeployment({ namespace: NAMESPACE, name: `web-${tier}` });
  const podNames = async () => {
    const { items } = await cluster.core.listNamespacedPod({ namespace: NAMESPACE });
    return items
      .filter(({ metadata }) => metadata?.deletionTimestamp === undefined)
      .map(({ metadata }) => metadata?.name);
  };
  const podsAre = (vm: number, virtualNode: number) =>
    awaited(`${vm} pods on VMs and ${virtualNode} on the virtual node`, PODS_TIMEOUT_MS, async () => {
      const pods = await podsByTier(cluster.core, NAMESPACE);
      return (pods.vm === vm && pods.virtualNode === virtualNode && pods.all === vm + virtualNode) || undefined;
    });

  test("a preview shows the split, and up makes it", async () => {
    const preview = await service.run("preview");
    assert.match(preview, /6 replicas: 4 on VMs, 2 on the virtual node\. 4 on VMs, because vmReplicas is 4\./);
    await up();
    await podsAre(4, 2);
  });

  test("it is found under one name, and each tier under its own", async () => {
    const endpoints = async (name: string) => {
      const labelSelector = `kubernetes.io/service-name=${name}`;
      const { DiscoveryV1Api } = await import("@kubernetes/client-node");
      const discovery = cluster.config.makeApiClient(DiscoveryV1Api);
      const { items } = await discovery.listNamespacedEndpointSlice({ namespace: NAMESPACE, labelSelector });
      return items.flatMap((slice) => slice.endpoints).filter(({ conditions }) => conditions?.ready).length;
    };
    await awaited("6 endpoints, 4 on VMs and 2 on the virtual node", PODS_TIMEOUT_MS, async () => {
      const counts = [await endpoints("web"), await endpoints("web-vm"), await endpoints("web-virtual-node")];
      return counts.join() === "6,4,2" || undefined;
    });
  });

  test("other numbers of replicas, and another budget, replace no pod", async () => {
    const before = await podNames();
    await service.args({ replicas: 8, vmReplicas: 5, maxUnavailable: "1" });
    await up();
    await podsAre(5, 3);
    const after = await podNames();
    assert.deepEqual(
      before.filter((name) => !after.includes(name)),
      [],
    );
  });

  test("another ConfigMap or Secret rolls the pods, and pods of the last version keep theirs until they go", async () => {
    await service.args({ config: { MODE: "fast" }, secrets: { KEY: "hunter2" } });
    await up();
    await podsAre(4, 2);
    const sources = async () => {
      const { spec } = await deployment("vm");
      const [container] = spec?.template.spec?.containers ?? [];
      return container?.envFrom?.map((source) => (source.configMapRef ?? source.secretRef)?.name) ?? [];
    };
    const before = await sources();
    assert.equal(before.length, 2);
    const pods = await podNames();
    await service.args({ config: { MODE: "slow" }, secrets: { KEY: "hunter2" } });
    const preview = await service.run("preview", "--diff");
    assert.doesNotMatch(preview, /hunter2/);
    await up();
    await podsAre(4, 2);
    const after = await sources();
    assert.notEqual(after[0], before[0], "the ConfigMap is the same");
    assert.equal(after[1], before[1], "the Secret changed though nothing in it did");
    const left = await podNames();
    assert.deepEqual(
      pods.filter((name) => left.includes(name)),
      [],
    );
  });

  test("what is set by hand is the program's again at the next change", async () => {
    await cluster.apps.patchNamespacedDeploymentScale({
      namespace: NAMESPACE,
      name: "web-vm",
      body: [{ op: "replace", path: "/spec/replicas", value: 1 }],
    });
    await service.args({ replicas: 7 });
    await service.run("refresh", "--yes", "--skip-preview");
    await up();
    await podsAre(4, 3);
    await up("--expect-no-changes");
  });

  test("a patch of one tier's pods changes that tier's alone", async () => {
    const priority = { spec: { priorityClassName: "system-cluster-critical" } };
    await service.args({
      tiers: [
        { kind: "vm", max: 4, podTemplate: priority, nodeSelector: { "kubernetes.azure.com/agentpool": "user" } },
        { kind: "spot", max: 1 },
        { kind: "virtualNode" },
      ],
    });
    await up();
    await podsAre(5, 1);
    const priorities = await Promise.all(
      ["vm", "spot", "virtual-node"].map(
        async (tier) => (await deployment(tier)).spec?.template.spec?.priorityClassName,
      ),
    );
    assert.deepEqual(priorities, ["system-cluster-critical", undefined, undefined]);
    const { items } = await cluster.core.listNamespacedPod({
      namespace: NAMESPACE,
      labelSelector: "aks-elastic/tier=spot",
    });
    assert.match(items[0]?.spec?.nodeName ?? "", /^aks-spot-/);
  });

  test("up again and a refresh change nothing, and destroy leaves nothing", async () => {
    await up("--expect-no-changes");
    await service.run("refresh", "--yes", "--skip-preview", "--expect-no-changes");
    await service.run("destroy", "--yes", "--skip-preview");
    assert.deepEqual(await service.resources(), []);
    await awaited("no pod", PODS_TIMEOUT_MS, async () => (await podNames()).length === 0 || undefined);
    const services = await cluster.core.listNamespacedService({ namespace: NAMESPACE });
    assert.deepEqual(
      services.items.map(({ metadata }) => metadata?.name),
      ["kubernetes"],
    );
  });
});
