import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, mock, test } from "node:test";
import * as actions from "../../components/dynamic/failover-actions";
import type { FailoverState } from "../../components/dynamic/failover-state";
import { HOLD_ANNOTATION, MEMORY_ANNOTATION } from "../../sdk/failover/memory";
import { autoscaler, failoverDouble, TARGET, type FailoverDouble } from "./failover-double";

const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const ID = "default/web";
const HOME = { vm: 4, "virtual-node": 2 };

let cluster: FailoverDouble;
let said: string[];

async function standing(recorded: string): Promise<FailoverDouble> {
  cluster = await failoverDouble(recorded);
  return cluster;
}

beforeEach(() => {
  said = [];
  mock.method(console, "error", (line: string) => void said.push(line));
});
afterEach(() => {
  cluster.close();
  mock.restoreAll();
});

/** The state after an update on the cluster as it is. */
const settledState = async (): Promise<FailoverState> => {
  const { outs } = await actions.create(cluster.state());
  assert.ok(outs !== undefined);
  said = [];
  return outs;
};

describe("a service that is at home", () => {
  beforeEach(() => standing("all-ready"));

  test("is settled at once, and nothing is written", async () => {
    const { id, outs } = await actions.create(cluster.state());
    assert.equal(id, ID);
    assert.deepEqual(outs?.placement, HOME);
    assert.deepEqual(outs.health, {
      summary: "6 of 6 replicas ready; 4 on VMs, 2 on the virtual node",
      wanted: 6,
      ready: 6,
      isSettled: true,
      tiers: {
        vm: { isSick: false, replicas: 4, ready: 4 },
        "virtual-node": { isSick: false, replicas: 2, ready: 2 },
      },
      reasons: [],
    });
    assert.deepEqual([cluster.changes(), said], [[], []]);
  });

  test("is no difference where its inputs are the same, whatever the order in which the state has its health", async () => {
    const state = await settledState();
    const { vm, "virtual-node": virtualNode } = state.health?.tiers ?? {};
    assert.ok(state.health && vm && virtualNode);
    const health = { ...state.health, tiers: { "virtual-node": virtualNode, vm } };
    assert.deepEqual(await actions.diff(ID, { ...state, health }, cluster.state()), { changes: false, replaces: [] });
    assert.deepEqual(said, []);
  });

  test("is one where its plan, its pods or its kubeconfig are others, and another one elsewhere", async () => {
    const state = await settledState();
    const differs = async (more: Partial<FailoverState>) => actions.diff(ID, state, cluster.state(more));
    const target = { ...TARGET, placement: { replicas: 7, vmReplicas: 4 } };
    assert.deepEqual(await differs({ target }), { changes: true, replaces: [] });
    assert.deepEqual(await differs({ versions: { vm: "two" } }), { changes: true, replaces: [] });
    assert.deepEqual(await differs({ timeoutMinutes: 5 }), { changes: false, replaces: [] });
    const elsewhere = { ...TARGET, namespace: "shop" };
    assert.deepEqual(await differs({ target: elsewhere }), { changes: true, replaces: ["target"] });
  });

  test("is not looked at in a preview that does not know where or what it is", async () => {
    const state = await settledState();
    cluster.asked.length = 0;
    for (const more of [{ kubeconfig: UNKNOWN }, { target: UNKNOWN as never }])
      assert.deepEqual(await actions.diff(ID, state, cluster.state(more)), { changes: true, replaces: [] });
    const { failures } = await actions.check(
      {},
      cluster.state({ kubeconfig: UNKNOWN, target: UNKNOWN as never, timeoutMinutes: 1 }),
    );
    assert.deepEqual([failures, cluster.asked], [undefined, []]);
  });

  test("refuses a target that cannot be followed", async () => {
    const target = { ...TARGET, placement: { replicas: -1 }, failover: { rate: 0 } };
    const { failures } = await actions.check({}, cluster.state({ target, timeoutMinutes: 0 }));
    assert.deepEqual(failures, [
      { property: "target.replicas", reason: "must be a whole number from 0 to 100000; got -1" },
      { property: "target.failover.rate", reason: "must be a whole number from 1 to 1000; got 0" },
      { property: "timeoutMinutes", reason: "must be a whole number from 1 to 1440; got 0" },
    ]);
  });

  test("is waited for until its new version runs on all tiers, and otherwise that is what is missing", async () => {
    const [first, ...others] = cluster.objects.deployments;
    assert.ok(first);
    const status = { ...first.status, observedGeneration: 0 };
    cluster.objects = { ...cluster.objects, deployments: [{ ...first, status }, ...others] };
    await assert.rejects(
      actions.update(ID, cluster.state(), cluster.state()),
      (error: Error & { properties?: FailoverState }) => {
        assert.match(error.message, /: the new version has not replaced the old one yet\./);
        assert.match(error.message, /then run `pulumi up` again\.$/);
        assert.deepEqual(error.properties?.placement, HOME);
        return true;
      },
    );
  });

  test("is forgotten when all of it is gone", async () => {
    const state = await settledState();
    cluster.objects = { ...cluster.objects, deployments: [], pods: [] };
    assert.deepEqual(await actions.read(ID, state), { id: "" });
  });

  test("stays in the state as it was where it cannot be seen", async () => {
    const state = await settledState();
    cluster.refusal = { status: 403, body: { kind: "Status", message: "pods is forbidden" } };
    assert.deepEqual(await actions.read(ID, state), { id: ID, props: state });
    assert.match(said.join("\n"), /forbidden.*; the state stays as it is/);
    assert.equal((await actions.diff(ID, state, cluster.state())).changes, false);
  });

  test("is let be while somebody holds it, and that is said", async () => {
    const state = await settledState();
    cluster.annotate(HOLD_ANNOTATION, "until noon");
    const target = { ...TARGET, placement: { replicas: 9, vmReplicas: 4 } };
    const { outs } = await actions.update(ID, state, cluster.state({ target }));
    assert.equal(outs?.health?.held, "until noon");
    assert.deepEqual(said, ["warning: failover of web is held by hand (until noon): nothing is moved or waited for"]);
    assert.deepEqual(cluster.changes(), []);
  });

  test("gets back the bounds of its autoscalers when it does not fail over any more, and nothing is remembered", async () => {
    cluster.annotate(
      MEMORY_ANNOTATION,
      JSON.stringify({ revision: 3, tiers: {}, moves: [], creates: [], retries: {} }),
    );
    const bounds = { vm: { min: 4, max: 4 }, "virtual-node": { min: 2, max: 20 } };
    const autoscalers = [autoscaler("vm", 1, 1), autoscaler("virtual-node", 2, 20)];
    cluster.objects = { ...cluster.objects, autoscalers };
    await actions.delete(ID, cluster.state({ target: { ...TARGET, autoscale: { engine: "hpa", bounds } } }));
    const [remembering] = cluster.objects.deployments;
    assert.deepEqual(cluster.changes(), [
      [
        "PATCH /apis/autoscaling/v2/namespaces/default/horizontalpodautoscalers/web-vm",
        { metadata: { resourceVersion: "7" }, spec: { minReplicas: 4, maxReplicas: 4 } },
      ],
      [
        `PATCH /apis/apps/v1/namespaces/default/deployments/${remembering?.metadata.name ?? ""}/status`,
        { metadata: { annotations: { [MEMORY_ANNOTATION]: null } } },
      ],
    ]);
  });

  test("goes with its cluster", async () => {
    const kubeconfig = cluster.state().kubeconfig.replace(/127\.0\.0\.1:\d+/, "gone.invalid");
    await actions.delete(ID, cluster.state({ kubeconfig }));
    assert.deepEqual(said, ["https://gone.invalid gives no answer, so its services are gone with it"]);
  });
});

describe("a service whose VMs are lost", () => {
  beforeEach(async () => {
    const { objects } = await standing("pool-given-up");
    cluster.objects = { ...objects, at: objects.at + 30_000 };
  });

  test("would be moved: a preview says what and why", async () => {
    const state = cluster.state();
    assert.deepEqual(await actions.diff(ID, state, state), { changes: true, replaces: [] });
    const [report = ""] = said;
    assert.match(report, /^failover of web: \d of 6 replicas ready; vm is sick; /);
    assert.match(report, /\n {2}VMs: all 6 nodes for it: given up by Kubernetes, for \d+ s\./);
    assert.match(report, /moving to 0 on VMs, 6 on the virtual node/);
    assert.deepEqual(cluster.changes(), []);
  });

  test("would be moved later, where the window is not over: a preview says that too", async () => {
    const target = { ...TARGET, failover: { windowSeconds: 3600 } };
    await actions.diff(ID, cluster.state({ target }), cluster.state({ target }));
    assert.match(said.join("\n"), /It is acted on in \d+ s if it stays so\./);
    assert.match(said.join("\n"), /If it stays so, they move to 0 on VMs, 6 on the virtual node\./);
  });

  test("is news where the state has it as well, and a refresh tells it", async () => {
    const { props } = await actions.read(ID, cluster.state());
    assert.equal(props?.health?.tiers["vm"]?.isSick, true);
    assert.equal(props.health.isSettled, false);
    assert.deepEqual(cluster.changes(), []);
  });

  test("is moved step by step, which is said, and is no success before it is ready", async () => {
    const error = await actions.create(cluster.state()).then(
      () => undefined,
      (failure: unknown) => failure as Error & { id?: string; properties?: FailoverState },
    );
    assert.match(said.join("\n"), /failover of web: .*web-virtual-node: 2 → \d replicas/);
    assert.match(error?.message ?? "", /of 6 replicas ready; vm is sick/);
    assert.equal(error?.id, ID);
    assert.equal(error.properties?.health?.isSettled, false);
    assert.equal(error.message.includes("hunter2"), false);
  });
});
