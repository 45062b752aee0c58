import assert from "node:assert/strict";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import type { KubeConfig, V1Deployment, V2HorizontalPodAutoscaler } from "@kubernetes/client-node" with {
  "resolution-mode": "import",
};
import { Tier } from "../../sdk/placement/tier";
import { deploymentManifest } from "../../sdk/pods/deployment";
import { tierLabels } from "../../sdk/pods/labels";
import { podSpec } from "../../sdk/pods/pod-spec";
import { podTemplateManifest } from "../../sdk/pods/pod-template";
import { virtualNodeSelectorSpec } from "../../sdk/virtual-node/virtual-node-selector";
import { createStack, type Stack } from "../engine/stack";
import { kubeConfig, ROOT } from "../sandbox";
import { firstIndex, geometricSteps, LoadRamp, type TimelinePoint } from "./load-ramp";
import { plotTimeline } from "./timeline-plot";

const SERVICE = "web";
const NAMESPACE = "waterfall";
const POD = podSpec({ image: "nginx", port: 80, resources: { cpu: "500m", memory: "512Mi" } });

/** The tiers' autoscalers. VMs aim lower, so that they grow first, and wait longer before they shrink. */
const VM = { tier: Tier.vm, label: "vm", max: 5, cpuPercent: 60, shrinkAfterSeconds: 20 };
const BURST = { tier: Tier.virtualNode, label: "virtual-node", max: 4, cpuPercent: 80, shrinkAfterSeconds: 2 };
type Autoscaled = typeof VM | typeof BURST;

/** From what one pod of each tier can do to more than the VMs can; no step takes VMs past the target of the burst tier. */
const UP = geometricSteps(0.5, 3.5, 1.25);
/** Until the burst tier has fewer pods, and then all at once: both autoscalers want fewer pods in the same moment. */
const DOWN = [2.6, 2, 0.3];

describe("two tiers under a load, with the real controller of HorizontalPodAutoscalers", () => {
  let stack: Stack;
  let config: KubeConfig;
  let ramp: LoadRamp;

  before(async () => {
    stack = await createStack(path.join(ROOT, "test", "programs", "cluster"), `waterfall-${process.pid}`);
    await stack.run("up", "--yes", "--skip-preview");
    config = await kubeConfig((await stack.output("kubeconfig")) as string);
    await createService(config);
    const cluster = config.getCurrentContext();
    ramp = await LoadRamp.start({ config, cluster, namespace: NAMESPACE, service: SERVICE });
    await ramp.until("one pod of each tier", isAtFloor);
  });
  after(async () => {
    await ramp.end();
    await stack.remove();
  });

  test("VMs grow first and the virtual node last; the virtual node is left first and VMs last", async (context) => {
    for (const cores of UP) await ramp.to(cores);
    await ramp.until("pods above the floor on the virtual node", (tiers) => readyOf(tiers, BURST) > 1);
    for (const cores of DOWN) await ramp.to(cores);
    await ramp.until("both tiers at their floor", isAtFloor);
    const { timeline } = ramp;
    const file = plotTimeline("waterfall", "Load and ready pods of two autoscaled tiers", timeline);
    context.diagnostic(
      `${timeline.length} changes in ${timeline.at(-1)?.seconds.toFixed(0) ?? ""} s, drawn in ${file}`,
    );

    const full = firstIndex(timeline, "all VM replicas ready", { is: ({ tiers }) => readyOf(tiers, VM) === VM.max });
    const burst = firstIndex(timeline, "a burst", { is: ({ tiers }) => wantedOf(tiers, BURST) > 1 });
    assert.ok(full < burst, `the virtual node grew before the VMs were full: ${told(timeline)}`);

    const isFloor = ({ tiers }: TimelinePoint) => wantedOf(tiers, BURST) === 1;
    const home = firstIndex(timeline, "the burst tier at its floor again", { from: burst, is: isFloor });
    const shrunk = firstIndex(timeline, "fewer VM replicas", {
      from: burst,
      is: ({ tiers }) => wantedOf(tiers, VM) < VM.max,
    });
    assert.ok(home < shrunk, `VMs shrank before the virtual node was left: ${told(timeline)}`);
  });
});

function isAtFloor(tiers: TimelinePoint["tiers"]): boolean {
  return [VM, BURST].every((tier) => readyOf(tiers, tier) === 1 && wantedOf(tiers, tier) === 1);
}

function readyOf(tiers: TimelinePoint["tiers"], { label }: Autoscaled): number {
  return tiers[label]?.ready ?? 0;
}

function wantedOf(tiers: TimelinePoint["tiers"], { label }: Autoscaled): number {
  return tiers[label]?.wanted ?? 0;
}

function told(timeline: readonly TimelinePoint[]): string {
  const lines = timeline.map(({ seconds, cores, tiers }) => {
    const counts = Object.entries(tiers).map(([tier, { wanted, ready }]) => `${tier} ${ready}/${wanted}`);
    return `${seconds.toFixed(1)} s: ${cores} cores, ${counts.join(", ")}`;
  });
  return `\n${lines.join("\n")}`;
}

async function createService(config: KubeConfig): Promise<void> {
  const { AppsV1Api, AutoscalingV2Api, CoreV1Api } = await import("@kubernetes/client-node");
  await config.makeApiClient(CoreV1Api).createNamespace({ body: { metadata: { name: NAMESPACE } } });
  for (const autoscaled of [VM, BURST]) {
    const body = deployment(autoscaled);
    await config.makeApiClient(AppsV1Api).createNamespacedDeployment({ namespace: NAMESPACE, body });
    await config.makeApiClient(AutoscalingV2Api).createNamespacedHorizontalPodAutoscaler({
      namespace: NAMESPACE,
      body: autoscaler(autoscaled),
    });
  }
}

/** As an `ElasticService` makes it; how many replicas it has is its autoscaler's to say. */
function deployment({ tier }: Autoscaled): V1Deployment {
  const nodes = tier === Tier.vm ? { tier } : { tier, virtualNodes: virtualNodeSelectorSpec({}) };
  const template = podTemplateManifest(SERVICE, nodes, POD);
  const content = { namespace: NAMESPACE, replicas: undefined, template };
  return structuredClone<unknown>(deploymentManifest(SERVICE, tier, content)) as V1Deployment;
}

function autoscaler({ tier, max, cpuPercent, shrinkAfterSeconds }: Autoscaled): V2HorizontalPodAutoscaler {
  const { name } = deploymentManifest(SERVICE, tier, {
    namespace: NAMESPACE,
    replicas: undefined,
    template: undefined,
  }).metadata;
  // As quick as the autoscalers look: by default Kubernetes lets 15 s pass from one step to the next.
  const policies = [{ type: "Percent", value: 100, periodSeconds: 1 }];
  return {
    metadata: { name, labels: { ...tierLabels(SERVICE, tier) } },
    spec: {
      scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name },
      minReplicas: 1,
      maxReplicas: max,
      metrics: [
        {
          type: "Resource",
          resource: { name: "cpu", target: { type: "Utilization", averageUtilization: cpuPercent } },
        },
      ],
      behavior: {
        scaleUp: { policies },
        scaleDown: { stabilizationWindowSeconds: shrinkAfterSeconds, policies },
      },
    },
  };
}
