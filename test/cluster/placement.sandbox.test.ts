import assert from "node:assert/strict";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import type { PlacementArgs } from "../../sdk/placement/placement-spec";
import { placementSpec } from "../../sdk/placement/placement-spec";
import { planPlacement } from "../../sdk/placement/plan-placement";
import { createStack, type Stack } from "../engine/stack";
import { kubeConfig, ROOT } from "../sandbox";
import {
  type Bound,
  pinnedDeployments,
  preferringDeployment,
  schedulingCluster,
  type SchedulingCluster,
} from "./scheduling";

/** Six VMs of a regular pool hold 42 replicas of half a core, and two spot VMs 14: every size has room for all its VMs. */
const SIZES: readonly PlacementArgs[] = [
  { replicas: 8, vmReplicas: 8 },
  { replicas: 12, vmReplicas: 8 },
  { replicas: 30, vmReplicas: 30 },
  { replicas: 36, vmReplicas: 36 },
  { replicas: 60, vmReplicas: 36 },
];

const GRID: readonly PlacementArgs[] = [
  { replicas: 1, vmReplicas: 0 },
  { replicas: 10, tiers: [{ kind: "vm", max: 4 }, { kind: "spot", max: 3 }, { kind: "virtualNode" }] },
  { replicas: 30, tiers: [{ kind: "vm", percent: 50 }, { kind: "spot", percent: 20 }, { kind: "virtualNode" }] },
  { replicas: 40, tiers: [{ kind: "spot", weight: 1, max: 12 }, { kind: "vm", weight: 2 }, { kind: "virtualNode" }] },
  {
    replicas: 25,
    tiers: [
      { kind: "virtualNode", min: 5, max: 5 },
      { kind: "vm", max: 20 },
    ],
  },
];

describe("where the real scheduler puts the pods of a service", () => {
  let stack: Stack;
  let cluster: SchedulingCluster;

  before(async () => {
    stack = await createStack(path.join(ROOT, "test", "programs", "cluster"), `scheduler-${process.pid}`);
    // ACI's quota and throttle are a region's: a thousand pods must not use up those of other tests.
    await stack.config("azure-native:location", "northeurope");
    await stack.run("up", "--yes", "--skip-preview");
    cluster = await schedulingCluster(await kubeConfig((await stack.output("kubeconfig")) as string));
    await cluster.virtualNodeIsReady();
  });
  after(() => stack.remove());

  async function landsAsPlanned(namespace: string, args: PlacementArgs, cpu?: string): Promise<Bound> {
    const spec = placementSpec(args);
    const plan = planPlacement(spec);
    const landed = await cluster.schedule(namespace, pinnedDeployments(spec.tiers, plan, cpu));
    const planned = { vm: 0, spot: 0, virtualNode: 0 };
    for (const { name, kind } of spec.tiers) planned[kind] += plan.counts[name] ?? 0;
    assert.deepEqual(landed, planned);
    return landed;
  }

  test("a preference for VMs leaks pods to the virtual node while VMs have room; pinned tiers misplace none", async (context) => {
    let leaked = 0;
    for (const { replicas, vmReplicas = replicas } of SIZES) {
      const preferred = await cluster.schedule(`soft-${replicas}-${vmReplicas}`, [preferringDeployment(replicas)]);
      const pinned = await landsAsPlanned(`pinned-${replicas}-${vmReplicas}`, { replicas, vmReplicas });
      context.diagnostic(
        `${replicas} replicas, ${vmReplicas} for VMs: on the virtual node ${preferred.virtualNode} by preference, ` +
          `${pinned.virtualNode} by count`,
      );
      leaked += Math.max(0, preferred.virtualNode - (replicas - vmReplicas));
    }
    assert.ok(leaked > 0, "soft affinity misplaced nothing: then counted tiers would not be needed");
  });

  for (const [index, args] of GRID.entries()) {
    const tiers = args.tiers?.map(({ kind }) => kind).join(", ") ?? "no VMs";
    test(`${args.replicas} replicas over ${tiers} land as planned`, async () => {
      await landsAsPlanned(`grid-${index}`, args);
    });
  }

  test("a thousand replicas land as planned", async () => {
    const aciQuota = { containerGroups: 1000, createsPer5Minutes: 1000, createsPerHour: 1000 };
    const landed = await landsAsPlanned("thousand", { replicas: 1000, vmReplicas: 150, aciQuota }, "10m");
    assert.deepEqual(landed, { vm: 150, spot: 0, virtualNode: 850 });
  });
});
