import assert from "node:assert/strict";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import type { CoordinationV1Api, CoreV1Api, V1Pod } from "@kubernetes/client-node" with { "resolution-mode": "import" };
import { type RunningSandbox, sandboxDown, sandboxUp } from "../../sandbox/commands";
import { consoleProgress } from "../../sandbox/progress";
import { createStack, type Stack } from "../engine/stack";
import { ownSandboxName } from "../own-sandbox";
import { aksElastic, coreApi, kubeConfig, ROOT } from "../sandbox";
import { awaited } from "../waiting";

const NODE = "nodes-virtualnode-0";
const SECOND = "nodes-virtualnode-1";
const ADD_ON = "virtual-node-aci-linux";
const NAMESPACE = "default";
/** Many times the status poll of 5 s and a cold start, for a busy machine. */
const STATUS_TIMEOUT_MS = 300_000;
const CAPACITY = 200;
const OF_THE_CHART = "app.kubernetes.io/name=virtualnode";
/** Kubernetes' grace for a silent node, 50 s since 1.32, and the node controller's period of 5 s, twice. */
const NODE_GRACE_MS = 60_000;

// Faults break all of a sandbox's Azure, so these tests have a sandbox of their own.
const name = ownSandboxName("virtual-node-v2");

describe("virtual nodes of the Helm chart", () => {
  let sandbox: RunningSandbox;
  let stack: Stack;
  let core: CoreV1Api;
  let leases: CoordinationV1Api;

  before(async () => {
    sandbox = await sandboxUp({ name, progress: consoleProgress(), coldStartSeconds: 1 });
    Object.assign(process.env, sandbox.env);
    stack = await createStack(path.join(ROOT, "test", "programs", "chart"), "virtual-node-v2");
    await up();
    const kubeconfig = (await stack.output("kubeconfig")) as string;
    core = await coreApi(kubeconfig);
    leases = (await kubeConfig(kubeconfig)).makeApiClient((await import("@kubernetes/client-node")).CoordinationV1Api);
    await nodeReady(NODE);
  });
  after(async () => {
    await stack.remove();
    await sandboxDown({ name, purge: true });
  });

  const up = (...args: readonly string[]) => stack.run("up", "--yes", "--skip-preview", ...args);
  const fault = (...words: readonly string[]) => aksElastic("sandbox", "fault", ...words, "--name", name);
  const conditionOf = async (node: string): Promise<string | undefined> => {
    const { status } = await core.readNode({ name: node });
    return status?.conditions?.find(({ type }) => type === "Ready")?.status;
  };
  const nodeReady = (node: string) =>
    awaited(`node ${node}`, STATUS_TIMEOUT_MS, async () => ((await conditionOf(node)) === "True" ? true : undefined));
  const create = (pod: string, spec: Partial<NonNullable<V1Pod["spec"]>>) =>
    core.createNamespacedPod({
      namespace: NAMESPACE,
      body: {
        metadata: { name: pod },
        spec: {
          containers: [{ name: "web", image: "nginx" }],
          nodeSelector: { virtualization: "virtualnode2" },
          tolerations: [{ key: "virtual-kubelet.io/provider", operator: "Exists", effect: "NoSchedule" }],
          ...spec,
        },
      },
    });
  const seen = (pod: string, what: string, is: (pod: V1Pod) => boolean) =>
    awaited(`${pod} ${what}`, STATUS_TIMEOUT_MS, async () => {
      const live = await core.readNamespacedPod({ name: pod, namespace: NAMESPACE });
      return is(live) ? live : undefined;
    });
  const remove = (pod: string) => core.deleteNamespacedPod({ name: pod, namespace: NAMESPACE, gracePeriodSeconds: 0 });
  const isRunning = ({ status }: V1Pod) => status?.phase === "Running";
  const isUnschedulable = ({ status }: V1Pod) =>
    status?.conditions?.some(({ type, reason }) => type === "PodScheduled" && reason === "Unschedulable") === true;

  test("come with the release, which has what Helm's has, and with no difference the second time", async () => {
    const { chart, status, revision, namespace } = (await stack.output("status")) as Record<string, unknown>;
    assert.deepEqual([chart, status, revision, namespace], ["virtualnode", "deployed", 1, "default"]);
    assert.match(await up("--expect-no-changes"), /unchanged/);
    await stack.run("refresh", "--yes", "--skip-preview", "--expect-no-changes");
  });

  test("are nodes of the pods' names for 200 pods each, on VMs with 2.8 cores and 9 GB to spare for each", async () => {
    const { metadata, spec, status } = await core.readNode({ name: NODE });
    assert.equal(metadata?.labels?.["virtualization"], "virtualnode2");
    assert.equal(metadata.labels["type"], "virtual-kubelet");
    const taints = spec?.taints?.map(({ key, value, effect }) => `${key}=${value ?? ""}:${effect}`);
    assert.deepEqual(taints, ["virtual-kubelet.io/provider=azure:NoSchedule"]);
    assert.equal(status?.allocatable?.["pods"], String(CAPACITY));
    const pod = await core.readNamespacedPod({ name: NODE, namespace: "vn2" });
    const requests = pod.spec?.containers.map(({ resources }) => resources?.requests);
    assert.deepEqual(requests, [
      { cpu: "1", memory: "3G" },
      { cpu: "1800m", memory: "6G" },
    ]);
    assert.match(pod.spec?.nodeName ?? "", /^aks-system-/);
  });

  test("take pods that the add-on's virtual node refuses, and neither gets the other's", async () => {
    const probed = [
      { name: "web", image: "nginx", args: ["x"], startupProbe: { httpGet: { path: "/", port: 80 } } },
    ] satisfies NonNullable<V1Pod["spec"]>["containers"];
    await create("second", { containers: probed });
    await create("first", { nodeSelector: { "kubernetes.io/role": "agent", type: "virtual-kubelet" } });
    assert.equal((await seen("second", "running", isRunning)).spec?.nodeName, NODE);
    assert.equal((await seen("first", "running", isRunning)).spec?.nodeName, ADD_ON);
    await Promise.all([remove("first"), remove("second")]);
  });

  test("have no room for a pod more than their capacity", async () => {
    // Without its processes nothing is created in ACI, whose quota is smaller, and the scheduler places pods all the same.
    await fault("connector-dead");
    const pods = Array.from({ length: CAPACITY }, (_, index) => `burst-${index}`);
    for (const pod of pods) await create(pod, { automountServiceAccountToken: false });
    await awaited("the pods to be bound", 60_000, async () => {
      const { items } = await core.listNamespacedPod({ namespace: NAMESPACE, fieldSelector: `spec.nodeName=${NODE}` });
      return items.length === CAPACITY ? true : undefined;
    });
    await create("one-more", {});
    const { status } = await seen("one-more", "unschedulable", isUnschedulable);
    assert.match(status?.conditions?.[0]?.message ?? "", /Too many pods/);
    await core.deleteCollectionNamespacedPod({ namespace: NAMESPACE, gracePeriodSeconds: 0 });
    await fault("clear", "connector-dead");
    await nodeReady(NODE);
  });

  test("grow with the replicas", async () => {
    await stack.config("replicas", "2");
    await up();
    await nodeReady(SECOND);
    await create("on-second", { nodeName: SECOND });
    await seen("on-second", "running", isRunning);
    await remove("on-second");
  });

  test("wait for a VM that is large enough", async () => {
    await stack.config("replicas", "3");
    await stack.config("timeout", "10");
    const { code, text } = await stack.try("up", "--yes", "--skip-preview");
    assert.notEqual(code, 0);
    assert.match(text, /Helm release "default\/nodes" failed to initialize completely.*context deadline exceeded/s);
    const { items } = await core.listNamespacedPod({ namespace: "vn2", labelSelector: OF_THE_CHART });
    assert.equal(items.filter(isUnschedulable).length, 1);
    await stack.config("replicas", "1");
    await stack.config("timeout", "60");
    await up();
    const left = await core.listNamespacedPod({ namespace: "vn2", labelSelector: OF_THE_CHART });
    assert.deepEqual(
      left.items.map(({ metadata }) => metadata?.name),
      [NODE],
    );
  });

  test("tell why ACI refuses a pod whose subnet they may not join", async () => {
    await stack.config("joins", "false");
    await up();
    await create("homeless", {});
    const { status } = await seen("homeless", "refused", (pod) => pod.status?.reason === "ProviderFailed");
    assert.match(status?.message ?? "", /LinkedAuthorizationFailed|AuthorizationFailed/);
    assert.match(status?.message ?? "", /subnets\/join\/action/);
    await stack.config("joins", "true");
    await up();
    await remove("homeless");
  });

  test("leave nodes behind that still seem ready when they shrink", async () => {
    await awaited("the node controller's grace to be over", 70_000, async () => {
      const { spec } = await leases.readNamespacedLease({ name: SECOND, namespace: "kube-node-lease" });
      // The client says that it is a date, and gives the text.
      const silentMs = Date.now() - new Date(spec?.renewTime ?? 0).getTime();
      return silentMs > NODE_GRACE_MS ? true : undefined;
    });
    assert.equal(await conditionOf(SECOND), "True");
    await core.deleteNode({ name: SECOND });
  });

  test("register only once they may look after container groups, and crash till then", async () => {
    await stack.config("runs", "false");
    await up();
    await stack.config("replicas", "2");
    await stack.config("timeout", "8");
    const { text } = await stack.try("up", "--yes", "--skip-preview");
    assert.match(text, /1 out of 2 replicas succeeded readiness checks/);
    const crashed = await awaited("its process to be started again", 120_000, async () => {
      const { status } = await core.readNamespacedPod({ name: SECOND, namespace: "vn2" });
      const seen = status?.containerStatuses?.find(({ name: container }) => container === "proxycri");
      return (seen?.restartCount ?? 0) > 0 ? seen : undefined;
    });
    assert.match(crashed.lastState?.terminated?.message ?? "", /AuthorizationFailed/);
    await assert.rejects(core.readNode({ name: SECOND }), /not found/);
    await stack.config("runs", "true");
    await stack.config("timeout", "60");
    await up();
    await nodeReady(SECOND);
  });

  test("go with the release, but for their nodes", async () => {
    await stack.config("installed", "false");
    await up();
    await assert.rejects(core.readNamespace({ name: "vn2" }), /not found/);
    assert.equal((await core.readNode({ name: NODE })).metadata?.name, NODE);
  });
});
