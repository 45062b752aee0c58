import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { createCluster, createService, type ServiceStack, type TestCluster } from "../engine/services";
import { LoadRamp, type TimelinePoint } from "./load-ramp";
import { plotTimeline } from "./timeline-plot";

const SERVICE = "web";
const NAMESPACE = "default";
const FLOOR = { vm: 3, "virtual-node": 1 };
const MAX = { vm: 20, "virtual-node": 40 };
const AUTOSCALED = {
  replicas: FLOOR.vm,
  vmReplicas: MAX.vm,
  autoscale: { max: 60, cpuPercent: 60, burstDelaySeconds: 5, scaleDownSeconds: 60 },
};
/** More than the work of 60 replicas of a quarter of a core each at their targets. */
const LEAP = 14;
/** Usage ends at the limit, so that a tier grows by no more than a quarter at a time, each after a start and a delay. */
const UP_TIMEOUT_MS = 400_000;
/** VMs wait five times as long as `scaleDownSeconds`. */
const DOWN_TIMEOUT_MS = 500_000;

describe("a load that leaps", () => {
  let cluster: TestCluster;
  let service: ServiceStack;

  before(async () => {
    cluster = await createCluster("leap", "francecentral");
    service = await createService("leap-service", cluster);
  });
  after(async () => {
    await service.remove();
    await cluster.remove();
  });

  test("takes a service from its floor to all 60 replicas, and leaves it at its floor, the virtual node first", async (context) => {
    await service.args(AUTOSCALED);
    await service.run("up", "--yes", "--skip-preview");
    const ramp = await LoadRamp.start({
      config: cluster.config,
      cluster: cluster.config.getCurrentContext(),
      namespace: NAMESPACE,
      service: SERVICE,
    });
    try {
      await ramp.to(LEAP);
      await ramp.until("all 60 replicas", (tiers) => isReady(tiers, MAX), UP_TIMEOUT_MS);
      await service.run("up", "--yes", "--skip-preview", "--expect-no-changes");
      await ramp.to(0.2);
      await ramp.until("the floor", (tiers) => isReady(tiers, FLOOR), DOWN_TIMEOUT_MS);
    } finally {
      await ramp.end();
    }
    const { timeline } = ramp;
    context.diagnostic(`drawn in ${plotTimeline("leap", "Load and ready replicas of two autoscaled tiers", timeline)}`);
    const full = timeline.findIndex(({ tiers }) => isReady(tiers, MAX));
    const shrunk = timeline.findIndex(({ tiers }, at) => at > full && (tiers["vm"]?.wanted ?? 0) < MAX.vm);
    assert.equal(timeline[shrunk]?.tiers["virtual-node"]?.wanted, FLOOR["virtual-node"]);
  });
});

function isReady(tiers: TimelinePoint["tiers"], wanted: typeof MAX): boolean {
  return Object.entries(wanted).every(([tier, count]) => tiers[tier]?.ready === count && tiers[tier].wanted === count);
}
