import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import { breakLock, hasDied, observeLock, takeLock, type LockObservation } from "../../sandbox/tools/lock";

let directory = "";
let file = "";

beforeEach(() => {
  directory = mkdtempSync(path.join(os.tmpdir(), "aks-elastic-lock-"));
  file = path.join(directory, "lock");
});

afterEach(() => {
  rmSync(directory, { recursive: true, force: true });
});

test("a lock is held by one at a time and says by whom", () => {
  const held = takeLock(file);
  assert.equal(takeLock(file), undefined);
  assert.equal(observed().holder?.pid, process.pid);
  held?.release();
  assert.equal(existsSync(file), false);
});

test("the lock of a process that has ended is known as such, and that of one that runs is not", () => {
  const { pid } = spawnSync(process.execPath, ["--version"]);
  hold({ pid });
  assert.equal(hasDied(observed()), true);
  hold({ pid: process.pid });
  assert.equal(hasDied(observed()), false);
});

test("a process of another machine is not judged by this machine's processes", () => {
  const { pid } = spawnSync(process.execPath, ["--version"]);
  hold({ pid, host: "another" });
  assert.equal(hasDied(observed()), false);
});

test("only one of those who saw the same dead holder breaks its lock", () => {
  hold({ pid: 1 });
  const seen = observed();
  assert.equal(breakLock(file, seen), true);
  assert.equal(breakLock(file, seen), false);
  assert.deepEqual(readdirSync(directory), []);
});

test("a lock that was taken since the look stays in force", () => {
  hold({ pid: 1 });
  const seen = observed();
  rmSync(file);
  const held = takeLock(file);
  assert.equal(breakLock(file, seen), false);
  assert.equal(observed().holder?.id, held?.holder.id);
  assert.deepEqual(readdirSync(directory), ["lock"]);
  held?.release();
});

test("a holder whose lock was broken does not release the next holder's", () => {
  const first = takeLock(file);
  assert.equal(breakLock(file, observed()), true);
  const second = takeLock(file);
  first?.release();
  assert.equal(observed().holder?.id, second?.holder.id);
  second?.release();
});

test("a holder that was killed before it wrote its name still holds the lock", () => {
  writeFileSync(file, "");
  assert.equal(takeLock(file), undefined);
  assert.equal(hasDied(observed()), false);
});

function hold({ pid, host = os.hostname() }: { pid: number; host?: string }): void {
  writeFileSync(file, JSON.stringify({ id: "test", pid, host, since: new Date().toISOString() }));
}

function observed(): LockObservation {
  const seen = observeLock(file);
  assert.ok(seen);
  return seen;
}
