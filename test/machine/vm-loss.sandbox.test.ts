import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import type { AgentPoolShape, ClusterShape } from "../../sandbox/arm/cluster-host";
import { type ControlPlane, startControlPlane } from "../../sandbox/control-plane/control-plane";
import { listNodes, podsOn } from "../../sandbox/nodes/node-requests";
import { isNodeReady, syncNodes } from "../../sandbox/nodes/node-sync";
import { applyVmLoss } from "../../sandbox/nodes/vm-loss";
import { freePort } from "../../sandbox/ports";
import { Supervisor } from "../../sandbox/processes";
import { consoleProgress } from "../../sandbox/progress";
import { ensureTools } from "../../sandbox/tools/toolchain";
import { waitUntil } from "../../sandbox/waiting";
import { bodyOf } from "../../sdk/kubernetes/kubernetes-io";
import type { KubernetesObject } from "../../sdk/kubernetes/object";

const scratch = mkdtempSync(path.join(os.tmpdir(), "aks-elastic-vm-loss-"));
const log = (line: string): void => {
  console.log(line);
};
const supervisor = new Supervisor({ logs: path.join(scratch, "logs"), run: path.join(scratch, "run"), log });

let controlPlane: ControlPlane;

before(async () => {
  const ports = { etcdClient: await freePort(), etcdPeer: await freePort(), apiServer: await freePort() };
  const tools = await ensureTools(consoleProgress());
  const directory = path.join(scratch, "slots", "0");
  controlPlane = await startControlPlane({ slot: { index: 0, ports }, directory, tools, supervisor, log });
});

after(async () => {
  await controlPlane.stop();
  await supervisor.close();
  rmSync(scratch, { recursive: true });
});

function cluster(count: number): ClusterShape {
  const pool: AgentPoolShape = {
    name: "user",
    mode: "User",
    count,
    vmSize: "Standard_D2s_v5",
    maxPods: 30,
    scaleSetPriority: "Regular",
    availabilityZones: ["1", "2"],
    nodeLabels: {},
    nodeTaints: [],
  };
  return {
    id: "/subscriptions/s/managedClusters/aks",
    name: "aks",
    location: "westeurope",
    subscriptionId: "s",
    nodeResourceGroup: "MC_rg_aks_westeurope",
    agentPools: [pool],
  };
}

async function scale(count: number): Promise<void> {
  await syncNodes(controlPlane.client, { shape: cluster(count), kubernetesVersion: "1.35.4", faults: {}, log });
}

async function readyNodes(): Promise<readonly string[]> {
  const nodes = await listNodes(controlPlane.client);
  return nodes.filter(isNodeReady).map((node) => (node.metadata?.name ?? "").replace(/^.*vmss/, ""));
}

/** From a node's last heartbeat until it was found not to be ready. */
async function secondsOfSilence(end: string): Promise<number> {
  const node = (await listNodes(controlPlane.client)).find(({ metadata }) => metadata?.name?.endsWith(end));
  const leases = "/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases";
  const path = `${leases}/${node?.metadata?.name ?? ""}`;
  const lease = bodyOf(await controlPlane.client.request({ method: "GET", path }), "read the lease");
  const { renewTime } = (lease as { readonly spec: { readonly renewTime: string } }).spec;
  const { conditions = [] } = node?.status as {
    readonly conditions?: readonly { readonly type: string; readonly lastTransitionTime: string }[];
  };
  const found = conditions.find(({ type }) => type === "Ready")?.lastTransitionTime ?? "";
  return (Date.parse(found) - Date.parse(renewTime)) / 1000;
}

async function createPod(name: string, node: string): Promise<void> {
  const { name: nodeName } =
    (await listNodes(controlPlane.client)).find((n) => n.metadata?.name?.endsWith(node))?.metadata ?? {};
  const body = { metadata: { name }, spec: { nodeName, containers: [{ name: "app", image: "nginx" }] } };
  const created = await controlPlane.client.request({ method: "POST", path: "/api/v1/namespaces/default/pods", body });
  bodyOf(created, `create pod ${name}`);
}

async function isPodReady(name: string): Promise<boolean> {
  const { body } = await controlPlane.client.request({
    method: "GET",
    path: `/api/v1/namespaces/default/pods/${name}`,
  });
  return isNodeReady(body as KubernetesObject);
}

describe("VMs of an agent pool, on the real controllers", { concurrency: false }, () => {
  test("there is a node for each, and pods on it run", async () => {
    await scale(3);
    assert.deepEqual(await readyNodes(), ["000000", "000001", "000002"]);
    await createPod("in-zone-1", "000000");
    await createPod("in-zone-2", "000001");
    await waitUntil(
      { what: "both pods to be ready", timeoutMs: 90_000 },
      async () => (await isPodReady("in-zone-1")) && (await isPodReady("in-zone-2")),
    );
  });

  test("a zone that is lost is noticed by the node lifecycle controller after its grace period, not before", async () => {
    await applyVmLoss(controlPlane.client, { zone: "1" });
    await waitUntil(
      { what: "the nodes of zone 1 not to be ready", timeoutMs: 150_000, intervalMs: 500 },
      async () => (await readyNodes()).join() === "000001",
    );
    const seconds = await secondsOfSilence("000000");
    assert.ok(seconds >= 39, `Kubernetes gives a silent node 40 to 50 seconds, not ${seconds}`);
    await waitUntil(
      { what: "its pod not to be ready", timeoutMs: 90_000 },
      async () => !(await isPodReady("in-zone-1")),
    );
    assert.ok(await isPodReady("in-zone-2"), "the other zone goes on");
    await createPod("unborn", "000000");
  });

  test("it is back at once when the fault is cleared, and so are its pods", async () => {
    await applyVmLoss(controlPlane.client, undefined);
    await waitUntil(
      { what: "all nodes to be ready", timeoutMs: 90_000 },
      async () => (await readyNodes()).length === 3,
    );
    await waitUntil(
      { what: "its pods to be ready", timeoutMs: 90_000 },
      async () => (await isPodReady("in-zone-1")) && (await isPodReady("unborn")),
    );
  });

  test("scaling in drains and removes the VMs with the highest numbers", async () => {
    await scale(1);
    assert.deepEqual(await readyNodes(), ["000000"]);
    const [node] = await listNodes(controlPlane.client);
    const left = await podsOn(controlPlane.client, node?.metadata?.name ?? "");
    assert.deepEqual(left.map((pod) => pod.metadata?.name).sort(), ["in-zone-1", "unborn"]);
  });
});
