import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { Load } from "../../sandbox/metrics/load";
import { ArmFixture, clusterBody, clusterPlace, codeOf, FakeClusterHost, makeNetwork, messageOf } from "./fixture";

const CLUSTER = clusterPlace().split("?")[0] ?? "";
const WEB = { cluster: CLUSTER, namespace: "shop", service: "web", cpu: "12", memory: "3Gi" };
const API = { cluster: CLUSTER, namespace: "shop", service: "api", cpu: "500m" };

describe("what services have to do", () => {
  let arm: ArmFixture;
  let told: readonly Load[] = [];
  before(async () => {
    const clusterHost = Object.assign(new FakeClusterHost(), {
      applyLoads: (loads: readonly Load[]) => (told = loads),
    });
    arm = await ArmFixture.start({ clusterHost });
    await makeNetwork(arm);
    await arm.done("PUT", clusterPlace(), clusterBody());
  });
  after(() => arm.end());

  const put = (load: unknown) => arm.request("PUT", "/sandbox/loads", load);
  const at = (query: Readonly<Record<string, string>>) => `/sandbox/loads?${new URLSearchParams(query).toString()}`;

  test("is set for one service after the other, and told to the clusters' host", async () => {
    assert.deepEqual((await put(WEB)).body, [WEB]);
    assert.deepEqual((await put(API)).body, [WEB, API]);
    assert.deepEqual(told, [WEB, API]);
  });

  test("is set anew for a service that has a load, and for no other", async () => {
    const more = { ...API, cluster: CLUSTER.toUpperCase().replace("/SUBSCRIPTIONS", "/subscriptions"), cpu: "2" };
    assert.deepEqual((await put(more)).body, [WEB, more]);
    assert.deepEqual((await put(API)).body, [WEB, API]);
  });

  test("is shown and taken away by cluster, namespace and service", async () => {
    assert.deepEqual((await arm.request("GET", "/sandbox/loads")).body, [WEB, API]);
    assert.deepEqual((await arm.request("GET", at({ service: "api" }))).body, [API]);
    assert.deepEqual((await arm.request("GET", at({ namespace: "test" }))).body, []);
    assert.deepEqual((await arm.request("DELETE", at({ namespace: "shop", service: "web" }))).body, [API]);
    assert.deepEqual(told, [API]);
  });

  test("is refused with every mistake, and for a cluster that is not there", async () => {
    const wrong = await put({ cluster: CLUSTER, namespace: "Shop", service: "", cpu: "-1", memory: "much" });
    assert.equal(codeOf(wrong), "400 InvalidLoad");
    for (const property of ["namespace", "service", "cpu", "memory"])
      assert.match(messageOf(wrong), new RegExp(`^${property}: must be`, "m"));
    assert.match(messageOf(await put("web")), /^cpu: is required and must be a Kubernetes quantity, 0 or more/m);
    const elsewhere = await put({ ...WEB, cluster: `${CLUSTER}-2` });
    assert.match(messageOf(elsewhere), /^cluster: there is no managed cluster .*-2$/);
    assert.equal((await arm.request("POST", "/sandbox/loads", WEB)).status, 405);
    assert.deepEqual(told, [API]);
  });

  test("is forgotten with its cluster", async () => {
    await arm.done("DELETE", clusterPlace());
    assert.deepEqual((await arm.request("GET", "/sandbox/loads")).body, []);
    assert.deepEqual(told, []);
  });
});
