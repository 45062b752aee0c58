import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { V1Pod } from "@kubernetes/client-node" with { "resolution-mode": "import" };
import { TwoTiers } from "../cluster/two-tiers";
import { createService, type ServiceStack } from "../engine/services";
import { ServiceWatch, story, sum } from "../failover/service-watch";
import { podsByTier } from "../sandbox";
import { awaited } from "../waiting";

const NAMESPACE = "default";
const AGENT = "app.kubernetes.io/component=failover-agent";
const WEB = "app.kubernetes.io/name=web";

describe("a service that fails over, as pulumi up leaves it", { concurrency: false }, () => {
  let cluster: TwoTiers;
  let stack: ServiceStack;

  before(async () => {
    cluster = await TwoTiers.up("in-service");
    stack = await createService("in-service", { kubeconfig: cluster.config.exportConfig() });
    await stack.args({ failover: { windowSeconds: 5, holdDownSeconds: 5 } });
    await stack.run("up", "--yes", "--skip-preview");
  });
  after(async () => {
    await stack.remove();
    await cluster.down();
  });

  const agents = async (): Promise<readonly V1Pod[]> =>
    (await cluster.core.listNamespacedPod({ namespace: NAMESPACE, labelSelector: AGENT })).items;
  const settled = (vm: number, virtualNode: number, seconds: number) =>
    awaited(`${vm} on VMs and ${virtualNode} on the virtual node`, seconds * 1000, async () => {
      const pods = await podsByTier(cluster.core, NAMESPACE, WEB);
      return pods.vm === vm && pods.virtualNode === virtualNode ? true : undefined;
    });
  const holder = async () => {
    const { CoordinationV1Api } = await import("@kubernetes/client-node");
    const leases = cluster.config.makeApiClient(CoordinationV1Api);
    return (await leases.readNamespacedLease({ name: "web-failover-agent", namespace: NAMESPACE })).spec
      ?.holderIdentity;
  };

  test("has its replicas, and two agents on the system pool of which one leads", async () => {
    await settled(4, 2, 90);
    const pods = await agents();
    assert.equal(pods.length, 2);
    assert.ok(pods.map(({ metadata }) => metadata?.name).includes(await holder()));
    const { items: nodes } = await cluster.core.listNode();
    for (const { spec } of pods) {
      const node = nodes.find(({ metadata }) => metadata?.name === spec?.nodeName);
      assert.equal(node?.metadata?.labels?.["kubernetes.azure.com/mode"], "system");
    }
  });

  test("does not change when it is run again", async () => {
    const text = await stack.run("up", "--yes", "--skip-preview", "--expect-no-changes");
    assert.match(text, /unchanged/);
  });

  test("leaves an ACI that refuses, though nobody runs Pulumi, and comes home", async () => {
    await cluster.fault("refuse", "1/1");
    const labelSelector = `${WEB},aks-elastic/tier=virtual-node`;
    await cluster.core.deleteCollectionNamespacedPod({ namespace: NAMESPACE, labelSelector });
    await settled(6, 0, 60);
    await cluster.fault("clear");
    await settled(4, 2, 120);
    await stack.run("up", "--yes", "--skip-preview", "--expect-no-changes");
  });

  test("is kept when its agents are made anew one after the other", async () => {
    for (const { metadata } of await agents()) {
      const name = metadata?.name ?? "";
      await cluster.core.deleteNamespacedPod({ name, namespace: NAMESPACE });
      await awaited(`two agents without ${name}`, 60_000, async () => {
        const pods = await agents();
        const ready = pods.filter(({ status }) =>
          status?.conditions?.some(({ type, status: is }) => type === "Ready" && is === "True"),
        );
        return ready.length === 2 && !ready.some((pod) => pod.metadata?.name === name) ? true : undefined;
      });
    }
    const names = (await agents()).map(({ metadata }) => metadata?.name);
    await awaited("one of the new agents to lead", 30_000, async () =>
      names.includes(await holder()) ? true : undefined,
    );
    await settled(4, 2, 10);
  });

  test("moves replicas that autoscalers count, by the bounds of the tiers, and brings them home", async () => {
    const { AutoscalingV2Api } = await import("@kubernetes/client-node");
    const autoscaling = cluster.config.makeApiClient(AutoscalingV2Api);
    const bounds = async () => {
      const { items } = await autoscaling.listNamespacedHorizontalPodAutoscaler({ namespace: NAMESPACE });
      return items.map(({ metadata, spec }) => [metadata?.name, spec?.minReplicas, spec?.maxReplicas]).sort();
    };
    const watch = await ServiceWatch.start(cluster.config);
    const home = [
      ["web-virtual-node", 2, 8],
      ["web-vm", 4, 4],
    ];
    const away = [
      ["web-virtual-node", 6, 12],
      ["web-vm", 1, 1],
    ];
    const isAt = (wanted: typeof home, is: (vm: number, virtualNode: number) => boolean, seconds: number) =>
      awaited(String(wanted), seconds * 1000, async () =>
        is(...watch.serving(watch.pods, watch.nodes)) && String(await bounds()) === String(wanted) ? true : undefined,
      );
    const atHome = (seconds: number) => isAt(home, (vm, virtualNode) => vm === 4 && virtualNode >= 2, seconds);
    try {
      await cluster.load("web", 0.9);
      await stack.args({ failover: { windowSeconds: 5, holdDownSeconds: 5 }, autoscale: { max: 12, cpuPercent: 60 } });
      await stack.run("up", "--yes", "--skip-preview");
      await atHome(60);

      await cluster.fault("vm-loss", "--pool", "user");
      await isAt(away, (_, virtualNode) => virtualNode >= 6, 120);
      await cluster.fault("clear");
      const from = watch.position;
      await atHome(120);
      const least = Math.min(...watch.since(from).map(({ ready }) => sum(ready)));
      assert.ok(least >= 6, `${least} ready:\n${story(watch.since(from))}`);
      await stack.run("up", "--yes", "--skip-preview", "--expect-no-changes");
    } finally {
      await watch.stop();
    }
  });
});
