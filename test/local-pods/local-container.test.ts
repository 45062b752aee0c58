import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, describe, test } from "node:test";
import { LocalContainer } from "../../sandbox/local-pods/local-container";
import type { LocalPod } from "../../sandbox/local-pods/local-pod";
import { runningProcesses } from "../../sandbox/process-ids";
import { Supervisor } from "../../sandbox/processes";
import type { KubernetesClient } from "../../sdk/kubernetes/kubernetes-io";
import { ROOT } from "../sandbox";
import { awaited } from "../waiting";

const scratch = mkdtempSync(path.join(os.tmpdir(), "aks-elastic-container-"));
const run = path.join(scratch, "run");
const supervisor = new Supervisor({ logs: path.join(scratch, "logs"), run, log: () => undefined });
after(async () => {
  await supervisor.close();
  rmSync(scratch, { recursive: true });
});

const client: KubernetesClient = {
  server: "https://127.0.0.1:6443",
  request: () => Promise.resolve({ status: 404, body: undefined }),
  watch: () => {
    throw new Error("nobody watches");
  },
};

const LISTENING = "console.log('up'); setInterval(() => {}, 1000);";
const STUBBORN = `process.on("SIGTERM", () => console.log("no")); ${LISTENING}`;

interface Life {
  readonly source?: string;
  readonly command?: readonly string[];
  readonly restartPolicy?: string;
  readonly status?: LocalPod["status"];
}

/** A container of a pod of its own, which is stepped until it is as awaited. */
function life(uid: string, { source = LISTENING, command = ["node", "-e", source], ...pod }: Life) {
  const directory = path.join(scratch, "pods", uid);
  mkdirSync(directory, { recursive: true });
  const events: string[] = [];
  const container = new LocalContainer(
    { name: "agent", command },
    {
      metadata: { name: uid, namespace: "shop", uid },
      spec: pod.restartPolicy === undefined ? {} : { restartPolicy: pod.restartPolicy },
      ...(pod.status === undefined ? {} : { status: pod.status }),
    },
    {
      ...{ slot: 0, client, supervisor, directory },
      preload: path.join(ROOT, "dist", "sandbox", "local-pods", "preload.js"),
      podNetwork: path.join(scratch, "pod-network.json"),
      event: ({ reason }) => events.push(reason),
    },
  );
  type Status = ReturnType<typeof container.status>;
  const seen = (what: string, is: (status: Status) => boolean): Promise<Status> =>
    awaited(what, 120_000, async () => {
      await container.step(Date.now());
      const status = container.status();
      return is(status) ? status : undefined;
    });
  const running = () =>
    seen("it to run", ({ ready }) => ready === true && readFileSync(container.logFile(false), "utf8").includes("up"));
  return { container, events, seen, running };
}

describe("a container that is a process", () => {
  test("runs, is recorded by its process id, and ends when it is asked to", async () => {
    const { container, running } = life("steady", {});
    assert.deepEqual(container.status().state, { waiting: { reason: "ContainerCreating" } });
    const status = await running();
    assert.ok(status.state?.running !== undefined);
    assert.deepEqual([status.ready, status.started, status.restartCount], [true, true, 0]);
    assert.equal(runningProcesses(run, scratch).length, 1);
    const started = Date.now();
    await container.end(10_000);
    assert.ok(Date.now() - started < 9_000, "SIGTERM was enough");
    assert.deepEqual(runningProcesses(run, scratch), []);
  });

  test("is killed where it does not end within its grace", async () => {
    const { container, running } = life("stubborn", { source: STUBBORN });
    await running();
    const started = Date.now();
    await container.end(5_000);
    assert.ok(Date.now() - started >= 5_000);
    assert.match(readFileSync(container.logFile(false), "utf8"), /no/);
    assert.deepEqual(runningProcesses(run, scratch), []);
  });

  test("backs off when it ends, and is started again with its exit code told", async () => {
    const { container, events, seen } = life("crashing", { source: "process.exit(3)" });
    const crashed = await seen("it to back off", ({ state }) => state?.waiting?.reason === "CrashLoopBackOff");
    assert.equal(crashed.restartCount, 0);
    assert.equal(crashed.lastState?.terminated?.exitCode, 3);
    assert.deepEqual(events, ["BackOff"]);
    const again = await seen("a restart", ({ restartCount }) => restartCount === 1);
    assert.equal(again.lastState?.terminated?.reason, "Error");
    await container.end(0);
  });

  test("is over where its pod is not restarted", async () => {
    const { seen } = life("once", { source: "process.exit(0)", restartPolicy: "OnFailure" });
    const over = await seen("it to be over", ({ state }) => state?.terminated !== undefined);
    assert.equal(over.state?.terminated?.reason, "Completed");
    assert.deepEqual(over.lastState, {});
  });

  test("does not run where it is another program than node", async () => {
    const { seen } = life("shell", { command: ["sh", "-c", "true"] });
    const waiting = await seen("it to be refused", ({ state }) => state?.waiting?.reason === "RunContainerError");
    assert.match(waiting.state?.waiting?.message ?? "", /"sh": executable file not found/);
  });

  test("is started anew where it ran before its VM or its sandbox was away", async () => {
    const before = { name: "agent", restartCount: 2, state: { running: { startedAt: "2026-01-01T00:00:00Z" } } };
    const { container, running } = life("back", { status: { containerStatuses: [before] } });
    const status = await running();
    assert.equal(status.restartCount, 3);
    assert.equal(status.lastState?.terminated?.exitCode, 255);
    assert.equal(status.lastState.terminated.startedAt, "2026-01-01T00:00:00Z");
    await container.end(0);
  });
});
