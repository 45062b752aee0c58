import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import https from "node:https";
import { createServer } from "node:net";
import { after, describe, test } from "node:test";
import { bodyOf, type KubernetesClient, kubernetesClient } from "../../sdk/kubernetes/kubernetes-io";
import { type RunningSandbox, sandboxDown, sandboxStatus, sandboxUp } from "../../sandbox/commands";
import { consoleProgress } from "../../sandbox/progress";
import { freePort } from "../../sandbox/ports";
import { sandboxPaths } from "../../sandbox/state";
import { waitUntil } from "../../sandbox/waiting";
import { ownSandboxName } from "../own-sandbox";

const names = ["one", "two", "port"].map((word) => ownSandboxName(`machine-${word}`));
const [one = "", two = "", port = ""] = names;

after(async () => {
  for (const name of names) await sandboxDown({ name, purge: true });
});

function up(name: string, armPort?: number): Promise<RunningSandbox> {
  return sandboxUp({ name, progress: consoleProgress(), ...(armPort === undefined ? {} : { port: armPort }) });
}

/** Every process of the machine whose command line names the sandbox's directory. */
function processesOf(name: string): readonly string[] {
  const table = execFileSync("ps", ["-axww", "-o", "pid=,command="], { encoding: "utf8" });
  return table.split("\n").filter((line) => line.includes(`${sandboxPaths(name).root}/`));
}

function client({ kubeconfig }: RunningSandbox): KubernetesClient {
  return kubernetesClient(readFileSync(kubeconfig, "utf8"));
}

async function createConfigMap(sandbox: RunningSandbox, name: string): Promise<void> {
  const body = { metadata: { name } };
  const path = "/api/v1/namespaces/default/configmaps";
  bodyOf(await client(sandbox).request({ method: "POST", path, body }), `create config map ${name}`);
}

async function hasConfigMap(sandbox: RunningSandbox, name: string): Promise<boolean> {
  const path = `/api/v1/namespaces/default/configmaps/${name}`;
  return (await client(sandbox).request({ method: "GET", path })).status === 200;
}

/** It is served by the daemon itself, at a port of its own in every run. */
async function servesMetrics(sandbox: RunningSandbox): Promise<boolean> {
  const path = "/apis/metrics.k8s.io/v1beta1/pods";
  return (await client(sandbox).request({ method: "GET", path })).status === 200;
}

describe("the life of a sandbox", { concurrency: false }, () => {
  test("of two ups at once one starts it, and both have it", async () => {
    const [first, second] = await Promise.all([up(one), up(one)]);
    assert.equal(first.pid, second.pid);
    assert.equal((await up(one)).pid, first.pid, "an up of what is up changes nothing");
    const status = await sandboxStatus({ name: one });
    assert.ok(status.running);
    assert.deepEqual(status.warnings, []);
    await createConfigMap(first, "kept");
  });

  test("another runs beside it, with ports and contents of its own", async () => {
    const first = await up(one);
    const second = await up(two);
    assert.notEqual(second.arm.url, first.arm.url);
    assert.notEqual(client(second).server, client(first).server);
    assert.ok(await hasConfigMap(first, "kept"));
    assert.ok(!(await hasConfigMap(second, "kept")));
    const stranger = kubernetesClient(
      readFileSync(first.kubeconfig, "utf8").replace(client(first).server, client(second).server),
    );
    await assert.rejects(stranger.request({ method: "GET", path: "/api" }), "one cluster's CA is not the other's");
    await sandboxDown({ name: two, purge: true });
    assert.deepEqual(processesOf(two), []);
    assert.ok((await sandboxStatus({ name: one })).running, "the other goes on");
  });

  test("the API server answers nobody without a certificate", async () => {
    const { server } = client(await up(one));
    const answer = await new Promise<number | undefined>((resolve, reject) => {
      https
        .get(`${server}/api`, { rejectUnauthorized: false }, ({ statusCode }) => {
          resolve(statusCode);
        })
        .on("error", reject);
    });
    assert.equal(answer, 401);
    await assert.rejects(fetch(`${server}/api`), "a client that trusts nobody gets no connection");
  });

  test("a control-plane process that dies is started again", async () => {
    const sandbox = await up(one);
    const scheduler = processesOf(one).find((line) => line.includes("kube-scheduler"));
    const pid = Number(scheduler?.trim().split(" ")[0]);
    process.kill(pid, "SIGKILL");
    await waitUntil({ what: "another scheduler", timeoutMs: 60_000 }, () =>
      processesOf(one).some((line) => /^\s*\d+ \S*kube-scheduler/.test(line) && !line.trim().startsWith(`${pid} `)),
    );
    assert.ok(await hasConfigMap(sandbox, "kept"));
  });

  test("after a kill of its daemon the next up ends what was left, and has all that was stored", async () => {
    const before = await up(one);
    process.kill(before.pid, "SIGKILL");
    await waitUntil({ what: "the kill to be seen", timeoutMs: 60_000 }, async () => {
      const status = await sandboxStatus({ name: one });
      return !status.running && status.phase === "killed";
    });
    const left = processesOf(one).map((line) => line.trim().split(" ")[0]);
    assert.ok(left.length > 0, "the control plane outlives its daemon");
    const now = await up(one);
    assert.notEqual(now.pid, before.pid);
    assert.deepEqual(now.arm, before.arm);
    assert.equal(client(now).server, client(before).server);
    assert.ok(await hasConfigMap(now, "kept"));
    assert.ok(await servesMetrics(now));
    const running = processesOf(one).map((line) => line.trim().split(" ")[0]);
    assert.deepEqual(
      running.filter((pid) => left.includes(pid)),
      [],
    );
  });

  test("down leaves no process and keeps what is stored; the next up has it", async () => {
    await sandboxDown({ name: one, purge: false });
    assert.deepEqual(processesOf(one), []);
    assert.equal((await sandboxStatus({ name: one })).running, false);
    const again = await up(one);
    assert.ok(await hasConfigMap(again, "kept"));
    assert.ok(await servesMetrics(again));
  });

  test("down of a killed sandbox leaves no process; purge leaves no file", async () => {
    process.kill((await up(one)).pid, "SIGKILL");
    assert.deepEqual(await sandboxDown({ name: one, purge: true }), { wasRunning: true, wasPurged: true });
    assert.deepEqual(processesOf(one), []);
    assert.ok(!existsSync(sandboxPaths(one).root));
    assert.deepEqual(await sandboxDown({ name: one, purge: true }), { wasRunning: false, wasPurged: false });
  });
});

test("a port that is in use is named, and nothing is left of the attempt", async () => {
  const taken = await freePort();
  const owner = createServer().listen(taken, "127.0.0.1");
  try {
    const inUse = new RegExp(`--port ${taken}: 127\\.0\\.0\\.1:${taken} is in use`);
    await assert.rejects(up(port, taken), inUse);
    assert.deepEqual(processesOf(port), []);
    const status = await sandboxStatus({ name: port });
    assert.ok(!status.running && status.phase === "failed" && inUse.test(status.doing));
  } finally {
    owner.close();
  }
});
