import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { decide } from "../../sdk/failover/decide";
import { NO_MEMORY, type FailoverMemory } from "../../sdk/failover/memory";
import type { FailoverTarget } from "../../sdk/failover/target";
import { apply } from "../../sdk/failover/apply-io";
import { apiServer, NAMESPACE } from "./api-server";
import { silentVms } from "./looks";
import { AT, seconds, sight, type TierSight, web } from "./sights";

const bounds = { vm: { min: 2, max: 8 }, "virtual-node": { min: 0, max: 52 } };

function scaled(engine: "hpa" | "keda", rest: object = {}): FailoverTarget {
  return web({ placement: { replicas: 2, vmReplicas: 8 }, autoscale: { engine, bounds }, ...rest });
}

/** Where the autoscalers have put twelve replicas. */
const atHome = (engine: "hpa" | "keda"): Record<"vm" | "virtual-node", TierSight> => ({
  vm: { replicas: 8, autoscaler: bounds.vm },
  "virtual-node": { replicas: 4, autoscaler: { min: engine === "hpa" ? 1 : 0, max: 52 } },
});

const dead: TierSight = { ...silentVms(60, AT), pods: { unready: 8 }, autoscaler: bounds.vm };

describe("a service whose replicas autoscalers own", () => {
  test("is left to them where all is well", () => {
    for (const kind of ["hpa", "keda"] as const) {
      const decision = decide(sight(atHome(kind)), scaled(kind));
      assert.deepEqual([decision.action, decision.step, decision.bounds], ["steady", undefined, {}]);
      assert.equal(decision.wanted, 12);
      assert.equal(decision.home, undefined);
    }
  });

  test("moves as many as there are, and lets the virtual node's autoscaler go as far as both did", () => {
    const decision = decide(sight({ ...atHome("hpa"), vm: dead }), scaled("hpa"));
    assert.deepEqual(decision.step?.after, { vm: 0, "virtual-node": 12 });
    assert.deepEqual(decision.bounds, {
      // A HorizontalPodAutoscaler leaves a Deployment without replicas alone, and takes no 0.
      vm: { min: 1, max: 1, isPaused: false },
      "virtual-node": { min: 2, max: 60, isPaused: false },
    });
  });

  test("pauses the ScaledObject of a tier that is to have none", () => {
    const decision = decide(sight({ ...atHome("keda"), vm: dead }), scaled("keda"));
    assert.deepEqual(decision.bounds["vm"], { min: 0, max: 1, isPaused: true });
  });

  test("lets no autoscaler take what is not replaced yet: a maximum follows its tier down", () => {
    const silent: TierSight = { ...silentVms(31, AT), autoscaler: bounds.vm };
    const decision = decide(sight({ ...atHome("hpa"), vm: silent }), scaled("hpa"));
    assert.deepEqual(decision.step?.after, { vm: 8, "virtual-node": 12 });
    assert.equal(decision.bounds["vm"]?.max, 8);
  });

  test("counts what it has made as what it will take, whatever the autoscalers do meanwhile", () => {
    const limit = { max: 0, since: AT - seconds(10), because: "dead" };
    const memory: FailoverMemory = {
      ...NO_MEMORY,
      seen: AT - seconds(5),
      tiers: { vm: { isSick: true, since: AT - seconds(60), finding: "nodesDown", limit, relapses: 0 } },
      step: {
        at: AT - seconds(10),
        wanted: 12,
        before: { vm: 8, "virtual-node": 4 },
        after: { vm: 8, "virtual-node": 12 },
      },
    };
    const silent: TierSight = { ...silentVms(45, AT), autoscaler: { min: 1, max: 8 } };
    const both = (virtualNode: number) => ({
      vm: silent,
      "virtual-node": { replicas: virtualNode, autoscaler: { min: 2, max: 60 } },
    });
    const decision = decide(sight(both(12), { memory }), scaled("hpa"));
    assert.equal(decision.wanted, 12);
    assert.deepEqual(decision.step?.after, { vm: 0, "virtual-node": 12 });
    // Its autoscaler wants three more.
    assert.equal(decide(sight(both(15), { memory }), scaled("hpa")).wanted, 15);
    // The step was not done.
    assert.equal(decide(sight(both(4), { memory }), scaled("hpa")).wanted, 12);
  });

  test("loses none twice where a tier is well again in the middle of a move, and an autoscaler takes what is too many", () => {
    const limit = { max: 1, since: AT - seconds(20), because: "dead" };
    const remembered = (isSick: boolean): FailoverMemory => ({
      ...NO_MEMORY,
      seen: AT - seconds(2),
      tiers: { vm: { isSick, since: AT - seconds(isSick ? 60 : 3), limit, relapses: 0, finding: "nodesDown" } },
      step: {
        at: AT - seconds(6),
        wanted: 6,
        before: { vm: 2, "virtual-node": 6 },
        after: { vm: 1, "virtual-node": 6 },
      },
    });
    const taken = { replicas: 5, autoscaler: { min: 1, max: 60 } };
    const last = { replicas: 1, autoscaler: { min: 1, max: 1 } };
    const well = decide(sight({ vm: last, "virtual-node": taken }, { memory: remembered(false) }), scaled("hpa"));
    assert.deepEqual([well.wanted, well.step], [6, undefined]);
    // Where none of it serves, its autoscaler does not see it, and wants fewer.
    const silent: TierSight = { ...silentVms(60, AT), ...last, pods: { unready: 1 } };
    const sick = decide(sight({ vm: silent, "virtual-node": taken }, { memory: remembered(true) }), scaled("hpa"));
    assert.deepEqual([sick.wanted, sick.step?.after], [5, { vm: 0, "virtual-node": 5 }]);
  });

  test("gets its bounds back when the tier is well, and a tier that sleeps is woken", () => {
    const limit = { max: 0, since: AT - seconds(900), because: "dead" };
    const memory: FailoverMemory = {
      ...NO_MEMORY,
      seen: AT - seconds(10),
      tiers: { vm: { isSick: false, since: AT - seconds(301), limit, relapses: 0 } },
    };
    const away = {
      vm: { replicas: 0, pods: {}, autoscaler: { min: 1, max: 1 } },
      "virtual-node": { replicas: 12, autoscaler: { min: 2, max: 60 } },
    };
    const decision = decide(sight(away, { memory }), scaled("hpa"));
    assert.deepEqual(decision.step?.after, { vm: 2, "virtual-node": 12 });
    assert.deepEqual(decision.bounds, {
      vm: { min: 2, max: 8, isPaused: false },
      // Its minimum goes down when the others are ready.
      "virtual-node": { min: 2, max: 52, isPaused: false },
    });
    const awake = { ...away, vm: { replicas: 2, autoscaler: bounds.vm } };
    const later = decide(sight(awake, { memory: decision.memory, at: AT + seconds(10) }), scaled("hpa"));
    assert.deepEqual(later.bounds["virtual-node"], { min: 1, max: 52, isPaused: false });
  });

  test("gets the bounds that its program has changed, also where all is well", () => {
    const at = (vm: number, virtualNode: number) =>
      sight({
        vm: { replicas: vm, autoscaler: { min: 1, max: 5 } },
        "virtual-node": { replicas: virtualNode, autoscaler: { min: 3, max: 90 } },
      });
    // A minimum goes down where as many are ready as there must be, and a maximum at once: the autoscaler follows it.
    assert.deepEqual(decide(at(5, 4), scaled("hpa")).bounds, {
      vm: { min: 2, max: 8, isPaused: false },
      "virtual-node": { min: 1, max: 52, isPaused: false },
    });
    // Those who are missing are made by the autoscaler that is told so, and the others stay until then.
    assert.deepEqual(decide(at(1, 4), scaled("hpa")).bounds, {
      vm: { min: 2, max: 8, isPaused: false },
      "virtual-node": { min: 3, max: 52, isPaused: false },
    });
  });

  test("leaves a tier that is to have none at any time, whose autoscaler would keep one", () => {
    const most = { vm: { min: 2, max: 8 }, "virtual-node": { min: 0, max: 0 } };
    const target = web({
      placement: { replicas: 2, vmReplicas: 8, virtualNodeReplicas: 0 },
      autoscale: { engine: "hpa", bounds: most },
    });
    const at = (vm: number, virtualNode: number) =>
      decide(
        sight({
          vm: { replicas: vm, autoscaler: most.vm },
          "virtual-node": { replicas: virtualNode, autoscaler: { min: 1, max: 1 } },
        }),
        target,
      );
    // As it is when both Deployments have just been made, with one replica each.
    assert.deepEqual(at(1, 1).step?.after, { vm: 2, "virtual-node": 1 });
    assert.deepEqual(at(3, 1).goal, { vm: 4, "virtual-node": 0 });
    // As it is when the VMs are well again: nobody is lost who has room there.
    assert.deepEqual(at(2, 5).goal, { vm: 7, "virtual-node": 0 });
    assert.deepEqual(at(2, 12).goal, { vm: 8, "virtual-node": 0 });
    assert.deepEqual([at(8, 0).step, at(8, 0).action], [undefined, "steady"]);
  });

  test("is told more before its Deployments are, and less after", async () => {
    const target = scaled("hpa");
    const observation = sight({ ...atHome("hpa"), vm: dead });
    const { client, lines, sent } = apiServer();
    await apply(client, { target, observation, decision: decide(observation, target) });
    const autoscalers = "PATCH /apis/autoscaling/v2/namespaces/default/horizontalpodautoscalers";
    assert.deepEqual(lines().slice(2, 6), [
      `${autoscalers}/web-virtual-node`,
      `PUT ${NAMESPACE}/deployments/web-virtual-node/scale`,
      `PUT ${NAMESPACE}/deployments/web-vm/scale`,
      `${autoscalers}/web-vm`,
    ]);
    assert.deepEqual(sent[2]?.body, {
      metadata: { resourceVersion: "1" },
      spec: { minReplicas: 2, maxReplicas: 60 },
    });
  });

  test("of KEDA is paused by its annotation", async () => {
    const target = scaled("keda");
    const observation = sight({ ...atHome("keda"), vm: dead });
    const { client, sent } = apiServer();
    await apply(client, { target, observation, decision: decide(observation, target) });
    const paused = sent.find(({ path }) => path.endsWith("/scaledobjects/web-vm"));
    assert.deepEqual(paused?.body, {
      metadata: { resourceVersion: "1", annotations: { "autoscaling.keda.sh/paused": "true" } },
      spec: { minReplicaCount: 0, maxReplicaCount: 1 },
    });
  });
});
