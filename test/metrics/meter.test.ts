import assert from "node:assert/strict";
import { beforeEach, describe, test } from "node:test";
import type { KubernetesObject } from "../../sdk/kubernetes/object";
import type { Load } from "../../sandbox/metrics/load";
import { Meter } from "../../sandbox/metrics/meter";
import { vmLossLabel } from "../../sandbox/nodes/kwok-stages";
import { type ClusterFake, clusterFake, nodeFake, podFake, type PodFake } from "./cluster-fake";

const WEB = { "app.kubernetes.io/name": "web" };
const VIRTUAL = "virtual-node-aci-linux";
const WINDOW_SECONDS = 15;

interface Metered {
  readonly metadata: { readonly name: string; readonly labels: Readonly<Record<string, string>> };
  readonly timestamp: string;
  readonly window: string;
  readonly containers: readonly { readonly name: string; readonly usage: Readonly<Record<string, string>> }[];
}

describe("what pods and nodes use", () => {
  let cluster: ClusterFake;
  let loads: Load[];
  let virtualNodesAnswer: boolean;
  let meter: Meter;

  beforeEach(() => {
    cluster = clusterFake();
    loads = [];
    virtualNodesAnswer = true;
    cluster.nodes.push(nodeFake("vm-0"), nodeFake(VIRTUAL, { type: "virtual-kubelet" }));
    meter = new Meter({
      client: cluster.client,
      loads: () => loads,
      virtualNodesAnswer: () => virtualNodesAnswer,
      windowSeconds: WINDOW_SECONDS,
    });
  });

  const run = (...pods: readonly PodFake[]) => cluster.pods.push(...pods.map(podFake));
  const web = (name: string, pod: Partial<PodFake> = {}): PodFake => ({ name, labels: WEB, ...pod });
  const load = (cpu: string, memory?: string): void => {
    const given = { cluster: "/subscriptions/s/aks", namespace: "shop", service: "web", cpu };
    loads = [memory === undefined ? given : { ...given, memory }];
  };
  const usage = async (...namespace: readonly [] | readonly [string]) =>
    Object.fromEntries(
      ((await meter.pods({}, ...namespace)) as unknown as readonly Metered[]).map(({ metadata, containers }) => [
        metadata.name,
        containers.map(({ usage: { cpu, memory } }) => [cpu, memory]),
      ]),
    );
  const IDLE = ["1000000n", "20480Ki"];

  test("a pod without a load is idle", async () => {
    run({ name: "alone" });
    assert.deepEqual(await usage(), { alone: [IDLE] });
  });

  test("a load is shared by the Ready pods of its service on every node, and by nobody else", async () => {
    run(web("a"), web("b", { node: VIRTUAL }), { name: "other" }, web("elsewhere", { namespace: "test" }));
    load("3", "1Gi");
    const half = ["1500000000n", `${(512 + 20) * 1024}Ki`];
    assert.deepEqual(await usage(), { a: [half], b: [half], other: [IDLE], elsewhere: [IDLE] });
    assert.deepEqual(await usage("test"), { elsewhere: [IDLE] });
  });

  test("a pod that is not Ready, or is terminating, runs idle; the others have its share at the next read", async () => {
    run(web("ready"), web("unready", { isReady: false }), web("going", { isTerminating: true }));
    load("2");
    assert.deepEqual(await usage(), { ready: [["2000000000n", "20480Ki"]], unready: [IDLE], going: [IDLE] });
    cluster.pods.splice(1, 1, podFake(web("unready")));
    const half = [["1000000000n", "20480Ki"]];
    assert.deepEqual(await usage(), { ready: half, unready: half, going: [IDLE] });
  });

  test("only the first container serves, up to its limit, or all that the node has", async () => {
    run(web("limited", { limits: { cpu: "500m" }, sidecars: ["proxy"] }), web("unlimited"));
    load("20");
    assert.deepEqual(await usage(), {
      limited: [["500000000n", "20480Ki"], IDLE],
      unlimited: [["3860000000n", "20480Ki"]],
    });
  });

  test("a part of the pods is shown with the shares that they have among all of them", async () => {
    run(web("a", { labels: { ...WEB, tier: "vm" } }), web("b", { labels: { ...WEB, tier: "burst" } }));
    load("3");
    const chosen = await meter.pods({ labelSelector: "tier=vm" }, "shop");
    assert.deepEqual(
      (chosen as unknown as readonly Metered[]).map(({ metadata, containers }) => [metadata.name, containers]),
      [["a", [{ name: "app", usage: { cpu: "1500000000n", memory: "20480Ki" } }]]],
    );
  });

  test("it was measured just now, over the window", async () => {
    run(web("a"));
    const before = Math.floor(Date.now() / 1000) * 1000;
    const metrics = (await meter.pod("shop", "a")) as unknown as Metered;
    assert.ok(Date.parse(metrics.timestamp) >= before && Date.parse(metrics.timestamp) <= Date.now());
    assert.equal(metrics.window, "15s");
    assert.deepEqual(metrics.metadata.labels, WEB);
  });

  test("a pod that does not run, or whose node cannot be asked, has no metrics", async () => {
    cluster.nodes.push(nodeFake("lost", { [vmLossLabel]: "true" }));
    run(web("pending", { phase: "Pending" }), web("done", { phase: "Succeeded" }), web("silent", { node: "lost" }));
    run(web("burst", { node: VIRTUAL }), web("homeless", { node: "gone" }));
    assert.deepEqual(Object.keys(await usage()), ["burst"]);
    assert.equal(await meter.pod("shop", "silent"), undefined);
    virtualNodesAnswer = false;
    assert.deepEqual(await usage(), {});
  });

  test("a node uses what its pods use and something itself; of a virtual node nobody knows", async () => {
    run(web("a"), web("b"), web("c", { node: VIRTUAL }), web("unborn", { phase: "Pending" }));
    load("3", "3Gi");
    const nodes = await meter.nodes({});
    assert.deepEqual(
      nodes.map((node: KubernetesObject) => [node.metadata?.name, node["usage"]]),
      [["vm-0", { cpu: "2100000000n", memory: `${(1024 + 2 * (1024 + 20)) * 1024}Ki` }]],
    );
    assert.equal(await meter.node(VIRTUAL), undefined);
    assert.deepEqual((await meter.node("vm-0"))?.["usage"], nodes[0]?.["usage"]);
  });
});
