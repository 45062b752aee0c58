import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import type { CoreV1Api, V1Pod } from "@kubernetes/client-node" with { "resolution-mode": "import" };
import { type ArmClient, armClient } from "../../sandbox/azure-native/arm-client";
import { type RunningSandbox, sandboxDown, sandboxUp } from "../../sandbox/commands";
import { consoleProgress } from "../../sandbox/progress";
import { createStack, type Stack } from "../engine/stack";
import { ownSandboxName } from "../own-sandbox";
import { aksElastic, coreApi, ROOT } from "../sandbox";
import { awaited } from "../waiting";

const NODE = "virtual-node-aci-linux";
const NAMESPACE = "default";
/** Many times the status poll of 5 s and a cold start, for a busy machine. */
const STATUS_TIMEOUT_MS = 300_000;

// Faults break all of a sandbox's Azure, so these tests have a sandbox of their own.
const name = ownSandboxName("virtual-node");

describe("the virtual node, as pods meet it", () => {
  let sandbox: RunningSandbox;
  let stack: Stack;
  let core: CoreV1Api;
  let arm: ArmClient;
  let nodeResourceGroup: string;

  before(async () => {
    sandbox = await sandboxUp({ name, progress: consoleProgress(), coldStartSeconds: 1 });
    Object.assign(process.env, sandbox.env);
    stack = await createStack(path.join(ROOT, "test", "programs", "cluster"), "virtual-node");
    await stack.run("up", "--yes", "--skip-preview");
    core = await coreApi((await stack.output("kubeconfig")) as string);
    arm = armClient({ ...sandbox.arm, ca: readFileSync(sandbox.arm.caFile, "utf8") });
    const cluster = (await stack.resources()).find(({ type }) => type.endsWith(":ManagedCluster"));
    nodeResourceGroup = String(cluster?.outputs?.["nodeResourceGroup"]);
    await awaited("the virtual node", 60_000, () => core.readNode({ name: NODE }).catch(() => undefined));
  });
  after(async () => {
    arm.close();
    // One that failed may have left its fault.
    await fault("clear");
    await stack.remove();
    await sandboxDown({ name, purge: true });
  });

  const fault = (...words: readonly string[]) => aksElastic("sandbox", "fault", ...words, "--name", name);
  const group = (pod: string) => ({
    path: `/subscriptions/${arm.subscriptionId}/resourceGroups/${nodeResourceGroup}/providers/Microsoft.ContainerInstance/containerGroups/${NAMESPACE}-${pod}`,
    apiVersion: "2021-10-01",
    patience: { timeoutSeconds: 10, signal: AbortSignal.timeout(10_000) },
  });
  const create = (pod: string, container: Partial<NonNullable<V1Pod["spec"]>["containers"][number]> = {}) =>
    core.createNamespacedPod({
      namespace: NAMESPACE,
      body: {
        metadata: { name: pod },
        spec: {
          containers: [{ name: "web", image: "nginx", ...container }],
          nodeSelector: { type: "virtual-kubelet" },
          tolerations: [{ key: "virtual-kubelet.io/provider", operator: "Exists" }],
          automountServiceAccountToken: false,
        },
      },
    });
  const statusOf = (pod: string, what: string, is: (status: NonNullable<V1Pod["status"]>) => boolean) =>
    awaited(`${pod} ${what}`, STATUS_TIMEOUT_MS, async () => {
      const { spec, status } = await core.readNamespacedPod({ name: pod, namespace: NAMESPACE });
      if (status === undefined || !is(status)) return undefined;
      const { phase, podIP, message } = status;
      return { phase, podIP, message, nodeName: spec?.nodeName };
    });

  test("it is the node that AKS's connector registers", async () => {
    const { metadata, spec, status } = await core.readNode({ name: NODE });
    assert.equal(metadata?.labels?.["type"], "virtual-kubelet");
    assert.equal(metadata.labels["kubernetes.io/role"], "agent");
    const taints = spec?.taints?.map(({ key, value, effect }) => `${key}=${value ?? ""}:${effect}`);
    assert.deepEqual(taints, ["virtual-kubelet.io/provider=azure:NoSchedule"]);
    assert.deepEqual([status?.capacity?.["cpu"], status?.capacity?.["pods"]], ["10k", "5k"]);
  });

  test("a pod becomes a container group with the connector's name and tags, and goes with it", async () => {
    const { metadata } = await create("served");
    const { podIP } = await statusOf("served", "running", ({ phase, podIP: ip }) => phase === "Running" && Boolean(ip));
    const made = await arm.get(group("served"));
    const { PodName, Namespace, UID, NodeName } = made?.["tags"] as Record<string, string>;
    assert.deepEqual(
      { PodName, Namespace, UID, NodeName },
      {
        PodName: "served",
        Namespace: NAMESPACE,
        UID: metadata?.uid,
        NodeName: NODE,
      },
    );
    assert.match(JSON.stringify(made), new RegExp(`"ip":"${podIP}"`));
    await core.deleteNamespacedPod({ name: "served", namespace: NAMESPACE, gracePeriodSeconds: 1 });
    await awaited("the group to go", STATUS_TIMEOUT_MS, async () =>
      (await arm.get(group("served"))) === undefined ? true : undefined,
    );
  });

  test("a pod that ACI refuses stays bound and pending, with ACI's own words", async () => {
    await fault("refuse", "1/1");
    await create("refused");
    const status = await statusOf("refused", "refused", ({ reason }) => reason === "ProviderFailed");
    assert.equal(status.phase, "Pending");
    assert.equal(status.nodeName, NODE);
    assert.match(status.message ?? "", /The requested resource is not available in the location 'westeurope'/);
    await fault("clear");
  });

  test("a pod with a startup probe is rejected, as the connector rejects it", async () => {
    await create("probed", { startupProbe: { httpGet: { path: "/", port: 80 } } });
    const { message } = await statusOf("probed", "rejected", ({ reason }) => reason === "ProviderFailed");
    assert.match(message ?? "", /does not support startupProbe/);
    assert.equal(await arm.get(group("probed")), undefined);
  });

  test("a pod whose group vanishes fails", async () => {
    await create("vanished");
    await statusOf("vanished", "running", ({ phase }) => phase === "Running");
    await arm.delete(group("vanished"));
    const { phase } = await statusOf("vanished", "failed", (status) => status.phase !== "Running");
    assert.equal(phase, "Failed");
  });

  test("a dead connector starts nothing, and goes on where it left off", async () => {
    await fault("connector-dead");
    await create("waiting");
    const { spec } = await awaited("the pod to be bound", STATUS_TIMEOUT_MS, async () => {
      const pod = await core.readNamespacedPod({ name: "waiting", namespace: NAMESPACE });
      return pod.spec?.nodeName ? pod : undefined;
    });
    assert.equal(spec?.nodeName, NODE);
    assert.equal(await arm.get(group("waiting")), undefined);
    await fault("clear", "connector-dead");
    await statusOf("waiting", "running", ({ phase }) => phase === "Running");
  });
});
