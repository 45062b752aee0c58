import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { test } from "node:test";
import { sandboxesDirectory } from "../sandbox/state";
import { ownSandboxName, removeSandboxesOfTheDead } from "./own-sandbox";

test("sandboxes of tests that have ended are removed, and nobody else's", async () => {
  const before = process.env["XDG_STATE_HOME"];
  const scratch = mkdtempSync(path.join(os.tmpdir(), "aks-elastic-own-"));
  process.env["XDG_STATE_HOME"] = scratch;
  try {
    const { pid: dead } = spawnSync(process.execPath, ["-e", ""]);
    const kept = [ownSandboxName(), ownSandboxName("web"), "test", "test-web", `demo-${dead}`].sort();
    for (const name of [...kept, `test-${dead}`, `test-web-v2-${dead}`])
      mkdirSync(path.join(sandboxesDirectory(), name), { recursive: true });
    await removeSandboxesOfTheDead();
    assert.deepEqual(readdirSync(sandboxesDirectory()).sort(), kept);
  } finally {
    rmSync(scratch, { recursive: true });
    if (before === undefined) delete process.env["XDG_STATE_HOME"];
    else process.env["XDG_STATE_HOME"] = before;
  }
});
