import path from "node:path";
import { runNode } from "./child";
import { type Benchmark, paired } from "./measure";

const PAIRS = 3;
const FEW = 10;

/** What one service more costs a program that has many already. */
export const services: Benchmark = {
  name: "services",
  title: "the cost of one service among many against one of ten",
  needsSandbox: false,
  run: async (say) => {
    const comparisons = [];
    for (const many of [100, 1_000]) {
      say(`${many} services`);
      const results = await paired(PAIRS, costOfOne(many), costOfOne(FEW));
      const unit = "ms a service";
      comparisons.push({
        what: `one of ${many} services`,
        ours: { name: `of ${many}`, unit, values: results.ours },
        alternative: { name: `of ${FEW}`, unit, values: results.alternative },
        goal: 1.2,
      });
    }
    return comparisons;
  },
};

function costOfOne(count: number): () => Promise<number> {
  const program = path.join(__dirname, "construct-services.js");
  return async () => {
    const { output } = await runNode([program, String(count)]);
    // Before it stands what the services say of their placement.
    return Number(output.trim().split("\n").at(-1));
  };
}
