import path from "node:path";
import { placementSpec } from "../sdk/placement/placement-spec";
import { planPlacement } from "../sdk/placement/plan-placement";
import { pinnedDeployments, preferringDeployment, schedulingCluster } from "../test/cluster/scheduling";
import { createStack } from "../test/engine/stack";
import { kubeConfig, ROOT } from "../test/sandbox";
import type { Benchmark } from "./measure";

/** All replicas have room on VMs. */
const SIZES = [8, 16, 24, 32, 36, 40];

/** Pods that the real scheduler puts where they should not be. */
export const misplaced: Benchmark = {
  name: "misplaced",
  title: "pods on the virtual node while VMs have room for all, by count against by preference",
  needsSandbox: true,
  run: async (say) => {
    const stack = await createStack(path.join(ROOT, "test", "programs", "cluster"), `bench-misplaced-${process.pid}`);
    try {
      say("creating a cluster");
      await stack.run("up", "--yes", "--skip-preview");
      const cluster = await schedulingCluster(await kubeConfig((await stack.output("kubeconfig")) as string));
      await cluster.virtualNodeIsReady();
      const [counted, preferred]: [number[], number[]] = [[], []];
      for (const replicas of SIZES) {
        say(`${replicas} replicas`);
        const spec = placementSpec({ replicas });
        const pinned = pinnedDeployments(spec.tiers, planPlacement(spec));
        counted.push((await cluster.schedule(`counted-${replicas}`, pinned)).virtualNode);
        preferred.push((await cluster.schedule(`soft-${replicas}`, [preferringDeployment(replicas)])).virtualNode);
      }
      const sum = (values: readonly number[]) => [values.reduce((all, value) => all + value, 0)];
      const all = SIZES.reduce((total, size) => total + size, 0);
      return [
        {
          what: `misplaced of ${all} pods`,
          ours: { name: "counted tiers", unit: "pods", values: sum(counted) },
          alternative: { name: "soft affinity", unit: "pods", values: sum(preferred) },
        },
      ];
    } finally {
      await stack.remove();
    }
  },
};
