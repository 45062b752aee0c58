import assert from "node:assert/strict";
import { after, before, beforeEach, describe, test } from "node:test";
import * as actions from "../../components/dynamic/replica-handover-actions";
import { awaited } from "../waiting";
import { httpsDouble, kubeconfigOf, type Answer, type Asked, type HttpsDouble } from "./https-double";

interface Deployment {
  readonly metadata: {
    readonly name: string;
    readonly annotations?: Readonly<Record<string, string>>;
    readonly deletionTimestamp?: string;
  };
  readonly spec: { readonly replicas?: number };
}

const DEPLOYMENTS = "/apis/apps/v1/namespaces/shop/deployments";

describe("the replicas of Deployments", () => {
  const deployments = new Map<string, Deployment>();
  let looks = 0;
  const changes: (readonly [request: string, body: unknown])[] = [];
  let double: HttpsDouble;

  const answer = ({ method, path, query, body }: Asked): Answer => {
    const name = path.slice(DEPLOYMENTS.length + 1).replace("/scale", "");
    if (method !== "GET") {
      const manager = query.get("fieldManager");
      changes.push([`${method} ${path}${manager === null ? "" : ` as ${manager}`}`, JSON.parse(body)]);
      return { status: 200, body: {} };
    }
    looks += 1;
    const found = deployments.get(name);
    return found === undefined ? { status: 404, body: { kind: "Status" } } : { status: 200, body: found };
  };

  before(async () => {
    double = await httpsDouble(answer);
  });
  beforeEach(() => {
    deployments.clear();
    changes.length = 0;
    looks = 0;
  });
  after(() => {
    double.close();
  });

  const inputs = (fewest: Readonly<Record<string, number>>) => ({
    kubeconfig: kubeconfigOf(double),
    namespace: "shop",
    fewest,
  });
  const has = (name: string, replicas: number, metadata: Omit<Deployment["metadata"], "name"> = {}) => {
    deployments.set(name, { metadata: { name, ...metadata }, spec: { replicas } });
  };
  const applied = (name: string, replicas: number) => [
    `PATCH ${DEPLOYMENTS}/${name} as aks-elastic-handover`,
    { apiVersion: "apps/v1", kind: "Deployment", metadata: { name, namespace: "shop" }, spec: { replicas } },
  ];

  test("are taken over as they are, or with the fewest, and those that are still to be made are left to be", async () => {
    has("web-vm", 8);
    has("web-virtual-node", 0);
    await actions.create(inputs({ "web-vm": 3, "web-virtual-node": 1, "web-spot": 2 }));
    assert.deepEqual(changes, [applied("web-vm", 8), applied("web-virtual-node", 1)]);
  });

  test("are what the program says again once they are given back", async () => {
    has("web-vm", 20, { annotations: { "aks-elastic/replicas": "5" } });
    has("web-virtual-node", 3, { annotations: { "aks-elastic/replicas": "3" } });
    await actions.delete("id", inputs({ "web-vm": 3, "web-virtual-node": 1, "web-spot": 2 }));
    assert.deepEqual(changes, [[`PATCH ${DEPLOYMENTS}/web-vm/scale`, { spec: { replicas: 5 } }]]);
  });

  test("stay as they are where the program says nothing of them: they go with their service", async () => {
    has("web-vm", 20);
    await actions.delete("id", inputs({ "web-vm": 3 }));
    assert.deepEqual(changes, []);
  });

  test("of Deployments that are on their way out are left alone, and those are waited for", async () => {
    has("web-vm", 20, {
      annotations: { "aks-elastic/replicas": "5" },
      deletionTimestamp: "2025-11-25T12:00:00Z",
    });
    const done = actions.delete("id", inputs({ "web-vm": 0 }));
    await awaited("two looks after the first", 5_000, () => Promise.resolve(looks >= 3 || undefined));
    assert.equal(await Promise.race([done.then(() => "done"), Promise.resolve("waits")]), "waits");
    deployments.delete("web-vm");
    await done;
    assert.deepEqual(changes, []);
  });

  test("are gone with a cluster that gives no answer, which is asked once for all of them", async (t) => {
    const said: unknown[] = [];
    t.mock.method(console, "error", (line: unknown) => said.push(line));
    const state = inputs({ "web-vm": 3, "web-virtual-node": 1 });
    await actions.delete("id", { ...state, kubeconfig: state.kubeconfig.replace(/127\.0\.0\.1:\d+/, "gone.invalid") });
    assert.deepEqual(said, ["https://gone.invalid gives no answer, so its Deployments are gone with it"]);
  });

  test("are taken over with none where a tier has been left", async () => {
    has("web-vm", 0);
    await actions.create(inputs({ "web-vm": 0 }));
    assert.deepEqual(changes, [applied("web-vm", 0)]);
  });

  test("are no drift, whatever an autoscaler has made of them", async () => {
    const state = inputs({ "web-vm": 3 });
    assert.deepEqual(await actions.read("id", state), { id: "id", props: state });
    assert.deepEqual(await actions.diff("id", state, state), { changes: false, replaces: [] });
  });

  test("are others in another namespace, and not with another fewest", async () => {
    const state = inputs({ "web-vm": 3 });
    const moved = { ...state, namespace: "market" };
    assert.deepEqual(await actions.diff("id", state, moved), { changes: true, replaces: ["namespace"] });
    const more = inputs({ "web-vm": 4 });
    assert.deepEqual(await actions.diff("id", state, more), { changes: true, replaces: [] });
  });

  test("below none are no number to hand over", async () => {
    const { failures } = await actions.check({}, inputs({ "web-vm": -1, "web-spot": 0 }));
    assert.deepEqual(failures, [{ property: "fewest.web-vm", reason: "must be a whole number, 0 or more; got -1" }]);
  });
});
