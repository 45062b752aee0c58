import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import { packageRoot } from "../../sandbox/package-root";

let bin = "";

beforeEach(() => {
  bin = mkdtempSync(path.join(os.tmpdir(), "aks-elastic-bin-"));
});

afterEach(() => {
  rmSync(bin, { recursive: true, force: true });
});

test("everything that is missing or too old is named at once, with its minimum and its purpose", () => {
  install("npm", "echo 6.14.18");
  const { status, stdout, stderr } = task("quickstart");
  assert.equal(status, 1);
  assert.equal(stdout, "");
  assert.equal(
    stderr,
    `npm run quickstart can't start:
  npm 6.14.18 is too old: 9 or later is needed (it installs the dependencies); see https://nodejs.org (it comes with Node.js)
  Go is not installed: 1.25 or later is needed (it builds the sandbox's tools: Kubernetes, etcd, kwok, the virtual node, the Pulumi CLI); see https://go.dev/dl
`,
  );
});

test("an old Go is named with its version", () => {
  installGo("go1.24.9", "auto");
  assert.match(task("test").stderr, /^ {2}Go 1\.24\.9 is too old: 1\.25 or later is needed/m);
});

test("a Go that may not fetch a newer toolchain must be new enough for every tool", () => {
  installGo("go1.25.3", "local");
  assert.match(task("test").stderr, /^ {2}Go 1\.25\.3 is too old: 1\.25\.\d+ or later is needed/m);
});

test("a Go that is new enough is not named", () => {
  for (const version of ["go1.25.0", "go1.26rc1", "go2.0", "devel go1.27-0a1b2c3"]) {
    installGo(version, "auto");
    assert.doesNotMatch(task("test").stderr, /Go/, version);
  }
});

test("the tasks that build no tools do without Go", () => {
  for (const name of ["check", "test:fast"]) assert.doesNotMatch(task(name).stderr, /Go/);
});

test("an unknown task is answered with those there are", () => {
  const { status, stderr } = task("deploy");
  assert.equal(status, 2);
  assert.equal(
    stderr,
    "Usage: node scripts/task.mjs bench|check|docs|quickstart|test|test:long|test:fast [argument…]\n",
  );
});

function installGo(version: string, toolchain: string): void {
  install("go", `case "$2" in GOVERSION) echo "${version}" ;; GOTOOLCHAIN) echo ${toolchain} ;; esac`);
}

function install(name: string, commands: string): void {
  writeFileSync(path.join(bin, name), `#!/bin/sh\n${commands}\n`, { mode: 0o755 });
}

/** Runs a task with nothing on PATH but what the test installs, so that it never gets beyond the prerequisites. */
function task(name: string) {
  const script = path.join(packageRoot(), "scripts", "task.mjs");
  return spawnSync(process.execPath, [script, name], { encoding: "utf8", env: { PATH: bin } });
}
