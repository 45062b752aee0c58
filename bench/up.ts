import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { createStack, type Stack } from "../test/engine/stack";
import { ROOT } from "../test/sandbox";
import { type Benchmark, type Comparison, paired } from "./measure";

const PAIRS = 5;
const GOAL = 1.05;

interface Run {
  readonly seconds: number;
  readonly megabytes: number;
}

/** What `pulumi up` of a service takes. */
export const up: Benchmark = {
  name: "up",
  title: "pulumi up of an ElasticService against the same objects written by hand",
  needsSandbox: true,
  run: async (say) => {
    const cluster = await createStack(path.join(ROOT, "test", "programs", "cluster"), `bench-up-${process.pid}`);
    const scratch = mkdtempSync(path.join(os.tmpdir(), "aks-elastic-bench-"));
    try {
      say("creating a cluster");
      await cluster.run("up", "--yes", "--skip-preview");
      const kubeconfig = (await cluster.output("kubeconfig")) as string;
      const comparisons: Comparison[] = [];
      for (const strategy of ["rolling", "canary"]) {
        const measure = (program: string) => () => measured({ program, strategy, kubeconfig, scratch, say });
        const results = await paired(PAIRS, measure("elastic"), measure("by-hand"));
        comparisons.push(...compared(`pulumi up, ${strategy} upgrades`, results));
      }
      return comparisons;
    } finally {
      rmSync(scratch, { recursive: true });
      await cluster.remove();
    }
  },
};

function compared(what: string, { ours, alternative }: Record<"ours" | "alternative", readonly Run[]>): Comparison[] {
  const figure = (unit: string, of: (run: Run) => number): Comparison => ({
    what: `${what}: ${unit === "s" ? "time" : "memory of the program"}`,
    ours: { name: "ElasticService", unit, values: ours.map(of) },
    alternative: { name: "by hand", unit, values: alternative.map(of) },
    goal: GOAL,
  });
  return [figure("s", ({ seconds }) => seconds), figure("MB", ({ megabytes }) => megabytes)];
}

interface Measured {
  readonly program: string;
  readonly strategy: string;
  readonly kubeconfig: string;
  readonly scratch: string;
  readonly say: (line: string) => void;
}

/** One first `pulumi up` of a program, and its destroy, which is not measured. */
async function measured({ program, strategy, kubeconfig, scratch, say }: Measured): Promise<Run> {
  say(`${program}, ${strategy}`);
  const directory = path.join(ROOT, "bench", "programs", program);
  const stack = await createStack(directory, `bench-${program}-${process.pid}-${Date.now()}`);
  try {
    await stack.secret("kubeconfig", kubeconfig);
    if (program === "elastic") await stack.config("strategy", strategy);
    return await timedUp(stack, scratch);
  } finally {
    await stack.remove();
  }
}

/** Every Node process of the run writes down, when it ends, the most memory that it had. */
async function timedUp(stack: Stack, scratch: string): Promise<Run> {
  const [hook, memory] = [path.join(scratch, "memory.cjs"), path.join(scratch, "memory")];
  const line = "`${process.argv[1]}\\t${process.resourceUsage().maxRSS}\\n`";
  writeFileSync(hook, `process.on("exit",()=>require("fs").appendFileSync(${JSON.stringify(memory)},${line}))`);
  writeFileSync(memory, "");
  process.env["NODE_OPTIONS"] = `--require ${hook}`;
  try {
    const start = process.hrtime.bigint();
    await stack.run("up", "--yes", "--skip-preview");
    const seconds = Number(process.hrtime.bigint() - start) / 1e9;
    return { seconds, megabytes: programMemory(readFileSync(memory, "utf8")) };
  } finally {
    delete process.env["NODE_OPTIONS"];
  }
}

function programMemory(lines: string): number {
  const program = lines.split("\n").find((line) => /cmd\/run(\/index\.js)?\t/.test(line));
  if (program === undefined) throw new Error(`no process of the program wrote down its memory:\n${lines}`);
  return Number(program.split("\t")[1]) / 1024;
}
