import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { KubernetesRequest } from "../../sdk/kubernetes/kubernetes-io";
import { MEMORY_ANNOTATION, parseMemory } from "../../sdk/failover/memory";
import { failoverTarget } from "../../sdk/failover/target";
import { TwoTiers } from "../cluster/two-tiers";
import { RealService } from "./real-service";

const WINDOW = 30;
/** A cold start takes a second, and the connector polls every five; a busy machine takes many more. */
const CAPACITY = 30;
const PATIENCE = 300;
const target = failoverTarget({
  service: "web",
  namespace: "shop",
  placement: { replicas: 6, vmReplicas: 4 },
  failover: { windowSeconds: WINDOW, holdDownSeconds: 30, coldStartSeconds: 30 },
});

describe("failover on a real control plane, with no more rights than it says it needs", () => {
  let cluster: TwoTiers;
  let service: RealService;

  before(async () => {
    cluster = await TwoTiers.up("failover");
    service = await RealService.create(target, cluster.config);
  });
  after(() => cluster.down());

  const atHome = (seconds: number, is: (ready: number) => unknown = () => undefined) =>
    service.until("the service at home", seconds, ({ vm, virtualNode, replicas }) => {
      is(vm + virtualNode);
      return vm === 4 && virtualNode === 2 && String(replicas) === "4,2";
    });

  test("gives the Deployments of a new service their replicas", async () => {
    await atHome(PATIENCE);
    assert.equal((await service.look()).decision.isSettled, true);
  });

  test("leaves VMs that are lost within the window, and comes home without one replica too few", async (context) => {
    await cluster.fault("vm-loss", "--pool", "user");
    const seconds = await service.until("all on the virtual node", PATIENCE, ({ virtualNode }) => virtualNode === 6);
    context.diagnostic(`all ready again on the virtual node after ${seconds.toFixed(1)} s`);
    assert.ok(seconds <= WINDOW + CAPACITY, `${seconds} s`);
    await service.until("no replicas on VMs", PATIENCE, ({ replicas }) => String(replicas) === "0,6");

    await cluster.fault("clear");
    let least = Infinity;
    await atHome(PATIENCE, (ready) => (least = Math.min(least, ready)));
    assert.ok(least >= 6, `${least} ready`);
  });

  test("leaves an ACI that refuses, and deletes what it refused", async () => {
    await cluster.fault("refuse", "1/1");
    const pods = { namespace: target.namespace, labelSelector: "aks-elastic/tier=virtual-node" };
    await cluster.core.deleteCollectionNamespacedPod(pods);
    const seconds = await service.until(
      "all on VMs",
      PATIENCE,
      ({ vm, replicas }) => vm === 6 && String(replicas) === "6,0",
    );
    assert.ok(seconds <= WINDOW + CAPACITY, `${seconds} s`);
    await cluster.fault("clear");
    await atHome(PATIENCE);
  });

  test("says on the Deployments and in Events what it did", async () => {
    const { metadata } = await service.apps.readNamespacedDeployment({ name: "web-vm", namespace: target.namespace });
    const memory = parseMemory(metadata?.annotations?.[MEMORY_ANNOTATION] ?? "");
    assert.deepEqual(
      memory?.moves.map(({ from, to, count }) => [from, to, count]),
      [
        ["vm", "virtual-node", 4],
        ["virtual-node", "vm", 4],
        ["virtual-node", "vm", 2],
        ["vm", "virtual-node", 2],
      ],
    );
    const { items } = await cluster.core.listNamespacedEvent({
      namespace: target.namespace,
      fieldSelector: "reason=FailoverMoved",
    });
    // On both Deployments.
    assert.equal(items.length, 8);
    assert.ok(items.every(({ source }) => source?.component === "aks-elastic-failover"));
  });

  const deployment = `/apis/apps/v1/namespaces/${target.namespace}/deployments/web-vm`;
  const REFUSED: readonly [title: string, request: KubernetesRequest][] = [
    [
      "change what pods run",
      { method: "PATCH", path: deployment, body: {}, contentType: "application/merge-patch+json" },
    ],
    ["delete a Deployment", { method: "DELETE", path: deployment }],
    ["create a pod", { method: "POST", path: `/api/v1/namespaces/${target.namespace}/pods`, body: {} }],
    ["read secrets", { method: "GET", path: `/api/v1/namespaces/${target.namespace}/secrets` }],
    ["scale another Deployment", { method: "PUT", path: deployment.replace("web-vm", "shop") + "/scale", body: {} }],
    ["see pods elsewhere", { method: "GET", path: "/api/v1/namespaces/kube-system/pods" }],
    ["cordon a node", { method: "PATCH", path: "/api/v1/nodes/virtual-node-aci-linux", body: {} }],
  ];
  for (const [title, request] of REFUSED) {
    test(`may not ${title}`, async () => {
      assert.equal((await service.client.request(request)).status, 403);
    });
  }

  test("changes neither spec nor labels by the status of a Deployment", async () => {
    const { status } = await service.client.request({
      method: "PATCH",
      path: `${deployment}/status`,
      contentType: "application/merge-patch+json",
      body: { metadata: { labels: { mine: "true" } }, spec: { replicas: 0 } },
    });
    assert.equal(status, 200);
    const { metadata, spec } = await service.apps.readNamespacedDeployment({
      name: "web-vm",
      namespace: target.namespace,
    });
    assert.deepEqual([metadata?.labels?.["mine"], spec?.replicas], [undefined, 4]);
  });
});
