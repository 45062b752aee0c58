import { readdirSync } from "node:fs";
import path from "node:path";
import { run } from "node:test";
import { spec } from "node:test/reporters";
import { parseArgs } from "node:util";
import { sandboxDown, sandboxUp } from "../sandbox/commands";
import { consoleProgress } from "../sandbox/progress";
import { ownSandboxName, removeSandboxesOfTheDead } from "./own-sandbox";
import { createSharedCluster } from "./shared-cluster";

const USAGE = `Usage: npm test [-- NAME…]        all tests but the long ones, or those whose file name contains a NAME
       npm run test:fast [-- NAME…]   those that need no sandbox
       npm run test:long [-- NAME…]   those that take many minutes each, which \`npm test\` leaves out`;

/** No test file may take longer, in milliseconds. Whatever a test waits for has a bound of its own; this one is for hangs. */
const TEST_TIMEOUT_MS = 45 * 60_000;
/** Test files that run side by side, on the two cores that the machines of our CI have: most of them wait for a while. */
const CONCURRENCY = 3;
/** How long the run may be silent before it says what it is at, in milliseconds. */
const SILENCE_MS = 5_000;

/** Tests that need the shared sandbox carry this in their file name. */
const SANDBOX_TEST = ".sandbox.test.js";

/** Tests that take many minutes each carry this. */
const LONG_TEST = ".long.sandbox.test.js";

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    options: {
      fast: { type: "boolean", default: false },
      long: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
    allowPositionals: true,
  });
  if (values.help) {
    console.log(USAGE);
    return 0;
  }
  const files = testFiles(positionals).filter((file) =>
    values.fast ? !file.endsWith(SANDBOX_TEST) : values.long === file.endsWith(LONG_TEST),
  );
  if (files.length === 0) {
    console.error(`No test file's name contains ${positionals.join(" or ")}.`);
    return 2;
  }
  const needsSandbox = files.some((file) => file.endsWith(SANDBOX_TEST));
  return needsSandbox ? withSandbox(() => runTests(files)) : runTests(files);
}

function testFiles(names: readonly string[]): readonly string[] {
  return readdirSync(__dirname, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".test.js"))
    .filter((file) => names.length === 0 || names.some((name) => file.includes(name)))
    .sort((a, b) => Number(b.endsWith(SANDBOX_TEST)) - Number(a.endsWith(SANDBOX_TEST)) || a.localeCompare(b))
    .map((file) => path.join(__dirname, file));
}

/** One sandbox for all the tests of a run. It is gone afterwards, as are those of single tests, also when the run is interrupted. */
async function withSandbox(tests: () => Promise<number>): Promise<number> {
  await removeSandboxesOfTheDead();
  const name = ownSandboxName();
  try {
    const sandbox = await sandboxUp({
      name,
      progress: consoleProgress(),
      coldStartSeconds: 2,
      hpaSyncSeconds: 1,
    });
    await createSharedCluster(sandbox);
    Object.assign(process.env, sandbox.env);
    return await tests();
  } finally {
    await sandboxDown({ name, purge: true });
    await removeSandboxesOfTheDead();
  }
}

async function runTests(files: readonly string[]): Promise<number> {
  const interrupted = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.on(signal, () => {
      interrupted.abort();
    });
  }
  const started = Date.now();
  const running = new Set<string>();
  const count = { passed: 0, failed: 0, skipped: 0, brokenSuites: 0 };
  const stream = run({
    files: [...files],
    concurrency: CONCURRENCY,
    timeout: TEST_TIMEOUT_MS,
    signal: interrupted.signal,
  });
  stream.on("test:dequeue", (event) => running.add(event.name));
  stream.on("test:pass", (event) => {
    running.delete(event.name);
    if (!isSuite(event)) count[event.skip === undefined ? "passed" : "skipped"] += 1;
  });
  stream.on("test:fail", (event) => {
    running.delete(event.name);
    count[isSuite(event) ? "brokenSuites" : "failed"] += 1;
  });
  const silence = announceSilence(started, running);
  for await (const chunk of stream.compose(new spec())) {
    silence.heard();
    process.stdout.write(chunk as string);
  }
  silence.end();
  console.log(`tests: ${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped`);
  const isGreen = count.failed === 0 && count.brokenSuites === 0 && count.passed > 0;
  return isGreen && !interrupted.signal.aborted ? 0 : 1;
}

function isSuite(event: { readonly details: { readonly type?: string | undefined } }): boolean {
  return event.details.type === "suite";
}

/** Says what was started last and how long the run takes so far whenever nothing else was printed for a while. */
function announceSilence(started: number, running: ReadonlySet<string>): { heard(): void; end(): void } {
  let last = Date.now();
  const timer = setInterval(() => {
    if (Date.now() - last < SILENCE_MS) return;
    last = Date.now();
    const seconds = Math.round((last - started) / 1000);
    const files = [...running].filter((name) => path.isAbsolute(name)).map((name) => path.relative(__dirname, name));
    console.log(`… ${seconds} s, last started: ${files.slice(-CONCURRENCY).join(", ")}`);
  }, 1_000);
  return {
    heard: () => {
      last = Date.now();
    },
    end: () => {
      clearInterval(timer);
    },
  };
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  },
);
