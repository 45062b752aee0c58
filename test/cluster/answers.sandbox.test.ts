import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { V1Pod } from "@kubernetes/client-node" with { "resolution-mode": "import" };
import { awaited } from "../waiting";
import {
  asked,
  executed,
  isReady,
  isRunning,
  NAMESPACE,
  STATUS_TIMEOUT_MS,
  TIERS,
  TwoTiers,
  VIRTUAL_NODE,
  webOf,
  withToken,
} from "./two-tiers";

/** How long the API server tries to get to a pod that says nothing, and how long that may take on a busy machine. */
const SILENCE_MS = 5_000;
const PATIENCE_MS = 15_000;

// Faults break all of a sandbox's Azure, so these tests have a sandbox of their own.
describe("what pods answer through the API server", () => {
  let cluster: TwoTiers;
  before(async () => {
    cluster = await TwoTiers.up("answers");
  });
  after(() => cluster.down());

  const probe = (pod: string, rest = "/healthz") => cluster.ask(`pods/${pod}:80/proxy${rest}`);
  const assertOwnAddresses = async () => {
    const { items } = await cluster.core.listPodForAllNamespaces();
    const addresses = items.map(({ status }) => status?.podIP).filter((address) => address !== undefined);
    assert.deepEqual([...new Set(addresses)], addresses);
  };
  const isRestartedTwice = (pod: V1Pod) => (webOf(pod)?.restartCount ?? 0) >= 2;

  describe("where their image is good", () => {
    before(async () => {
      await cluster.createPods("good");
      for (const tier of TIERS) await cluster.seen(`good-${tier}`, "ready", isReady);
    });

    for (const tier of TIERS) {
      const pod = `good-${tier}`;
      test(`${tier}: 200 and who they are, on the ports that they declare`, async () => {
        const { spec } = await cluster.core.readNamespacedPod({ name: pod, namespace: NAMESPACE });
        assert.equal(spec?.nodeName === VIRTUAL_NODE, tier === "virtualnode");
        const { status, text } = await probe(pod, "/healthz?deep=1");
        assert.equal(status, 200);
        const about = { namespace: NAMESPACE, pod, container: "web", image: "web:1", node: spec?.nodeName };
        assert.deepEqual(JSON.parse(text), { ...about, path: "/healthz?deep=1" });
      });

      test(`${tier}: no connection on a port that nobody declares`, async () => {
        const { status, text } = await cluster.ask(`pods/${pod}:81/proxy/`);
        assert.equal(status, 503);
        assert.match(text, /:81: connect: connection refused/);
      });
    }

    test("each of them through a Service that has both tiers behind it", async () => {
      const { setHeaderOptions, PatchStrategy } = await import("@kubernetes/client-node");
      const merge = setHeaderOptions("Content-Type", PatchStrategy.MergePatch);
      const body = { metadata: { labels: { service: "both" } } };
      for (const tier of TIERS) {
        await cluster.core.patchNamespacedPod({ name: `good-${tier}`, namespace: NAMESPACE, body }, merge);
      }
      const spec = { selector: { service: "both" }, ports: [{ name: "http", port: 8080, targetPort: 80 }] };
      await cluster.core.createNamespacedService({ namespace: NAMESPACE, body: { metadata: { name: "both" }, spec } });
      const answered = new Set<string>();
      await awaited("both pods to answer", STATUS_TIMEOUT_MS, async () => {
        const { status, text } = await cluster.ask("services/both:http/proxy/");
        if (status === 200) answered.add((JSON.parse(text) as { pod: string }).pod);
        return answered.size === 2 || undefined;
      });
      assert.deepEqual([...answered].sort(), ["good-virtualnode", "good-vm"]);
    });

    test("to a service account that may do nothing but get pods/proxy", async () => {
      const prober = await withToken(cluster.config, await proberToken(cluster));
      const get = (rest: string, method = "GET") => asked(prober, method, rest);
      const { status, text } = await awaited("its role to count", STATUS_TIMEOUT_MS, async () => {
        const answer = await get("pods/good-vm:80/proxy/healthz");
        return answer.status === 403 ? undefined : answer;
      });
      assert.deepEqual([status, (JSON.parse(text) as { pod: string }).pod], [200, "good-vm"]);
      assert.equal((await get("pods/good-vm")).status, 403);
      assert.equal((await get("pods/good-vm:80/proxy/healthz", "POST")).status, 403);
    });

    test("silence on a VM that is lost, which ends; and 200 again once it is back", async () => {
      const { spec } = await cluster.core.readNamespacedPod({ name: "good-vm", namespace: NAMESPACE });
      await cluster.fault("vm-loss", "--node", spec?.nodeName ?? "");
      const lost = await awaited("the pod to fall silent", STATUS_TIMEOUT_MS, async () => {
        const started = Date.now();
        const answer = await probe("good-vm");
        return answer.status === 200 ? undefined : { ...answer, afterMs: Date.now() - started };
      });
      assert.equal(lost.status, 503);
      assert.match(lost.text, /i\/o timeout/);
      assert.ok(lost.afterMs >= SILENCE_MS && lost.afterMs < PATIENCE_MS, `${lost.afterMs} ms`);
      await cluster.fault("clear", "vm-loss");
      await awaited("the pod to answer", STATUS_TIMEOUT_MS, async () =>
        (await probe("good-vm")).status === 200 ? true : undefined,
      );
    });

    test("neither logs nor commands: no tier runs containers, and kubelets say so", async () => {
      const logs = await cluster.ask("pods/good-vm/log");
      assert.equal(logs.status, 400);
      assert.match(logs.text, /no container runs in the sandbox but those of failover agents/);
      const none = /the virtual node of the sandbox runs no containers: it has no logs/;
      assert.match((await cluster.ask("pods/good-virtualnode/log")).text, none);
      assert.match(
        await executed(cluster.config, "good-vm"),
        /^Failure: .*the sandbox's kubelets serve nothing but logs$/,
      );
      // The other kubelet's words reach the client as a status without any.
      assert.equal(await executed(cluster.config, "good-virtualnode"), ": ");
    });
  });

  test("where it crashes: a crash loop whose restarts are counted, and nothing that listens", async () => {
    await cluster.fault("bad-image", "crashing:1", "--crashes");
    await cluster.createPods("crashing", { image: "crashing:1" });
    const vm = await cluster.seen("crashing-vm", "restarted twice", isRestartedTwice);
    assert.equal(webOf(vm)?.state?.waiting?.reason, "CrashLoopBackOff");
    const { exitCode, reason } = webOf(vm)?.lastState?.terminated ?? {};
    assert.deepEqual([exitCode, reason], [1, "Error"]);
    const virtualNode = await cluster.seen("crashing-virtualnode", "restarted twice", isRestartedTwice);
    const { terminated } = webOf(virtualNode)?.state ?? {};
    assert.deepEqual([terminated?.exitCode, terminated?.reason], [0, "Completed"], "as azure-aci tells of every exit");
    for (const pod of [vm, virtualNode]) {
      assert.deepEqual([isRunning(pod), isReady(pod), webOf(pod)?.ready], [true, false, false]);
      assert.match((await probe(pod.metadata?.name ?? "")).text, /connection refused/);
    }
  });

  test("where it is never ready: a VM's pod is not, the virtual node's seems so, and both answer 503", async () => {
    await cluster.fault("bad-image", "unready:1", "--never-ready");
    await cluster.createPods("unready", { image: "unready:1" });
    await cluster.seen("unready-virtualnode", "ready", isReady);
    const vm = await cluster.seen("unready-vm", "running", isRunning);
    assert.deepEqual([isReady(vm), webOf(vm)?.ready, webOf(vm)?.restartCount], [false, false, 0]);
    for (const tier of TIERS) {
      const { status, text } = await probe(`unready-${tier}`);
      assert.deepEqual([status, (JSON.parse(text) as { image: string }).image], [503, "unready:1"]);
    }
  });

  test("where it answers 500: a VM's probe sees it, the virtual node's nobody; those that ran before stay good", async () => {
    await cluster.createPod("early-vm", "vm", { image: "failing" });
    await cluster.seen("early-vm", "ready", isReady);
    await cluster.fault("bad-image", "failing:latest");
    await cluster.createPods("failing", { image: "failing" });
    await cluster.seen("failing-virtualnode", "ready", isReady);
    const vm = await cluster.seen("failing-vm", "running", isRunning);
    assert.deepEqual([isReady(vm), webOf(vm)?.ready], [false, false]);
    for (const tier of TIERS) assert.equal((await probe(`failing-${tier}`)).status, 500);
    assert.equal((await probe("early-vm")).status, 200);
  });

  test("where it is not there: nothing, until it is", async () => {
    await cluster.fault("bad-image", "missing:1", "--not-found");
    await cluster.createPods("missing", { image: "missing:1" });
    const { status: vm } = await cluster.seen("missing-vm", "in want of its image", (pod) =>
      ["ErrImagePull", "ImagePullBackOff"].includes(webOf(pod)?.state?.waiting?.reason ?? ""),
    );
    assert.equal(vm?.phase, "Pending");
    assert.match((await probe("missing-vm")).text, /connection refused/);
    const isRefused = ({ status }: V1Pod) => status?.reason === "ProviderFailed";
    const { status: virtualNode } = await cluster.seen("missing-virtualnode", "refused", isRefused);
    assert.equal(virtualNode?.phase, "Pending");
    assert.match(virtualNode.message ?? "", /InaccessibleImage/);
    await cluster.fault("clear", "bad-image", "missing:1");
    await cluster.seen("missing-vm", "ready", isReady);
    assert.equal((await probe("missing-vm")).status, 200);
  });

  test("where it is good again: new pods are, old ones stay what they were, and no two have one address", async () => {
    await cluster.fault("bad-image", "mended:1", "--answers", "418");
    await cluster.createPods("old", { image: "mended:1" });
    await cluster.seen("old-vm", "running", isRunning);
    await cluster.seen("old-virtualnode", "ready", isReady);
    await cluster.fault("clear");
    await cluster.createPods("new", { image: "mended:1" });
    for (const tier of TIERS) {
      await cluster.seen(`new-${tier}`, "ready", isReady);
      assert.equal((await probe(`new-${tier}`)).status, 200);
      assert.equal((await probe(`old-${tier}`)).status, 418);
    }
    await assertOwnAddresses();
    const { items: nodes } = await cluster.core.listNode();
    assert.ok(nodes.every(isReady), "the heartbeats of the VMs did not stop");
  });

  test("where the sandbox was stopped meanwhile: bad pods are as bad as before, and new ones are good", async () => {
    const restarts = webOf(await cluster.seen("crashing-vm", "restarted", isRestartedTwice))?.restartCount ?? 0;
    await cluster.restart();
    await cluster.createPods("late", { image: "crashing:1" });
    for (const tier of TIERS) {
      await cluster.seen(`late-${tier}`, "ready", isReady);
      assert.equal((await probe(`late-${tier}`)).status, 200);
      assert.equal((await probe(`old-${tier}`)).status, 418);
    }
    const isRestarted = (pod: V1Pod) => (webOf(pod)?.restartCount ?? 0) > restarts;
    assert.ok(!isReady(await cluster.seen("crashing-vm", "restarted again", isRestarted)));
    await assertOwnAddresses();
  });
});

/** A token of an account with the one right to `get pods/proxy`. */
async function proberToken({ core, config }: TwoTiers): Promise<string> {
  const { RbacAuthorizationV1Api } = await import("@kubernetes/client-node");
  const rbac = config.makeApiClient(RbacAuthorizationV1Api);
  const metadata = { name: "prober" };
  const rules = [{ apiGroups: [""], resources: ["pods/proxy"], verbs: ["get"] }];
  const roleRef = { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: "prober" };
  const subjects = [{ kind: "ServiceAccount", name: "prober", namespace: NAMESPACE }];
  await core.createNamespacedServiceAccount({ namespace: NAMESPACE, body: { metadata } });
  await rbac.createNamespacedRole({ namespace: NAMESPACE, body: { metadata, rules } });
  await rbac.createNamespacedRoleBinding({ namespace: NAMESPACE, body: { metadata, roleRef, subjects } });
  const body = { spec: { audiences: [], expirationSeconds: 600 } };
  const { status } = await core.createNamespacedServiceAccountToken({ name: "prober", namespace: NAMESPACE, body });
  return status?.token ?? "";
}
