import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { type ArmClient, armClient } from "../../sandbox/azure-native/arm-client";
import { sandboxDown, sandboxUp } from "../../sandbox/commands";
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
  let arm: ArmClient;
  let group: string;
  before(async () => {
    const sandbox = await sandboxUp({ name, progress: consoleProgress(), coldStartSeconds: 1 });
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
  const log = (file: string) => path.join(sandboxPaths(name).logs, file);

  test("waits for none that is being made, and none that is being deleted fails it", async () => {
    await create("first");
    const second = create("second");
    await awaited("the second control plane to start", TIMEOUT_MS, () =>
      Promise.resolve(existsSync(log("slot-1-etcd.log")) || undefined),
    );
    await badImage("web:0");
    assert.doesNotMatch(readFileSync(log("daemon.log"), "utf8"), /control plane 1 ready/);
    await second;
    const gone = new AbortController();
    const deleted = arm.delete(cluster("second")).finally(() => {
      gone.abort();
    });
    const images = ["web:0"];
    while (!gone.signal.aborted) {
      const image = `web:${images.length}`;
      await badImage(image);
      images.push(image);
    }
    await deleted;
    assert.ok(images.length > 2, "nothing was asked for while the cluster was being deleted");
    const list = await aksElastic("sandbox", "fault", "list", "--name", name);
    for (const image of images) assert.ok(list.includes(image), list);
  });
});
