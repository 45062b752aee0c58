import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import type { AppsV1Api, CoreV1Api, KubeConfig, RbacAuthorizationV1Api, V1Pod } from "@kubernetes/client-node" with {
  "resolution-mode": "import",
};
import { type RunningSandbox, sandboxDown, sandboxUp } from "../../sandbox/commands";
import { consoleProgress } from "../../sandbox/progress";
import { isReady } from "../cluster/two-tiers";
import { seenDuring } from "../following";
import { agentDeployment, agentObjects } from "../local-pods/agent-objects";
import { AGENT_SELECTOR, agentPod, container, nameOf, NAMESPACE } from "../local-pods/agent-pod";
import { ownSandboxName } from "../own-sandbox";
import { aksElastic, kubeConfig } from "../sandbox";
import { createSharedCluster } from "../shared-cluster";
import { awaited } from "../waiting";

const TIMEOUT_MS = 120_000;

// Faults and kills are for a sandbox of their own.
const name = ownSandboxName("local-pods");

describe("failover agents' pods, which run as processes", { concurrency: false }, () => {
  let sandbox: RunningSandbox;
  let config: KubeConfig;
  let core: CoreV1Api;
  let apps: AppsV1Api;

  const fault = (...words: readonly string[]) => aksElastic("sandbox", "fault", ...words, "--name", name);
  /** Every process of the sandbox's agents. */
  const processes = (): readonly number[] => {
    const table = execFileSync("ps", ["-axww", "-o", "pid=,command="], { encoding: "utf8" });
    const ours = table.split("\n").filter((line) => line.includes(`${sandbox.directory}/`) && /agent\.js/.test(line));
    return ours.map((line) => Number(line.trim().split(" ")[0]));
  };
  const connect = async (): Promise<void> => {
    const { AppsV1Api, CoreV1Api, RbacAuthorizationV1Api } = await import("@kubernetes/client-node");
    config = await kubeConfig(readFileSync(sandbox.kubeconfig, "utf8"));
    core = config.makeApiClient(CoreV1Api);
    apps = config.makeApiClient(AppsV1Api);
    rbac = config.makeApiClient(RbacAuthorizationV1Api);
  };
  let rbac: RbacAuthorizationV1Api;
  const up = async (): Promise<void> => {
    sandbox = await sandboxUp({ name, progress: consoleProgress(), coldStartSeconds: 1 });
    await connect();
  };

  const { listed, podThat, get, about } = agentPod(() => core);
  const isAlive = (pid: number) => processes().includes(pid);

  before(async () => {
    await up();
    await createSharedCluster(sandbox);
    const objects = agentObjects(NAMESPACE);
    await core.createNamespacedServiceAccount({ namespace: NAMESPACE, body: objects.account });
    await rbac.createNamespacedRole({ namespace: NAMESPACE, body: objects.role });
    await rbac.createNamespacedRoleBinding({ namespace: NAMESPACE, body: objects.binding });
    await apps.createNamespacedDeployment({ namespace: NAMESPACE, body: agentDeployment() });
  });
  after(() => sandboxDown({ name, purge: true }));

  test("a pod whose ConfigMap is missing waits and says so, and runs once it is there", async () => {
    const event = await awaited("an Event", TIMEOUT_MS, async () => {
      const { items } = await core.listNamespacedEvent({ namespace: NAMESPACE });
      return items.find(({ reason }) => reason === "FailedMount");
    });
    assert.match(event.message ?? "", /volume "script" : configmap "agent" not found/);
    const waiting = await podThat("to wait", (pod) => container(pod)?.state?.waiting !== undefined);
    assert.equal(container(waiting)?.state?.waiting?.reason, "ContainerCreating");
    assert.equal(waiting.status?.phase, "Pending");
    assert.equal(event.involvedObject.uid, waiting.metadata?.uid);
    await core.createNamespacedConfigMap({ namespace: NAMESPACE, body: agentObjects(NAMESPACE).script });
    const ready = await podThat("to be ready", isReady);
    assert.equal(ready.metadata?.uid, waiting.metadata?.uid);
    assert.equal(ready.status?.phase, "Running");
    assert.equal(container(ready)?.restartCount, 0);
  });

  test("it has the environment of its pod, listens on loopback alone, and answers through the API server", async () => {
    const pod = await podThat("to be ready", isReady);
    const { address, pid, ...seen } = await about(pod);
    assert.equal(seen["POD_NAME"], nameOf(pod));
    assert.equal(seen["POD_IP"], pod.status?.podIP);
    assert.equal(seen["NODE"], pod.spec?.nodeName);
    assert.equal(seen["GREETING"], `hello from ${nameOf(pod)}`);
    assert.equal((address as { address: string }).address, "127.0.0.1");
    assert.ok(isAlive(pid));
    assert.match(await get(pod, "metrics"), /answered \/metrics/);
    await assert.rejects(
      core.connectGetNamespacedPodProxyWithPath({ namespace: NAMESPACE, name: `http:${nameOf(pod)}:81`, path: "x" }),
      /connection refused/,
    );
  });

  test("its account's own token is allowed what its Role says, and refused the rest", async () => {
    const pod = await podThat("to be ready", isReady);
    assert.deepEqual(JSON.parse(await get(pod, "rights")), { configmaps: 200, secrets: 403 });
  });

  test("its files are for their owner alone", async () => {
    const pod = await podThat("to be ready", isReady);
    const directory = path.join(sandbox.directory, "slots", "0", "pods", pod.metadata?.uid ?? "");
    const files = readdirSync(directory, { recursive: true, encoding: "utf8" });
    assert.ok(
      files.some((file) => file.endsWith("/token")),
      "the account's token is there",
    );
    const open = ["", ...files].filter((file) => (statSync(path.join(directory, file)).mode & 0o077) !== 0);
    assert.deepEqual(open, []);
  });

  test("its log can be read as any pod's, and so can that of the run before", async () => {
    const pod = await podThat("to be ready", isReady);
    const log = await core.readNamespacedPodLog({ namespace: NAMESPACE, name: nameOf(pod), tailLines: 1 });
    assert.equal(log, "listening\n");
  });

  test("a process that ends is started again after a while, and its pod counts it", async () => {
    const before = await podThat("to be ready", isReady);
    const told = (pod: V1Pod) => {
      const { state, lastState } = container(pod) ?? {};
      return [state?.waiting?.reason ?? "runs", lastState?.terminated?.exitCode, isReady(pod)].join();
    };
    const { seen, result: again } = await seenDuring(
      async () => {
        await get(before, "die/3").catch(() => undefined);
        return podThat("to be ready again", (pod) => container(pod)?.restartCount === 1 && isReady(pod));
      },
      {
        config,
        path: `/api/v1/namespaces/${NAMESPACE}/pods`,
        list: listed,
        selector: AGENT_SELECTOR,
        words: (items) => items.map(told),
      },
    );
    assert.ok(seen.flat().includes("CrashLoopBackOff,3,false"), JSON.stringify(seen));
    assert.equal(again.metadata?.uid, before.metadata?.uid);
    const previous = { namespace: NAMESPACE, name: nameOf(again), previous: true };
    assert.equal(await core.readNamespacedPodLog(previous), "listening\n");
  });

  test("a failing readiness probe takes readiness away, and the process runs on", async () => {
    const pod = await podThat("to be ready", isReady);
    const { pid } = await about(pod);
    await get(pod, "fail/readyz");
    const unready = await podThat("not to be ready", (seen) => !isReady(seen));
    assert.equal(container(unready)?.restartCount, 1);
    await get(unready, "heal/readyz");
    const again = await podThat("to be ready again", isReady);
    assert.equal((await about(again)).pid, pid);
  });

  test("a failing liveness probe has the process ended and started again", async () => {
    const pod = await podThat("to be ready", isReady);
    const { pid } = await about(pod);
    await get(pod, "fail/healthz");
    const restarted = await podThat(
      "to be started again",
      (seen) => container(seen)?.restartCount === 2 && isReady(seen),
    );
    assert.ok(!isAlive(pid));
    assert.equal(container(restarted)?.lastState?.terminated?.exitCode, 0, "it ended on SIGTERM");
    const { items } = await core.listNamespacedEvent({ namespace: NAMESPACE });
    assert.ok(items.some(({ reason, message }) => reason === "Killing" && /failed liveness probe/.test(message ?? "")));
  });

  test("a deleted pod's process is asked to end, and another pod takes its place", async () => {
    const old = await podThat("to be ready", isReady);
    const { pid } = await about(old);
    const { Log } = await import("@kubernetes/client-node");
    const { PassThrough } = await import("node:stream");
    const stream = new PassThrough();
    const said: string[] = [];
    stream.on("data", (chunk: Buffer) => said.push(chunk.toString()));
    await new Log(config).log(NAMESPACE, nameOf(old), "agent", stream, { follow: true });
    await core.deleteNamespacedPod({ namespace: NAMESPACE, name: nameOf(old) });
    await awaited("its process to end", TIMEOUT_MS, () => Promise.resolve(isAlive(pid) ? undefined : true));
    await awaited("its last words", TIMEOUT_MS, () => Promise.resolve(/asked to end/.exec(said.join("")) ?? undefined));
    const young = await podThat("to be another", (pod) => isReady(pod) && pod.metadata?.uid !== old.metadata?.uid);
    assert.notEqual((await about(young)).pid, pid);
    const directory = path.join(sandbox.directory, "slots", "0", "pods", old.metadata?.uid ?? "");
    assert.ok(!existsSync(directory), "nothing of it stays");
  });

  test("a VM that is lost takes its processes along at once, and starts them anew when it is back", async () => {
    const pod = await podThat("to be ready", isReady);
    const { pid } = await about(pod);
    await fault("vm-loss");
    await awaited("its process to be gone", TIMEOUT_MS, () => Promise.resolve(isAlive(pid) ? undefined : true));
    assert.ok(container(await podThat("to be as it was", () => true))?.state?.running, "nobody tells of it");
    await fault("clear", "vm-loss");
    const back = await podThat("to be started again", (seen) => container(seen)?.restartCount === 1 && isReady(seen));
    assert.equal(container(back)?.lastState?.terminated?.exitCode, 255);
  });

  test("a fault that flaps comes and goes by itself", async () => {
    const pod = await podThat("to be ready", isReady);
    const { pid } = await about(pod);
    const restarts = (container(pod)?.restartCount ?? 0) + 1;
    await fault("flap", "3");
    await fault("vm-loss");
    await awaited("its process to be gone", TIMEOUT_MS, () => Promise.resolve(isAlive(pid) ? undefined : true));
    await podThat("to be started again", (seen) => (container(seen)?.restartCount ?? 0) >= restarts);
    assert.match(await fault("list"), /vm-loss\nflap 3/);
    await fault("clear");
    // Nobody can tell which run of the old one was its last.
    await core.deleteNamespacedPod({ namespace: NAMESPACE, name: nameOf(pod) });
    await podThat("to be another", (seen) => isReady(seen) && seen.metadata?.uid !== pod.metadata?.uid);
  });

  test("a frozen pod's process stands still, and goes on as it was", async () => {
    const pod = await podThat("to be ready", isReady);
    const { pid } = await about(pod);
    const state = () => execFileSync("ps", ["-o", "stat=", "-p", String(pid)], { encoding: "utf8" }).trim();
    await fault("pod-freeze", "--pod", nameOf(pod));
    await awaited("it to stand still", TIMEOUT_MS, () => Promise.resolve(state().startsWith("T") || undefined));
    await fault("clear", "pod-freeze");
    const again = await podThat("to be ready", isReady);
    assert.equal((await about(again)).pid, pid);
    assert.equal(container(again)?.restartCount, container(pod)?.restartCount);
  });

  test("a cordoned VM keeps its pods and takes no new ones", async () => {
    const old = await podThat("to be ready", isReady);
    await fault("cordon", "--pool", "system");
    const node = () => core.readNode({ name: old.spec?.nodeName ?? "" });
    await awaited("the VM to be cordoned", TIMEOUT_MS, async () => (await node()).spec?.unschedulable);
    assert.ok(isReady(await podThat("to be as it was", () => true)));
    await core.deleteNamespacedPod({ namespace: NAMESPACE, name: nameOf(old) });
    const isUnschedulable = ({ status }: V1Pod) =>
      status?.conditions?.some(({ type, reason }) => type === "PodScheduled" && reason === "Unschedulable") === true;
    const young = await podThat("to be unschedulable", isUnschedulable);
    await fault("clear", "cordon");
    const placed = await podThat("to be ready", isReady);
    assert.equal(placed.metadata?.uid, young.metadata?.uid);
    assert.equal((await node()).spec?.unschedulable, undefined);
  });

  test("a deleted VM takes its node and its processes along, and another comes once the fault is cleared", async () => {
    const pod = await podThat("to be ready", isReady);
    const { pid } = await about(pod);
    await fault("vm-deletion");
    await awaited("the process to be gone", TIMEOUT_MS, () => Promise.resolve(isAlive(pid) ? undefined : true));
    assert.deepEqual((await core.listNode()).items, []);
    await fault("clear");
    await awaited("a VM", TIMEOUT_MS, async () => ((await core.listNode()).items.length === 1 ? true : undefined));
    const restarts = (container(pod)?.restartCount ?? 0) + 1;
    await podThat("to be started again", (seen) => container(seen)?.restartCount === restarts && isReady(seen));
  });

  test("while the API server is away its process goes on, and nobody starts it anew", async () => {
    const pod = await podThat("to be ready", isReady);
    const { pid } = await about(pod);
    await fault("api-server-restart", "5");
    await awaited("the API server to be away", TIMEOUT_MS, async () =>
      core.listNode().then(
        () => undefined,
        () => true,
      ),
    );
    const again = await podThat("to be seen again", isReady);
    assert.equal((await about(again)).pid, pid);
    assert.equal(container(again)?.restartCount, container(pod)?.restartCount);
    assert.match(await fault("list"), /No fault/);
  });

  test("a daemon that is killed leaves its processes; the next up ends them and starts others", async () => {
    const pod = await podThat("to be ready", isReady);
    const { pid } = await about(pod);
    process.kill(sandbox.pid, "SIGKILL");
    await awaited("the daemon to be gone", TIMEOUT_MS, async () =>
      (await aksElastic("sandbox", "status", "--name", name).catch(() => "gone")) === "gone" ? true : undefined,
    );
    assert.ok(isAlive(pid));
    await up();
    assert.ok(!isAlive(pid));
    const restarts = (container(pod)?.restartCount ?? 0) + 1;
    const isAgain = (seen: V1Pod) => container(seen)?.restartCount === restarts && isReady(seen);
    const again = await podThat("to be started again", isAgain);
    assert.equal(again.metadata?.uid, pod.metadata?.uid);
  });

  test("down leaves no process", async () => {
    assert.equal(processes().length, 1);
    await sandboxDown({ name, purge: false });
    assert.deepEqual(processes(), []);
  });
});
