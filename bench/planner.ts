import { planPlacement } from "../sdk/placement/plan-placement";
import { placementSpec, type PlacementSpec } from "../sdk/placement/placement-spec";
import { type Benchmark, paired } from "./measure";

const PAIRS = 9;
const PLANS = 2_000;
const SMALL = placementSpec({ replicas: 12, vmReplicas: 8 });
const LARGE = placementSpec({
  replicas: 10_000,
  aciQuota: { containerGroups: 5_000, cores: 5_000 },
  tiers: [
    { kind: "vm", name: "reserved", min: 100, max: 2_000 },
    { kind: "vm", name: "regular", weight: 3, max: 3_000 },
    { kind: "spot", weight: 1 },
    { kind: "virtualNode", percent: 20 },
  ],
});

/** How fast plans are made, which is done at every start of a program and at every look of failover. */
export const planner: Benchmark = {
  name: "planner",
  title: "a plan for 10,000 replicas on four tiers against one for 12 on two",
  needsSandbox: false,
  run: async () => {
    const results = await paired(PAIRS, timed(LARGE), timed(SMALL));
    const unit = "µs a plan";
    return [
      {
        what: "planning",
        ours: { name: "10,000 replicas, 4 tiers", unit, values: results.ours },
        alternative: { name: "12 replicas, 2 tiers", unit, values: results.alternative },
      },
    ];
  },
};

function timed(spec: PlacementSpec): () => Promise<number> {
  return () => {
    const start = process.hrtime.bigint();
    for (let plan = 0; plan < PLANS; plan += 1) planPlacement(spec);
    return Promise.resolve(Number(process.hrtime.bigint() - start) / 1_000 / PLANS);
  };
}
