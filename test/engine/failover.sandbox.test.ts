import assert from "node:assert/strict";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import type { AppsV1Api } from "@kubernetes/client-node" with { "resolution-mode": "import" };
import type { ServiceHealth } from "../../index";
import { isReady, TwoTiers } from "../cluster/two-tiers";
import { podsByTier, ROOT } from "../sandbox";
import { awaited } from "../waiting";
import { fewestServing } from "./fewest";
import { createStack, type Stack } from "./stack";

const UP = ["up", "--yes", "--skip-preview"] as const;
const NAMESPACE = { namespace: "default" };
const WEB = "app.kubernetes.io/name=web";
/** Kubernetes gives a silent node up after 50 s. */
const NODES_TIMEOUT_MS = 300_000;
const FAILOVER = {
  windowSeconds: 5,
  holdDownSeconds: 5,
  agent: { replicas: 0 },
};

describe("a service that fails over, kept by pulumi up alone", () => {
  let cluster: TwoTiers;
  let apps: AppsV1Api;
  let stack: Stack;

  const given = (more: Readonly<Record<string, unknown>> = {}) =>
    stack.config("args", JSON.stringify({ failover: FAILOVER, ...more }));

  before(async () => {
    cluster = await TwoTiers.up("failover-up");
    const { AppsV1Api } = await import("@kubernetes/client-node");
    apps = cluster.config.makeApiClient(AppsV1Api);
    stack = await createStack(path.join(ROOT, "test", "programs", "failover"), `failover-${process.pid}`);
    await stack.secret("kubeconfig", cluster.config.exportConfig());
    await given();
  });
  after(async () => {
    await stack.remove();
    await cluster.down();
  });

  /** What the Deployments are told: VMs, then the virtual node. */
  const told = async (): Promise<readonly (number | undefined)[]> => {
    const { items } = await apps.listNamespacedDeployment({ ...NAMESPACE, labelSelector: WEB });
    return ["web-vm", "web-virtual-node"].map(
      (name) => items.find(({ metadata }) => metadata?.name === name)?.spec?.replicas,
    );
  };
  const ready = async (): Promise<readonly number[]> => {
    const { vm, virtualNode } = await podsByTier(cluster.core, "default", WEB);
    return [vm, virtualNode];
  };
  const isAt = async (vm: number, virtualNode: number): Promise<void> => {
    assert.deepEqual(
      [await told(), await ready()],
      [
        [vm, virtualNode],
        [vm, virtualNode],
      ],
    );
    assert.deepEqual(await stack.output("placement"), { vm, "virtual-node": virtualNode });
  };
  const health = async () => (await stack.output("health")) as ServiceHealth;
  const note = async () => {
    const { metadata } = await cluster.core.readNamespacedConfigMap({ name: "note", ...NAMESPACE });
    return metadata?.annotations?.["note"];
  };
  const annotate = (name: string, value: string | null) =>
    patched(name, [
      { op: value === null ? "remove" : "add", path: "/metadata/annotations/aks-elastic~1failover-hold", value },
    ]);
  const patched = async (name: string, body: object) => {
    await apps.patchNamespacedDeployment({ name, ...NAMESPACE, body });
  };

  test("has its replicas where it says when it is made, and then there is nothing to do", async () => {
    await stack.run(...UP);
    await isAt(3, 1);
    const { summary, isSettled, tiers } = await health();
    assert.equal(summary, "4 of 4 replicas ready; 3 on VMs, 1 on the virtual node");
    assert.deepEqual([isSettled, tiers["vm"]?.isSick, tiers["vm"]?.ready], [true, false, 3]);
    assert.doesNotMatch(await stack.run("preview", "--expect-no-changes"), /failover of web/);
    const { keyData, token } = cluster.config.getCurrentUser() ?? {};
    const secret = keyData ?? token;
    assert.ok(secret);
    assert.equal(JSON.stringify(await stack.resources()).includes(secret), false);
  });

  test("gets back what somebody has scaled by hand, and a preview says so", async () => {
    await patched("web-vm", [{ op: "replace", path: "/spec/replicas", value: 1 }]);
    assert.match(await stack.run("preview"), /failover of web: .*moving to 3 on VMs, 1 on the virtual node/);
    assert.deepEqual(await told(), [1, 1]);
    await stack.run(...UP);
    await isAt(3, 1);
  });

  test("says before it moves what it would move off lost VMs and why, and then moves it", async () => {
    await cluster.fault("vm-loss", "--pool", "user");
    await awaited("that Kubernetes gives the VMs up", NODES_TIMEOUT_MS, async () => {
      const { items } = await cluster.core.listNode({ labelSelector: "agentpool=user" });
      return items.some(isReady) ? undefined : true;
    });
    const preview = await stack.run("preview");
    assert.match(preview, /failover of web: .*vm is sick/);
    assert.match(preview, /VMs: .* for \d+ s\./);
    assert.match(preview, /0 on VMs, 4 on the virtual node/);
    assert.deepEqual(await told(), [3, 1]);
    await stack.run(...UP);
    assert.deepEqual(await told(), [0, 4]);
    const { summary, isSettled, tiers } = await health();
    assert.equal(summary, "4 of 4 replicas ready; vm is sick; 0 on VMs, 4 on the virtual node");
    assert.deepEqual([isSettled, tiers["vm"]?.isSick, tiers["vm"]?.limit], [true, true, 0]);
    await stack.run("preview", "--expect-no-changes");
  });

  test("takes another version while a tier is lost, and lets others change: what counts is what serves", async () => {
    await given({ image: "registry/web:2" });
    await stack.config("note", "second");
    await stack.run(...UP);
    const { items } = await cluster.core.listNamespacedPod({ ...NAMESPACE, labelSelector: WEB });
    const serving = items.filter((pod) => pod.metadata?.deletionTimestamp === undefined && isReady(pod));
    const images = serving.map(({ spec }) => spec?.containers[0]?.image);
    assert.deepEqual(images, Array(4).fill("registry/web:2"));
    assert.equal(await note(), "second");
  });

  test("that no tier can run is no success: up says what is missing, and what hangs on its health stays", async () => {
    await given({ image: "registry/web:2", failover: { ...FAILOVER, timeoutMinutes: 1 } });
    await cluster.fault("refuse", "1/1");
    await cluster.core.deleteCollectionNamespacedPod({ ...NAMESPACE, labelSelector: WEB });
    await awaited("that ACI refuses", NODES_TIMEOUT_MS, async () => ((await ready())[1] === 0 ? true : undefined));
    await stack.config("note", "third");
    const { code, text } = await stack.try(...UP, "--continue-on-error");
    assert.notEqual(code, 0);
    assert.match(text, /failover of web: 0 of 4 replicas ready; vm is sick; virtual-node is sick/);
    assert.match(text, /The virtual node: \d pods? refused by ACI: ServiceUnavailable/);
    assert.match(text, /4 replicas have no tier that can run them/);
    assert.match(text, /That is after 1 minute/);
    assert.match(text, /before hook "healthy" failed: web is not healthy, so nothing was done/);
    assert.equal(await note(), "second");
    await stack.config("note", "second");
    await stack.run("refresh", "--yes", "--skip-preview");
    assert.equal((await health()).ready, 0);
  });

  test("comes home when all is well again, by running the same once more, and again after the hold-down", async () => {
    await cluster.fault("clear");
    await given({ image: "registry/web:2" });
    await awaited("the service at home", 600_000, async () => {
      await stack.run(...UP);
      return String(await told()) === "3,1" ? true : undefined;
    });
    await isAt(3, 1);
    assert.equal((await health()).tiers["vm"]?.isSick, false);
  });

  test("is let be while somebody holds it, and says so", async () => {
    await annotate("web-vm", "maintenance until noon");
    await given({ image: "registry/web:2", replicas: 6, vmReplicas: 4 });
    assert.match(await stack.run(...UP), /held by hand \(maintenance until noon\): nothing is moved or waited for/);
    assert.deepEqual(await told(), [3, 1]);
    assert.equal((await health()).held, "maintenance until noon");
    await annotate("web-vm", null);
    await stack.run(...UP);
    await isAt(4, 2);
  });

  test("loses nobody when failover is turned off, and on again", async () => {
    await stack.config("args", JSON.stringify({ image: "registry/web:2", replicas: 6, vmReplicas: 4 }));
    assert.equal(await fewestServing({ config: cluster.config, service: "web" }, () => stack.run(...UP)), 6);
    const { metadata } = await apps.readNamespacedDeployment({ name: "web-vm", ...NAMESPACE });
    const ours = Object.keys(metadata?.annotations ?? {}).filter((name) => name.startsWith("aks-elastic/"));
    assert.deepEqual(ours, ["aks-elastic/replicas"]);
    await given({ image: "registry/web:2", replicas: 6, vmReplicas: 4 });
    assert.equal(await fewestServing({ config: cluster.config, service: "web" }, () => stack.run(...UP)), 6);
    await isAt(4, 2);
  });
});
