import { mkdirSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import Table from "cli-table3";
import { sandboxDown, sandboxUp } from "../sandbox/commands";
import { packageRoot } from "../sandbox/package-root";
import { consoleProgress } from "../sandbox/progress";
import { Interrupted, interruptible } from "../sandbox/tools/interruption";
import { type Benchmark, figures, type Figures } from "./measure";
import { misplaced } from "./misplaced";
import { failover } from "./failover";
import { planner } from "./planner";
import { services } from "./services";
import { start } from "./start";
import { up } from "./up";

const BENCHMARKS: readonly Benchmark[] = [planner, start, services, misplaced, up, failover];

async function main(names: readonly string[]): Promise<number> {
  const unknown = names.filter((name) => !BENCHMARKS.some((benchmark) => benchmark.name === name));
  if (unknown.length > 0) {
    const known = BENCHMARKS.map(({ name, title }) => `  ${name.padEnd(10)} ${title}`).join("\n");
    console.error(`Usage: npm run bench [-- NAME…]\n${known}`);
    return 2;
  }
  const chosen = BENCHMARKS.filter(({ name }) => names.length === 0 || names.includes(name));
  const withSandbox = chosen.some(({ needsSandbox }) => needsSandbox);
  const name = `bench-${process.pid}`;
  try {
    await interruptible((signal) => Promise.race([runAll(), interruptionOf(signal)]));
    return 0;
  } finally {
    if (withSandbox) await sandboxDown({ name, purge: true });
  }

  async function runAll(): Promise<void> {
    if (withSandbox) Object.assign(process.env, (await sandboxUp({ name, progress: consoleProgress() })).env);
    for (const benchmark of chosen) await runOne(benchmark);
  }
}

/** Fails when the user, or the system, asks for an end. */
function interruptionOf(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener("abort", () => {
      reject(signal.reason as Interrupted);
    });
  });
}

async function runOne({ name, title, run }: Benchmark): Promise<void> {
  console.log(`\n${name}: ${title}`);
  const results = (
    await run((line) => {
      console.log(`… ${line}`);
    })
  ).map(figures);
  console.log(table(results));
  const file = path.join(packageRoot(), "bench", "results", `${name}.json`);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify({ name, title, machine: machine(), results }, null, 2)}\n`);
}

function table(results: readonly Figures[]): string {
  const rows = new Table({
    head: ["what", "ours", "alternative", "ratio", "of pairs", "goal"],
    style: { head: [], border: [] },
  });
  for (const { what, ours, alternative, ratio, spread, goal } of results) {
    rows.push([what, ours, alternative, ratio, spread.join(" to "), goal === undefined ? "" : `≤ ${goal}`]);
  }
  return rows.toString();
}

/** What the figures were taken on, without its name. */
function machine() {
  return {
    cpus: os.cpus().length,
    cpu: os.cpus()[0]?.model.trim() ?? "unknown",
    memoryGiB: Math.round(os.totalmem() / 2 ** 30),
    platform: `${os.platform()} ${os.arch()}`,
    node: process.version,
    date: new Date().toISOString().slice(0, 10),
  };
}

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    // What was being measured goes on otherwise, in a sandbox that has gone.
    if (error instanceof Interrupted) process.exit(128 + os.constants.signals[error.signal]);
    process.exitCode = 1;
  },
);
