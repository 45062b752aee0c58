import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { V1Deployment } from "@kubernetes/client-node" with { "resolution-mode": "import" };
import { createCluster, createService, type ServiceStack, type TestCluster } from "../engine/services";
import { seenDuring } from "../following";
import { awaited } from "../waiting";
import { firstIndex, geometricSteps, LoadRamp, type TimelinePoint } from "./load-ramp";
import { plotTimeline } from "./timeline-plot";

const SERVICE = "web";
const NAMESPACE = "default";
const TIMEOUT_MS = 300_000;
/** Room for 20 replicas on VMs; ACI runs the rest. Of a quarter of a core each: VMs are full at 3 cores. */
const MAX = { vm: 20, "virtual-node": 40 };
const AUTOSCALED = {
  replicas: 3,
  vmReplicas: MAX.vm,
  autoscale: { max: 60, cpuPercent: 60, burstDelaySeconds: 5, scaleDownSeconds: 60 },
};

/** No step takes VMs past the target of the burst tier before they are full. The last is for 36 replicas. */
const UP = geometricSteps(0.4, 7.3, 1.25);
/** A HorizontalPodAutoscaler lets pass what is within a tenth of its target, so that it may stop at fewer than 16. */
const BURST = 10;
/** Down to less than one replica's work, and then all at once, so that both autoscalers want fewer pods in one moment. */
const DOWN = [4, 0.2];

type Tier = keyof typeof MAX;

describe("a service under a load, with the real controller of HorizontalPodAutoscalers", () => {
  let cluster: TestCluster;
  let service: ServiceStack;

  before(async () => {
    cluster = await createCluster("waterfall", "uksouth");
    service = await createService("waterfall-service", cluster);
  });
  after(async () => {
    await service.remove();
    await cluster.remove();
  });

  const up = (...args: readonly string[]) => service.run("up", "--yes", "--skip-preview", ...args);
  const replicas = async () => {
    const read = async (tier: Tier) => {
      const name = `${SERVICE}-${tier}`;
      return (await cluster.apps.readNamespacedDeployment({ namespace: NAMESPACE, name })).spec?.replicas ?? NaN;
    };
    return { vm: await read("vm"), "virtual-node": await read("virtual-node") };
  };
  const replicasAre = (wanted: Readonly<Record<Tier, number>>) =>
    awaited(`${wanted.vm} replicas on VMs and ${wanted["virtual-node"]} on the virtual node`, TIMEOUT_MS, async () => {
      const { vm, "virtual-node": virtualNode } = await replicas();
      return (vm === wanted.vm && virtualNode === wanted["virtual-node"]) || undefined;
    });

  test("turning autoscaling on takes no replica away, and a preview says between which numbers it scales", async () => {
    await service.args({ replicas: 6, vmReplicas: 4 });
    await up();
    await replicasAre({ vm: 4, "virtual-node": 2 });
    await service.args({ ...AUTOSCALED, replicas: 5, vmReplicas: 4, autoscale: { ...AUTOSCALED.autoscale, max: 10 } });
    assert.match(
      await service.run("preview"),
      /4 on VMs at 60 percent CPU, 1 to 6 on the virtual node at 80 percent CPU/,
    );
    assert.deepEqual(await leastReplicas(cluster, () => up()), { vm: 4, "virtual-node": 2 });
    await up("--expect-no-changes");
  });

  test("VMs grow first and the virtual node last; the virtual node is left first and VMs last; up changes nothing", async (context) => {
    await service.args(AUTOSCALED);
    await up();
    const ramp = await LoadRamp.start({
      config: cluster.config,
      cluster: cluster.config.getCurrentContext(),
      namespace: NAMESPACE,
      service: SERVICE,
    });
    try {
      await ramp.to(0.4);
      await ramp.until("one replica on the virtual node", (tiers) => wantedOf(tiers, "virtual-node") === 1);
      for (const cores of UP) await ramp.to(cores);
      await ramp.until("a burst", (tiers) => wantedOf(tiers, "virtual-node") >= BURST);
      await up("--expect-no-changes");
      for (const cores of DOWN) await ramp.to(cores);
      await ramp.until("the virtual node at its floor", (tiers) => wantedOf(tiers, "virtual-node") === 1);
    } finally {
      await ramp.end();
    }
    const { timeline } = ramp;
    const file = plotTimeline("waterfall", "Load and ready replicas of two autoscaled tiers", timeline);
    context.diagnostic(
      `${timeline.length} changes in ${timeline.at(-1)?.seconds.toFixed(0) ?? ""} s, drawn in ${file}`,
    );
    const isBurst = ({ tiers }: TimelinePoint) => wantedOf(tiers, "virtual-node") > 1;
    const start = firstIndex(timeline, "one replica on the virtual node", { is: (point) => !isBurst(point) });
    const full = firstIndex(timeline, "all VM replicas", {
      from: start,
      is: ({ tiers }) => wantedOf(tiers, "vm") === MAX.vm,
    });
    const burst = firstIndex(timeline, "a burst", { from: start, is: isBurst });
    assert.ok(full < burst, `the virtual node grew before the VMs were full: ${told(timeline)}`);
    const home = firstIndex(timeline, "the floor again", { from: burst, is: (point) => !isBurst(point) });
    const shrunk = timeline.findIndex(({ tiers }, index) => index > burst && wantedOf(tiers, "vm") < MAX.vm);
    assert.ok(shrunk < 0 || home < shrunk, `VMs shrank before the virtual node was left: ${told(timeline)}`);
  });

  test("turning it off leaves what the program says, although an autoscaler had the last word before", async () => {
    await service.args({ replicas: 8, vmReplicas: 5 });
    await up();
    await replicasAre({ vm: 5, "virtual-node": 3 });
    const { AutoscalingV2Api } = await import("@kubernetes/client-node");
    const autoscaling = cluster.config.makeApiClient(AutoscalingV2Api);
    const { items } = await autoscaling.listNamespacedHorizontalPodAutoscaler({ namespace: NAMESPACE });
    assert.deepEqual(items, []);
    // Pulumi may have seen the autoscaler's last word, and then says its own once more.
    await up();
    await up("--expect-no-changes");
    await replicasAre({ vm: 5, "virtual-node": 3 });
  });
});

/** The fewest replicas that each tier's Deployment has at any time while something is done. */
async function leastReplicas(
  { config, apps }: TestCluster,
  operation: () => Promise<unknown>,
): Promise<Readonly<Record<string, number>>> {
  const { seen } = await seenDuring<V1Deployment, unknown>(operation, {
    config,
    path: `/apis/apps/v1/namespaces/${NAMESPACE}/deployments`,
    list: () => apps.listNamespacedDeployment({ namespace: NAMESPACE }),
    words: (items) =>
      items.map(({ metadata, spec }) => `${metadata?.labels?.["aks-elastic/tier"] ?? ""} ${spec?.replicas ?? NaN}`),
  });
  const least: Record<string, number> = {};
  for (const [tier = "", count = ""] of seen.flat().map((words) => words.split(" "))) {
    least[tier] = Math.min(least[tier] ?? Infinity, Number(count));
  }
  return least;
}

function wantedOf(tiers: TimelinePoint["tiers"], tier: Tier): number {
  return tiers[tier]?.wanted ?? 0;
}

function told(timeline: readonly TimelinePoint[]): string {
  const lines = timeline.map(({ seconds, cores, tiers }) => {
    const counts = Object.entries(tiers).map(([tier, { wanted, ready }]) => `${tier} ${ready}/${wanted}`);
    return `${seconds.toFixed(1)} s: ${cores} cores, ${counts.join(", ")}`;
  });
  return `\n${lines.join("\n")}`;
}
