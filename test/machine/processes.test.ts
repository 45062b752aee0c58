import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, describe, test } from "node:test";
import { lockHolder, tryLock } from "../../sandbox/lock";
import { packageRoot } from "../../sandbox/package-root";
import { endOrphans, recordProcess, runningProcesses } from "../../sandbox/process-ids";
import { commandLine } from "../../sandbox/process-table";
import { type ProcessSpec, Supervisor, waitBeforeStart } from "../../sandbox/processes";
import { waitUntil } from "../../sandbox/waiting";

/** How long a process may take to start and do its bit, in milliseconds. */
const PATIENCE_MS = 60_000;

const scratch = mkdtempSync(path.join(os.tmpdir(), "aks-elastic-processes-"));
const run = path.join(scratch, "run");
const lines: string[] = [];
const supervisor = new Supervisor({ logs: path.join(scratch, "logs"), run, log: (line) => lines.push(line) });
after(async () => {
  await supervisor.close();
  rmSync(scratch, { recursive: true });
});

/** A Node.js program under supervision, known as the sandbox's by its last argument. */
function program(name: string, source: string): ProcessSpec {
  // What runs for twice the longest wait starts over, which no start of a program here is to take.
  const backOff = { firstMs: 50, longestMs: PATIENCE_MS };
  return { name, command: process.execPath, args: ["-e", source, `${scratch}/marker`], backOff };
}

const forever = "setInterval(() => {}, 1000)";

function pids(): readonly number[] {
  return runningProcesses(run, scratch).map(({ pid }) => pid);
}

describe("the supervisor", () => {
  test("records a process while it runs, and stops it", async () => {
    supervisor.start(program("steady", forever));
    const [pid] = pids();
    assert.ok(pid !== undefined);
    await supervisor.stop("steady");
    assert.equal(commandLine(pid), undefined);
    assert.deepEqual(pids(), []);
  });

  test("starts a process again when it dies", async () => {
    supervisor.start(program("mortal", forever));
    const [first] = pids();
    assert.ok(first !== undefined);
    process.kill(first, "SIGKILL");
    await waitUntil(
      { what: "another process", timeoutMs: PATIENCE_MS },
      () => pids().length === 1 && pids()[0] !== first,
    );
    assert.ok(lines.some((line) => line.startsWith("mortal ended (signal SIGKILL)")));
    await supervisor.stop("mortal");
  });

  test("lets what was started anew run on where another stop of the one before ends late", async () => {
    supervisor.start(program("stopped-twice", forever));
    const early = supervisor.stop("stopped-twice", "SIGKILL");
    const late = supervisor.stop("stopped-twice");
    await early;
    supervisor.start(program("stopped-twice", forever));
    await late;
    assert.equal(pids().length, 1);
    assert.equal(supervisor.observe("stopped-twice")?.running, true);
    await supervisor.stop("stopped-twice");
    assert.deepEqual(pids(), []);
  });

  test("waits longer each time a process ends, up to the longest wait", async () => {
    supervisor.start(program("crashing", "process.exit(3)"));
    const waits = () =>
      lines.flatMap((line) => /^crashing ended \(exit code 3\).* in (?<s>[\d.]+) s/.exec(line)?.groups?.["s"] ?? []);
    await waitUntil({ what: "three ends", timeoutMs: PATIENCE_MS }, () => waits().length >= 3);
    await supervisor.stop("crashing");
    assert.deepEqual(waits().slice(0, 3), ["0.05", "0.1", "0.2"]);
    const all = [0, 1, 2, 3, 50].map((ends) => waitBeforeStart({ firstMs: 50, longestMs: 200 }, ends));
    assert.deepEqual(all, [50, 100, 200, 200, 200]);
  });

  test("says why a process was not ready, in the process's own words", async () => {
    supervisor.start(program("failing", "console.error('no such port'); process.exit(1)"));
    await assert.rejects(
      supervisor.ready("failing", PATIENCE_MS, () => Promise.resolve(false)),
      /start failing: it ended \(exit code 1\) before it was ready; see .*failing\.log:\n\s+no such port/,
    );
    await supervisor.stop("failing");
  });

  test("starts a process once that has no back-off, where it is to run, and lets it be sent signals", async () => {
    const { name, command, args } = program("once", `console.log(process.cwd()); ${forever}`);
    supervisor.start({ name, command, args, directory: scratch });
    const logged = (): boolean => readFileSync(supervisor.logFile("once"), "utf8").trim() === realpathSync(scratch);
    await waitUntil({ what: "its directory in the log", timeoutMs: PATIENCE_MS }, logged);
    supervisor.signal("once", "SIGUSR2");
    await waitUntil({ what: "its end", timeoutMs: PATIENCE_MS }, () => supervisor.observe("once")?.running === false);
    assert.equal(supervisor.observe("once")?.lastExit?.exitCode, 128 + os.constants.signals.SIGUSR2);
    assert.ok(!lines.some((line) => line.startsWith("once ended")), "nobody starts it again");
    assert.deepEqual(pids(), []);
    await supervisor.stop("once");
    supervisor.signal("once", "SIGTERM");
  });

  test("says so when there is no such program", async () => {
    supervisor.start({ ...program("absent", ""), command: path.join(scratch, "nothing-here") });
    await assert.rejects(
      supervisor.ready("absent", PATIENCE_MS, () => Promise.resolve(false)),
      /ENOENT/,
    );
    await supervisor.stop("absent");
  });

  test("keeps the log of the run before", async () => {
    for (const word of ["first", "second"]) {
      supervisor.start(program("logging", `console.log('${word}');${forever}`));
      const logged = (): boolean => readFileSync(supervisor.logFile("logging"), "utf8").includes(word);
      await waitUntil({ what: "the log", timeoutMs: PATIENCE_MS }, logged);
      await supervisor.stop("logging");
    }
    assert.match(readFileSync(`${supervisor.logFile("logging")}.previous`, "utf8"), /first/);
  });
});

describe("what a killed daemon left", () => {
  test("is ended, and a process that only took over its number is let be", async () => {
    const ours = spawn(process.execPath, ["-e", forever, `${scratch}/marker`], { stdio: "ignore" });
    const another = spawn(process.execPath, ["-e", forever], { stdio: "ignore" });
    recordProcess(run, { name: "ours", pid: ours.pid ?? 0 });
    recordProcess(run, { name: "another", pid: another.pid ?? 0 });
    try {
      assert.deepEqual(await endOrphans(run, scratch), ["ours"]);
      assert.equal(commandLine(ours.pid ?? 0), undefined);
      assert.notEqual(commandLine(another.pid ?? 0), undefined);
      assert.deepEqual(pids(), []);
    } finally {
      another.kill("SIGKILL");
    }
  });
});

describe("a daemon's lock", () => {
  const file = path.join(scratch, "lock");

  test("has one holder, is free when released, and is free when its holder died", async () => {
    const first = await tryLock(file, () => true);
    assert.ok("lock" in first);
    assert.deepEqual(await tryLock(file, () => true), { holder: process.pid });
    const afterDeath = await tryLock(file, () => false);
    assert.ok("lock" in afterDeath, "nobody who is alive holds it");
    afterDeath.lock.release();
    assert.equal(lockHolder(file), undefined);
    first.lock.release();
  });

  test("is taken by one of several processes that find a dead holder's at the same time", async () => {
    const dead = spawn(process.execPath, ["-e", ""], { stdio: "ignore" });
    await once(dead, "close");
    writeFileSync(file, JSON.stringify({ id: "dead", pid: dead.pid, host: os.hostname(), since: "" }));
    const contenders = Array.from({ length: 5 }, () => contend(file));
    try {
      const outcomes = await Promise.all(contenders.map(async ({ stdout }) => String((await once(stdout, "data"))[0])));
      assert.deepEqual(outcomes.sort(), ["holder", "holder", "holder", "holder", "lock"]);
    } finally {
      for (const contender of contenders) contender.kill("SIGKILL");
    }
  });
});

/** A process that asks for the lock, says what it got, and stays. */
function contend(file: string) {
  const source = `
    const { tryLock } = require(${JSON.stringify(path.join(packageRoot(), "dist", "sandbox", "lock.js"))});
    const { commandLine } = require(${JSON.stringify(path.join(packageRoot(), "dist", "sandbox", "process-table.js"))});
    tryLock(process.argv[1], (pid) => commandLine(pid)?.includes(process.argv[1]) === true)
      .then((attempt) => process.stdout.write(Object.keys(attempt)[0]));
    ${forever}`;
  return spawn(process.execPath, ["-e", source, file], { stdio: ["ignore", "pipe", "inherit"] });
}
