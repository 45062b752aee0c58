import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { type ArmClient, armClient } from "../../sandbox/azure-native/arm-client";
import { type RunningSandbox, sandboxDown, sandboxUp } from "../../sandbox/commands";
import { changeFaults } from "../../sandbox/commands/arm-faults";
import { faultChange } from "../../sandbox/commands/fault-words";
import { runningProcesses } from "../../sandbox/process-ids";
import { consoleProgress } from "../../sandbox/progress";
import { sandboxPaths } from "../../sandbox/state";
import { ownSandboxName } from "../own-sandbox";
import { aksElastic } from "../sandbox";
import { awaited } from "../waiting";

const CLUSTERS = "2025-09-01";
const TIMEOUT_MS = 120_000;

// Faults break all of a sandbox's Azure, so these tests have a sandbox of their own.
const name = ownSandboxName("faults");

describe("a fault, while clusters come and go", () => {
  let sandbox: RunningSandbox;
  let arm: ArmClient;
  let group: string;
  before(async () => {
    sandbox = await sandboxUp({ name, progress: consoleProgress(), coldStartSeconds: 1 });
    arm = armClient({ ...sandbox.arm, ca: readFileSync(sandbox.arm.caFile, "utf8") });
    group = `/subscriptions/${arm.subscriptionId}/resourceGroups/rg`;
    await put(group, "2024-03-01", { location: "westeurope" });
  });
  after(async () => {
    arm.close();
    await sandboxDown({ name, purge: true });
  });

  const patience = () => ({ timeoutSeconds: TIMEOUT_MS / 1000, signal: AbortSignal.timeout(TIMEOUT_MS) });
  const put = (place: string, apiVersion: string, body: Record<string, unknown>) =>
    arm.put({ path: place, apiVersion, body: body as never, patience: patience() });
  const cluster = (clusterName: string) => ({
    path: `${group}/providers/Microsoft.ContainerService/managedClusters/${clusterName}`,
    apiVersion: CLUSTERS,
    patience: patience(),
  });
  const create = (clusterName: string) =>
    put(cluster(clusterName).path, CLUSTERS, {
      location: "westeurope",
      identity: { type: "SystemAssigned" },
      properties: {
        dnsPrefix: clusterName,
        agentPoolProfiles: [{ name: "system", mode: "System", count: 1, vmSize: "Standard_D2s_v5" }],
      },
    });
  const badImage = (image: string) => aksElastic("sandbox", "fault", "bad-image", image, "--crashes", "--name", name);
  const second = (part: string): number | undefined => {
    const { run, root } = sandboxPaths(name);
    return runningProcesses(run, root).find((one) => one.name === `slot-1-${part}`)?.pid;
  };
  /** Has a process of the second control plane stand still, so that it neither becomes ready nor ends, however fast the machine. */
  const freeze = async (part: string): Promise<() => void> => {
    const pid = await awaited(`${part} of the second cluster`, TIMEOUT_MS, () => Promise.resolve(second(part)));
    process.kill(pid, "SIGSTOP");
    return () => process.kill(pid, "SIGCONT");
  };

  test("waits for none that is being made", async () => {
    await create("first");
    const created = create("second");
    const thaw = await freeze("etcd");
    await badImage("web:0");
    const log = readFileSync(path.join(sandboxPaths(name).logs, "daemon.log"), "utf8");
    assert.doesNotMatch(log, /control plane 1 ready/);
    thaw();
    await created;
  });

  test("neither waits for one that is being deleted nor fails by it", async () => {
    const thaw = await freeze("kube-scheduler");
    const deleted = arm.delete(cluster("second"));
    await awaited("the second cluster's nodes to stop", TIMEOUT_MS, () =>
      Promise.resolve(second("kwok") === undefined || undefined),
    );
    await changeFaults(sandbox.arm, faultChange(["bad-image", "web:1", "--crashes"]));
    assert.ok(second("kube-scheduler"), "the cluster was gone before the fault was switched on");
    thaw();
    await deleted;
    const list = await aksElastic("sandbox", "fault", "list", "--name", name);
    assert.match(list, /web:0/);
    assert.match(list, /web:1/);
  });
});
