// Runs one of the project's tasks after the set-up that it needs: node scripts/task.mjs TASK [argument…]
import path from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "./build.mjs";
import { check } from "./check.mjs";
import { ChildFailed, handOver } from "./child.mjs";
import { ensureDependencies } from "./dependencies.mjs";
import { missingPrerequisites } from "./prerequisites.mjs";

const tasks = {
  bench: { needsGo: true, run: (args) => program("dist/bench/main.js", args) },
  check: { needsGo: false, run: check },
  docs: { needsGo: false, run: writeDocs },
  quickstart: { needsGo: true, run: (args) => program("dist/sandbox/quickstart/main.js", args) },
  test: { needsGo: true, run: (args) => program("dist/test/run.js", args) },
  "test:long": { needsGo: true, run: (args) => program("dist/test/run.js", ["--long", ...args]) },
  "test:fast": { needsGo: false, run: (args) => program("dist/test/run.js", ["--fast", ...args]) },
};

async function main([name, ...args]) {
  if (!Object.hasOwn(tasks, name ?? "")) {
    console.error(`Usage: node scripts/task.mjs ${Object.keys(tasks).join("|")} [argument…]`);
    return 2;
  }
  const { needsGo, run } = tasks[name];
  const missing = missingPrerequisites({ needsGo });
  if (missing.length > 0) {
    console.error([`npm run ${name} can't start:`, ...missing].join("\n  "));
    return 1;
  }
  process.chdir(path.join(path.dirname(fileURLToPath(import.meta.url)), ".."));
  await build({ dependenciesChanged: await ensureDependencies() });
  return run(args);
}

async function writeDocs() {
  // Loaded here: it needs what the set-up has installed.
  const { docs } = await import("./docs.mjs");
  await docs();
}

function program(script, args) {
  return handOver(process.execPath, [script, ...args]);
}

main(process.argv.slice(2)).then(
  (exitCode = 0) => {
    process.exitCode = exitCode;
  },
  (error) => {
    if (!(error instanceof ChildFailed)) console.error(error.message);
    process.exitCode = error.exitCode ?? 1;
  },
);
