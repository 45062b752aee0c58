import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, test } from "node:test";
import * as actions from "../../components/dynamic/canary-release-actions";
import type { CanaryReleaseState } from "../../components/dynamic/canary-release-state";
import { canaryState } from "../sdk/canary-states";
import { canaryDouble, deploymentOf, type CanaryDouble } from "./canary-double";
import { failureOf, ID, inputs, PROBE, state, UNKNOWN } from "./canary-inputs";

let cluster: CanaryDouble;

beforeEach(async () => {
  cluster = await canaryDouble();
  cluster.shop.tiers = [deploymentOf("vm", "tier-1")];
  cluster.shop.pods = canaryState("virtual-node-ready").pods;
});
afterEach(() => {
  cluster.close();
});

describe("a canary that a killed run left behind", () => {
  test("is taken away before a new template is tried", async () => {
    cluster.shop.canary = deploymentOf("canary", "left");
    await actions.update(ID, state(cluster), inputs(cluster));
    assert.deepEqual(cluster.deployments(), ["DELETE left", "POST uid-1", "DELETE uid-1"]);
  });

  test("is found by a refresh, and taken away by the next up, also where the template is that of before", async () => {
    cluster.shop.canary = deploymentOf("canary", "left");
    const { props } = await actions.read(ID, state(cluster));
    assert.deepEqual(props, { ...state(cluster), isLeftOver: true });
    const same = inputs(cluster, { templateHash: "one" });
    assert.equal((await actions.diff(ID, props as CanaryReleaseState, same)).changes, true);
    const { outs } = await actions.update(ID, props, same);
    assert.deepEqual(outs, state(cluster));
    assert.deepEqual(cluster.deployments(), ["DELETE left"]);
    assert.deepEqual((await actions.read(ID, state(cluster))).props, { ...state(cluster), isLeftOver: false });
  });

  test("is taken away with the resource", async () => {
    cluster.shop.canary = deploymentOf("canary", "left");
    await actions.delete(ID, state(cluster));
    assert.deepEqual(cluster.deployments(), ["DELETE left"]);
    await actions.delete(ID, state(cluster));
  });

  test("is somebody else's where it has not the labels of one, and is left alone", async () => {
    cluster.shop.canary = deploymentOf("canary", "theirs", {});
    const { message } = await failureOf(actions.update(ID, state(cluster), inputs(cluster)));
    assert.match(message, /^upgrade of web: the Deployment web-canary in namespace shop is not a canary of it/);
    assert.deepEqual(cluster.changes(), []);
  });
});

describe("the resource of a canary", () => {
  test("goes with a cluster whose name is gone", async () => {
    const kubeconfig = cluster.kubeconfig.replace(cluster.host, "no-such-cluster.invalid");
    await actions.delete(ID, state(cluster, { kubeconfig }));
  });

  test("keeps its state where a refresh gets no answer", async () => {
    cluster.close();
    assert.deepEqual(await actions.read(ID, state(cluster)), { id: ID, props: state(cluster) });
    cluster = await canaryDouble();
  });

  test("does not change with the code's text in the state, the steps, or the order of a probe's members", async () => {
    const { path, ...rest } = PROBE;
    const olds = state(cluster, { templateHash: "two", probe: { ...rest, path } });
    const news = inputs(cluster, { probe: PROBE, steps: ["another"], __provider: "new text" });
    assert.deepEqual(await actions.diff(ID, olds, news), { changes: false, replaces: [] });
  });

  test("keeps another verifySeconds without a canary", async () => {
    const news = inputs(cluster, { templateHash: "one", verifySeconds: 60 });
    assert.deepEqual(await actions.diff(ID, state(cluster), news), { changes: true, replaces: [] });
    assert.deepEqual((await actions.update(ID, state(cluster), news)).outs, state(cluster, { verifySeconds: 60 }));
    assert.deepEqual(cluster.changes(), []);
  });

  test("is another one in another namespace or cluster, and the same with renewed credentials", async () => {
    const diff = (parts: Partial<CanaryReleaseState>) =>
      actions.diff(ID, state(cluster), inputs(cluster, { templateHash: "one", ...parts }));
    assert.deepEqual(await diff({ namespace: "other" }), { changes: true, replaces: ["namespace"] });
    assert.deepEqual(await diff({ kubeconfig: cluster.kubeconfig.replace("hunter2", "hunter3") }), {
      changes: true,
      replaces: [],
    });
    const elsewhere = cluster.kubeconfig
      .replace("https://127", "https://128")
      .replace(/(authority-data":")[^"]+/, "$1T1RIRVI=");
    assert.deepEqual(await diff({ kubeconfig: elsewhere }), { changes: true, replaces: ["kubeconfig"] });
    assert.deepEqual(await diff({ kubeconfig: UNKNOWN, namespace: UNKNOWN }), { changes: true, replaces: [] });
  });

  test("refuses wrong inputs, and does not mind those that are not known yet", async () => {
    const wrong = {
      kubeconfig: "token: [hunter2",
      canaryReplicas: 0,
      verifySeconds: -1,
      probe: { path: "healthz" },
      template: "web",
    };
    const { failures = [] } = await actions.check(
      {},
      inputs(cluster, { timeoutMinutes: 10, ...(wrong as unknown as Partial<CanaryReleaseState>) }),
    );
    assert.deepEqual(
      failures.map(({ property }) => property),
      ["kubeconfig", "template", "canaryReplicas", "verifySeconds", "probe.path", "probe.port"],
    );
    assert.ok(!JSON.stringify(failures).includes("hunter2"), JSON.stringify(failures));
    const unknown = { kubeconfig: UNKNOWN, templateHash: UNKNOWN, template: UNKNOWN, probe: UNKNOWN };
    const { failures: none } = await actions.check(
      {},
      inputs(cluster, { timeoutMinutes: 10, ...(unknown as unknown as Partial<CanaryReleaseState>) }),
    );
    assert.equal(none, undefined);
  });

  test("says the steps that are known where a new template comes, and only there", async (context) => {
    const said = context.mock.method(console, "error", () => undefined);
    await actions.diff(ID, state(cluster), inputs(cluster, { templateHash: "one" }));
    await actions.diff(ID, state(cluster), inputs(cluster, { namespace: "other" }));
    assert.equal(said.mock.callCount(), 0);
    await actions.diff(ID, state(cluster), inputs(cluster, { templateHash: UNKNOWN }));
    assert.deepEqual(
      said.mock.calls.map(({ arguments: [line] }) => String(line)),
      ["upgrade of web:\n  1. 1 canary of web:2 on the virtual node\n  2. then VMs"],
    );
  });
});
