import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, beforeEach, describe, test } from "node:test";
import type { StraysReport } from "../../cli/failover/strays-report";
import { azureDouble, type AzureDouble } from "../dynamic/azure-double";
import { type Answer, type Asked, httpsDouble, type HttpsDouble, kubeconfigOf } from "../dynamic/https-double";
import { outcome } from "./command";

const GROUP = "/subscriptions/s/resourceGroups/mc_shop";
const GROUPS = `${GROUP}/providers/Microsoft.ContainerInstance/containerGroups`;
const OLD = "2026-01-05 11:00:00 +0000 UTC";
const VM = {
  metadata: { name: "vm" },
  spec: {
    providerID: `azure://${GROUP}/providers/Microsoft.Compute/virtualMachineScaleSets/vmss/virtualMachines/0`,
  },
};

const ok = (body: unknown): Answer => ({ status: 200, body });
const pod = (name: string) => ({ metadata: { namespace: "shop", name, uid: `uid-${name}` } });
const tagsOf = (name: string) => ({ PodName: name, Namespace: "shop", UID: `uid-${name}`, CreationTimestamp: OLD });
const groupOf = (name: string, of = name) => ({ id: `${GROUPS}/shop-${name}`, name: `shop-${name}`, tags: tagsOf(of) });
const refusal = (code: string): Answer => ({ status: 409, body: { error: { code, message: "No." } } });

describe("aks-elastic failover strays", () => {
  let azure: AzureDouble;
  let api: HttpsDouble;
  let directory: string;
  /** Prepared answers by request. */
  let answers: Record<string, Answer>;

  const prepared = ({ method, path: asked, query }: Asked): Answer => {
    const page = query.get("continue");
    const request = `${method} ${asked}${page === null ? "" : ` from ${page}`}`;
    return answers[request] ?? { status: 501, body: { message: request, error: { code: "Unprepared" } } };
  };
  before(async () => {
    azure = await azureDouble(prepared);
    api = await httpsDouble(prepared);
    directory = mkdtempSync(path.join(tmpdir(), "aks-elastic-strays-"));
    writeFileSync(path.join(directory, "config"), kubeconfigOf(api));
  });
  beforeEach(() => {
    azure.asked.length = 0;
    const [web, lost, copy, foreign] = [
      groupOf("web"),
      groupOf("lost"),
      groupOf("copy", "web"),
      { id: `${GROUPS}/batch`, name: "batch" },
    ];
    answers = {
      "GET /api/v1/nodes": ok({ items: [VM, { metadata: { name: "virtual-node-aci-linux" } }] }),
      "GET /api/v1/pods": ok({ items: [pod("web"), pod("other")] }),
      [`GET ${GROUPS}`]: ok({ value: [web, lost, copy, foreign] }),
      ...Object.fromEntries([web, lost, copy, foreign].map((group) => [`GET ${group.id}`, ok(group)])),
      ...Object.fromEntries([web, lost, copy, foreign].map((group) => [`DELETE ${group.id}`, ok(group)])),
    };
  });
  after(() => {
    azure.close();
    api.close();
    rmSync(directory, { recursive: true });
  });

  const strays = (...args: readonly string[]) =>
    outcome(["failover", "strays", ...args], {
      ...azure.environment,
      KUBECONFIG: path.join(directory, "config"),
      HOME: directory,
    });
  const deletions = () => azure.requests().filter((request) => request.startsWith("DELETE"));
  const removals = (out: string) =>
    (JSON.parse(out) as StraysReport).strays.map(({ name, removal }) => [name, removal?.outcome]);

  test("shows orphans and duplicates of the cluster's own node resource group, and changes nothing", async () => {
    const { code, out, err } = await strays();
    assert.equal(code, 3, err);
    assert.ok(out.startsWith(`${GROUP}: 1 orphan, 1 duplicate\n┌`), out);
    assert.match(out, /│ shop-lost +│ orphan +│ shop-lost is of the pod shop\/lost, which is not there\. +│/);
    assert.match(out, /│ shop-copy +│ duplicate +│ shop-copy is a second one of the pod shop\/web\. +│/);
    assert.match(out, /Nothing was removed; --remove deletes them\./);
    assert.deepEqual(azure.requests(), [`GET ${GROUPS}`]);
  });

  test("removes them when asked, each after it has read it again, and leaves all others", async () => {
    const { code, out, err } = await strays("--remove");
    assert.equal(code, 0, err);
    assert.match(out, /│ shop-lost +│ orphan +│ .* │ deleted/);
    const [lost, copy] = [`${GROUPS}/shop-lost`, `${GROUPS}/shop-copy`];
    assert.deepEqual([...azure.requests()].sort(), [
      `DELETE ${copy}`,
      `DELETE ${lost}`,
      `GET ${GROUPS}`,
      `GET ${copy}`,
      `GET ${lost}`,
    ]);
  });

  test("tells programs all of it, and that nothing is amiss where every group stands for a pod", async () => {
    const found = await strays("--json");
    const report = JSON.parse(found.out) as StraysReport;
    assert.equal(report.nodeResourceGroup, GROUP);
    assert.deepEqual(
      report.strays.map(({ id, kind, removal }) => [id, kind, removal]),
      [
        [`${GROUPS}/shop-lost`, "orphan", undefined],
        [`${GROUPS}/shop-copy`, "duplicate", undefined],
      ],
    );
    answers[`GET ${GROUPS}`] = ok({ value: [groupOf("web")] });
    const none = await strays("--remove");
    assert.deepEqual([none.code, none.err], [0, ""]);
    assert.equal(none.out, `${GROUP}: every container group of virtual nodes stands for a pod.\n`);
  });

  test("leaves a group that has become another pod's in the meantime, and is content with one that is gone", async () => {
    answers[`GET ${GROUPS}/shop-lost`] = ok({ ...groupOf("lost"), tags: { ...tagsOf("lost"), UID: "newer" } });
    answers[`GET ${GROUPS}/shop-copy`] = { status: 404, body: { error: { code: "ResourceNotFound" } } };
    const { code, out } = await strays("--remove", "--json");
    assert.equal(code, 3);
    assert.deepEqual(removals(out), [
      ["shop-lost", "changed"],
      ["shop-copy", "gone"],
    ]);
    assert.deepEqual(deletions(), []);
  });

  test("says which one Azure refused to delete, still deletes the others, and fails", async () => {
    answers[`DELETE ${GROUPS}/shop-lost`] = refusal("ScopeLocked");
    answers[`DELETE ${GROUPS}/shop-copy`] = { status: 202 };
    const { code, out, err } = await strays("--remove");
    assert.equal(code, 1);
    assert.match(out, /shop-lost .*│ not deleted/);
    assert.match(out, /shop-copy .*│ being deleted/);
    assert.match(err, /delete the container group .*shop-lost: No\. \(ScopeLocked, HTTP 409\)/);
  });

  test("removes nothing where the pods could not be listed to the last page", async () => {
    answers["GET /api/v1/pods"] = ok({ metadata: { continue: "2" }, items: [pod("other")] });
    answers["GET /api/v1/pods from 2"] = { status: 410, body: { message: "too old" } };
    const broken = await strays("--remove");
    assert.equal(broken.code, 1);
    assert.match(broken.err, /list the pods: too old \(HTTP 410\)/);
    assert.deepEqual(deletions(), []);
    answers["GET /api/v1/pods from 2"] = ok({ items: [pod("web"), pod("lost")] });
    const { out } = await strays("--json");
    assert.deepEqual(removals(out), [["shop-copy", undefined]]);
  });

  test("removes nothing where the groups could not be listed to the last page", async () => {
    answers[`GET ${GROUPS}`] = ok({ value: [groupOf("web")], nextLink: `https://${azure.host}/subscriptions/s/next` });
    answers["GET /subscriptions/s/next"] = ok({ value: [groupOf("lost")] });
    assert.deepEqual(removals((await strays("--json")).out), [["shop-lost", undefined]]);
    answers["GET /subscriptions/s/next"] = refusal("Throttled");
    const broken = await strays("--remove");
    assert.equal(broken.code, 1);
    assert.match(broken.err, /No\. \(Throttled, HTTP 409\)/);
    assert.deepEqual(deletions(), []);
  });

  test("refuses another cluster's group, and one of which nothing proves that it is this one's", async () => {
    const other = await strays("--node-resource-group", "mc_other", "--remove");
    assert.equal(other.code, 1);
    assert.match(other.err, /the nodes of this cluster are in .*mc_shop, not in .*mc_other/);
    assert.deepEqual(azure.requests(), []);
    answers["GET /api/v1/nodes"] = ok({ items: [] });
    answers["GET /api/v1/pods"] = ok({ items: [pod("elsewhere")] });
    const unproven = await strays("--node-resource-group", "mc_shop", "--remove");
    assert.equal(unproven.code, 1);
    assert.match(unproven.err, /may be another cluster's; nothing was removed/);
    assert.deepEqual(deletions(), []);
  });

  test("takes a group that is named where no VM tells it, once one of its groups is of a pod of the cluster", async () => {
    answers["GET /api/v1/nodes"] = ok({ items: [] });
    const silent = await strays();
    assert.match(silent.err, /no node of this cluster tells in which resource group its VM is; give --node-/);
    const { code, out } = await strays("--node-resource-group", GROUP, "--remove", "--json");
    assert.equal(code, 0);
    assert.deepEqual(removals(out), [
      ["shop-lost", "deleted"],
      ["shop-copy", "deleted"],
    ]);
  });
});
