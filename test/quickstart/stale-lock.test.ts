import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import { isLockedByTheDead } from "../../sandbox/quickstart/stale-lock";

let backend: string;
const lock = (name: string, content: unknown) => {
  const directory = path.join(backend, ".pulumi", "locks", "organization", "project", "stack");
  mkdirSync(directory, { recursive: true });
  writeFileSync(path.join(directory, `${name}.json`), JSON.stringify(content));
  writeFileSync(path.join(directory, `${name}.json.attrs`), JSON.stringify({ "user.cache_control": "", md5: "" }));
};
const isLocked = () => isLockedByTheDead(backend, "project", "stack");
const deadPid = () => spawnSync(process.execPath, ["--version"]).pid;

beforeEach(() => {
  backend = mkdtempSync(path.join(os.tmpdir(), "aks-elastic-backend-"));
});
afterEach(() => {
  rmSync(backend, { recursive: true });
});

test("a stack that nobody locked is not locked by the dead", () => {
  assert.equal(isLocked(), false);
});

test("the lock of a CLI that has ended is one of the dead", () => {
  lock("a", { pid: deadPid(), hostname: os.hostname() });
  assert.equal(isLocked(), true);
});

test("a lock that one living CLI holds, or another machine, is left alone", () => {
  const pulumi = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)", "pulumi"], { stdio: "ignore" });
  try {
    lock("a", { pid: deadPid(), hostname: os.hostname() });
    lock("b", { pid: pulumi.pid, hostname: os.hostname() });
    assert.equal(isLocked(), false);
  } finally {
    pulumi.kill();
  }
  lock("b", { pid: deadPid(), hostname: "another" });
  assert.equal(isLocked(), false);
});
