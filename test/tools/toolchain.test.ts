import assert from "node:assert/strict";
import { mkdirSync, readFileSync, symlinkSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { consoleProgress } from "../../sandbox/progress";
import { pinnedTool } from "../../sandbox/tools/pinned-tool";
import { tools } from "../../sandbox/tools/tool-table";
import { ensureTools, findTools } from "../../sandbox/tools/toolchain";
import { awaited } from "../waiting";
import { ensured, isRunning, Machine, startEnsuring } from "./machine";

/** How long a process may take to come to the point, or to end, in milliseconds. */
const PATIENCE_MS = 60_000;
/** A build of so many packages ends by itself after more than three times as long. */
const LONG_BUILD = 4000;

const titles = tools.map((tool) => pinnedTool(tool, "/cache").title);
const programs = tools.filter((tool) => "package" in tool);

test("the versions are those that the Go modules pin", () => {
  assert.deepEqual(titles, [
    "keda-definitions 2.19.0",
    "etcd 3.6.10",
    "kwok 0.7.0",
    "kube-apiserver 1.35.4",
    "kube-controller-manager 1.35.4",
    "kube-scheduler 1.35.4",
    "virtual-node",
    "pulumi 3.250.0",
  ]);
});

test("what is pinned is within the range that is good enough on PATH", async (t) => {
  const machine = new Machine();
  t.after(() => {
    machine.remove();
  });
  const installable = programs.filter((tool) => tool.installed !== undefined);
  for (const tool of installable) {
    const [name = "", version = ""] = pinnedTool(tool, "/cache").title.split(" ");
    machine.install(name, `#!/bin/sh\necho "${name} v${version}"\n`);
  }
  const found = await findTools(machine.environment());
  assert.equal(found.pulumi, path.join(machine.bin, "pulumi"));
  assert.deepEqual(Object.keys(found).sort(), installable.map(({ name }) => name).sort());
});

test("several processes that want the same tools build each of them once", async (t) => {
  const machine = new Machine();
  t.after(() => {
    machine.remove();
  });
  const processes = [1, 2, 3].map(() => startEnsuring(machine.environment()));
  const [first, ...others] = await Promise.all(processes.map(ensured));
  assert.equal(machine.builds().length, programs.length);
  for (const other of others) assert.deepEqual(other, first);
  assert.deepEqual(await findTools(machine.environment()), first);
});

test("a process that is killed in the middle of a build leaves nothing that passes for a tool", async (t) => {
  const machine = new Machine();
  t.after(() => {
    machine.remove();
  });
  const killed = startEnsuring(machine.environment(LONG_BUILD));
  const [build = 0] = await awaited("the build to start", PATIENCE_MS, () =>
    Promise.resolve(atLeastOne(machine.builds())),
  );
  killed.kill("SIGKILL");
  await killed.ended;
  assert.deepEqual(Object.keys(await findTools(machine.environment())), ["keda-definitions"]);
  await awaited("Go to end by itself", PATIENCE_MS, () => Promise.resolve(isRunning(build) ? undefined : true));

  const found = await ensured(startEnsuring(machine.environment()));
  assert.deepEqual(
    machine
      .cached("etcd")
      .map((file) => path.basename(file))
      .sort(),
    [path.basename(path.dirname(found.etcd)), "etcd"].sort(),
  );
});

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  test(`${signal} ends the running build and leaves neither lock nor draft`, async (t) => {
    const machine = new Machine();
    t.after(() => {
      machine.remove();
    });
    const interrupted = startEnsuring(machine.environment(LONG_BUILD));
    const [build = 0] = await awaited("the build to start", PATIENCE_MS, () =>
      Promise.resolve(atLeastOne(machine.builds())),
    );
    interrupted.kill(signal);
    const { code, stderr } = await interrupted.ended;
    assert.equal(code, 1);
    assert.match(stderr, new RegExp(`build etcd 3.6.10: interrupted by ${signal}\nrun again to go on`));
    await awaited("Go to have ended", PATIENCE_MS, () => Promise.resolve(isRunning(build) ? undefined : true));
    assert.deepEqual(machine.cached("etcd"), []);
  });
}

test("a failed build names the tool, the command, its last words, and what to do", async (t) => {
  const machine = new Machine();
  t.after(() => {
    machine.remove();
  });
  const failure = "go: github.com/x/y@v1: dial tcp: lookup modules.example: no such host";
  const { code, stderr } = await startEnsuring({ ...machine.environment(), GO_FAILURE: failure }).ended;
  assert.equal(code, 1);
  assert.match(
    stderr,
    /build etcd 3\.6\.10: `go build -v .*go\.etcd\.io\/etcd\/server\/v3` in .*sandbox\/tools\/etcd: exit code 1/,
  );
  assert.ok(stderr.includes(failure));
  assert.match(stderr, /check the network and the proxy/);
  assert.deepEqual(machine.cached("etcd"), []);
});

test("without Go the message says which to install", async (t) => {
  const machine = new Machine();
  t.after(() => {
    machine.remove();
  });
  const { stderr } = await startEnsuring({ ...machine.environment(), PATH: "/nonexistent" }).ended;
  assert.match(stderr, /there is no Go on PATH; install Go 1\.25 or later/);
});

test("a tool on PATH that is too old is named, and built", async (t) => {
  const machine = new Machine();
  t.after(() => {
    machine.remove();
  });
  const old = machine.install("kwok", `#!/bin/sh\necho "kwok version v0.6.1 go1.23.4 (linux/amd64)"\n`);
  const { stdout, stderr } = await startEnsuring(machine.environment()).ended;
  assert.ok(
    stderr.includes(`${old} is version 0.6.1; 0.7.0 or later, before 0.8.0, could be used: building kwok 0.7.0`),
  );
  assert.ok(!stdout.includes(old));
});

test("what a sandbox has put on PATH is not taken for an installation", async (t) => {
  const machine = new Machine();
  t.after(() => {
    machine.remove();
  });
  const official = machine.install("pulumi", `#!/bin/sh\necho v3.260.0\n`);
  const sandboxBin = path.join(machine.root, "state", "aks-elastic", "sandboxes", "default", "bin");
  mkdirSync(sandboxBin, { recursive: true });
  symlinkSync(official, path.join(sandboxBin, "pulumi"));
  const environment = { ...machine.environment(), PATH: `${sandboxBin}:${machine.bin}` };
  assert.equal((await findTools(environment)).pulumi, official);
});

test("tools that are there take no step", async (t) => {
  const machine = new Machine();
  t.after(() => {
    machine.remove();
  });
  const environment = machine.environment();
  await ensured(startEnsuring(environment));
  const written: string[] = [];
  await ensureTools(consoleProgress({ write: (text) => written.push(text) }), environment);
  assert.deepEqual(written, []);
});

test("the definitions of a module are one file, in the order of their names", async (t) => {
  const machine = new Machine();
  t.after(() => {
    machine.remove();
  });
  machine.define("another", "kind: CustomResourceDefinition\nmetadata: { name: another }\n");
  const found = await ensured(startEnsuring(machine.environment()));
  const definitions = JSON.parse(readFileSync(found["keda-definitions"], "utf8")) as unknown;
  assert.deepEqual(
    definitions,
    ["another", "scaled"].map((name) => ({ kind: "CustomResourceDefinition", metadata: { name } })),
  );
});

test("a module that cannot be downloaded is named, with what to do", async (t) => {
  const machine = new Machine();
  t.after(() => {
    machine.remove();
  });
  const failure = "go: github.com/kedacore/keda/v2: dial tcp: lookup modules.example: no such host";
  machine.install("go", `#!/bin/sh\necho "${failure}" >&2\nexit 1\n`);
  const { code, stderr } = await startEnsuring(machine.environment()).ended;
  assert.equal(code, 1);
  assert.match(
    stderr,
    /build keda-definitions 2\.19\.0: `go mod download github\.com\/kedacore\/keda\/v2` in .*: exit code 1/,
  );
  assert.ok(stderr.includes(failure));
  assert.match(stderr, /check the network and the proxy/);
});

function atLeastOne<T>(list: readonly T[]): readonly T[] | undefined {
  return list.length > 0 ? list : undefined;
}
