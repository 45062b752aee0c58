import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { reconcile } from "../../sdk/failover/reconcile-io";
import { WatchedObjects } from "../../sdk/failover/watched-objects-io";
import { ScriptedApi } from "../kubernetes/scripted-api";
import { awaited } from "../waiting";
import { recordedObjects } from "./recorded";
import { web } from "./sights";

const target = web({ placement: { replicas: 6, vmReplicas: 4 } });
const well = recordedObjects("all-ready");
const refused = recordedObjects("refused-by-aci");

/** An API server that has what was recorded of a service that is well. */
function apiServer(): ScriptedApi {
  const kinds: readonly (readonly [RegExp, readonly unknown[]])[] = [
    [/\/deployments$/, well.deployments],
    [/\/pods$/, well.pods],
    [/\/nodes$/, well.nodes],
    [/\/leases$/, well.leases],
    [/\/poddisruptionbudgets$/, []],
  ];
  return new ScriptedApi(({ path }) => {
    const items = kinds.find(([pattern]) => pattern.test(path))?.[1];
    if (items === undefined) return { status: 404, body: {}, date: new Date(well.at) };
    return { body: { metadata: { resourceVersion: "9" }, items }, date: new Date(well.at) };
  });
}

describe("a reconcile by what is known without asking", () => {
  test("asks before it does anything, and does nothing where what it knew is not so", async () => {
    const api = apiServer();
    const known = { ...refused, at: well.at };
    const { decision, applied } = await reconcile(api.client, target, { known: () => known });
    assert.deepEqual(applied, { outcome: "applied", did: [] });
    assert.equal(decision.health["virtual-node"]?.isSick, false, "it went by what it knew");
    assert.ok(api.requests.length > 0);
    assert.ok(api.requests.every(({ method }) => method === "GET"));
  });

  test("asks nobody where there is nothing to do", async () => {
    const api = apiServer();
    const { decision } = await reconcile(api.client, target, { known: () => well });
    assert.equal(decision.isSettled, true);
    assert.deepEqual(api.requests, []);
  });
});

describe("the objects of a service, watched", () => {
  test("are those that are listed, and missing until all of them are known", async () => {
    const api = apiServer();
    const watched = new WatchedObjects(api.client, target, { onChange: () => undefined, clock: () => 0 });
    try {
      assert.equal(watched.known(target).missing.length, 5);
      await awaited("all objects", 5_000, () => Promise.resolve(watched.missing.length === 0 ? true : undefined));
      const { pods, nodes, deployments, at } = watched.known(target);
      assert.deepEqual([pods.length, nodes.length, deployments.length], [6, well.nodes.length, 2]);
      assert.equal(at, well.at);
    } finally {
      watched.stop();
    }
  });

  test("are missing when a watch is down for more than 3 s, and all when nothing was heard for more than 8", async () => {
    const api = apiServer();
    const own = { now: 0 };
    const watched = new WatchedObjects(api.client, target, { onChange: () => undefined, clock: () => own.now });
    try {
      await awaited("all objects", 5_000, () => Promise.resolve(watched.missing.length === 0 ? true : undefined));
      own.now = 7_000;
      assert.deepEqual(watched.missing, []);
      api.accepts = false;
      api.watches.find(({ path }) => path.endsWith("/pods"))?.send("broken");
      await awaited("another watch of pods", 5_000, () =>
        Promise.resolve(api.watches.filter(({ path }) => path.endsWith("/pods"))[1]),
      );
      own.now = 10_500;
      assert.deepEqual(watched.missing, ["the API server at https://api gives no answer"]);
      await watched.client.request({ method: "GET", path: "/api/v1/nodes" });
      assert.equal(watched.missing.length, 1, "the watch of pods is still down");
    } finally {
      watched.stop();
    }
  });

  test("are read with no more than failover needs of each", async () => {
    const api = apiServer();
    const watched = new WatchedObjects(api.client, target, { onChange: () => undefined, clock: () => 0 });
    try {
      await awaited("all objects", 5_000, () => Promise.resolve(watched.missing.length === 0 ? true : undefined));
      const [pod] = watched.known(target).pods;
      assert.deepEqual(
        Object.keys(pod?.metadata ?? {}).filter((field) => field === "managedFields"),
        [],
      );
      assert.deepEqual(Object.keys(pod?.spec ?? {}), ["nodeName"]);
    } finally {
      watched.stop();
    }
  });
});
