import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { chartObjects } from "../../sandbox/kubernetes/helm/chart-objects";
import { chartValues } from "../../sandbox/kubernetes/helm/chart-values";
import { releaseDiff } from "../../sandbox/kubernetes/helm/release-diff";
import { checkedRelease, releaseType } from "../../sandbox/kubernetes/helm/release-inputs";
import { objectsOf, pendingRelease } from "../../sandbox/kubernetes/helm/release-store";
import { releaseState } from "../../sandbox/kubernetes/helm/release-state";
import { configurationOf } from "../../sandbox/kubernetes/configuration";
import { at, listAt, textAt } from "../../sandbox/kubernetes/fields";
import type { Session } from "../../sandbox/kubernetes/session";
import { UNKNOWN, type Properties } from "../../sandbox/rpc/provider";

const repo = "https://microsoft.github.io/virtualnodesOnAzureContainerInstances/";
const version = "1.3409.26080501";
const program = { chart: "virtualnode", repositoryOpts: { repo } };

const session: Session = {
  configuration: configurationOf({}),
  access: { unreachable: "a release is checked without its cluster" },
  signal: new AbortController().signal,
};
const identity = { urn: `urn:pulumi:s::p::${releaseType}::nodes`, type: releaseType, name: "nodes" };

function check(news: Properties, olds: Properties = {}) {
  return checkedRelease(session, { ...identity, news, olds, randomSeed: Buffer.from("seed") });
}

function objects(values: Properties, release: { name?: string; namespace?: string } = {}): readonly Properties[] {
  const known = { name: "vn", namespace: "default", version, ...release };
  return chartObjects(known, chartValues(values));
}

function ofKind(all: readonly Properties[], kind: string): Properties {
  const found = all.find((object) => object["kind"] === kind);
  assert.ok(found, `no ${kind}`);
  return found;
}

describe("a Helm release", () => {
  test("is named like its resource with a suffix that stays, in the namespace default, for five minutes", async () => {
    const { inputs, failures } = await check(program);
    assert.deepEqual(failures, []);
    assert.match(textAt(inputs, "name") ?? "", /^nodes-[0-9a-f]{8}$/);
    const { namespace, timeout, values, atomic } = inputs;
    assert.deepEqual(
      { namespace, timeout, values, atomic },
      { namespace: "default", timeout: 300, values: {}, atomic: false },
    );
    const again = await check(program, inputs);
    assert.deepEqual(again.inputs, inputs);
    assert.equal((await check({ ...program, skipAwait: true })).inputs["timeout"], 0);
  });

  for (const [title, news, failures] of [
    ["another chart", { chart: "nginx" }, ["chart: the sandbox has no Helm and knows only the chart virtualnode"]],
    [
      "its chart from elsewhere",
      { chart: "virtualnode", repositoryOpts: { repo: "https://charts.example" } },
      ["chart:"],
    ],
    ["a copy in a registry", { chart: "oci://registry.example/charts/virtualnode" }, []],
    ["a range of versions", { ...program, version: ">=1.3" }, ["version: the sandbox has no chart repository"]],
    ["what only Helm can do", { ...program, atomic: true }, ["atomic: not supported"]],
    ["an unknown value", { ...program, values: { replicas: 2 } }, []],
    [
      "values of the wrong kind",
      { ...program, values: { replicaCount: -1, aciSubnetName: ["cg"], tolerations: {} } },
      [
        "values.replicaCount: must be a whole number, 0 or more; got -1",
        "values.aciSubnetName: must be a text",
        "values.tolerations: must be a list",
      ],
    ],
    ["values that aren't known yet", { ...program, values: { replicaCount: UNKNOWN, zones: UNKNOWN } }, []],
  ] satisfies [string, Properties, string[]][]) {
    test(`of ${title} ${failures.length === 0 ? "is taken" : "is refused"}`, async () => {
      const found = (await check(news)).failures.map(({ property, reason }) => `${property}: ${reason}`);
      assert.equal(found.length, failures.length, found.join("\n"));
      failures.forEach((failure, index) => {
        assert.ok(found[index]?.startsWith(failure), found[index]);
      });
    });
  }

  test("has outputs as Helm's, and no difference from its own inputs", async () => {
    const { inputs } = await check({ ...program, name: "vn", values: { replicaCount: 2 } });
    const stored = pendingRelease(
      { name: "vn", namespace: "default", version, values: { replicaCount: 2 } },
      3,
      objects({}),
    );
    const state = releaseState(inputs, stored);
    assert.deepEqual(state["status"], {
      appVersion: version,
      chart: "virtualnode",
      name: "vn",
      namespace: "default",
      revision: 3,
      status: "pending-upgrade",
      version,
    });
    assert.deepEqual(at(state, "resourceNames", "StatefulSet.apps/apps/v1"), ["vn2/vn-virtualnode"]);
    assert.deepEqual(at(state, "resourceNames", "Namespace/v1"), ["vn2"]);
    const diff = { ...identity, id: "default/vn", oldInputs: inputs, oldState: state, ignoreChanges: [] };
    assert.deepEqual(releaseDiff({ ...diff, news: inputs }).changes, []);
    const changed = releaseDiff({ ...diff, news: { ...inputs, values: { replicaCount: 3 }, name: "other" } }).changes;
    assert.deepEqual(changed.map(({ path, replaces }) => [path, replaces]).sort(), [
      ["name", true],
      ["values.replicaCount", false],
    ]);
  });

  test("keeps its objects in what Helm stores", () => {
    const all = objects({ replicaCount: 2 });
    assert.deepEqual(objectsOf(pendingRelease({ name: "vn", namespace: "default", version, values: {} }, 1, all)), all);
  });
});

describe("the chart of virtual nodes", () => {
  test("asks for 2.8 cores and 9 GB of a VM for each virtual node", () => {
    const containers = listAt(ofKind(objects({}), "StatefulSet"), "spec", "template", "spec", "containers");
    const requests = containers.map((container) => at(container, "resources", "requests"));
    assert.deepEqual(requests, [
      { cpu: "1", memory: "3G" },
      { cpu: "1800m", memory: "6G" },
    ]);
  });

  test("keeps its pods on AKS's VMs, whatever the release's affinity says of them", () => {
    const preferred = [{ weight: 1, preference: {} }];
    const affinity = { nodeAffinity: { preferredDuringSchedulingIgnoredDuringExecution: preferred } };
    const spec = at(ofKind(objects({ affinity }), "StatefulSet"), "spec", "template", "spec");
    assert.deepEqual(at(spec, "nodeSelector"), { "kubernetes.io/os": "linux" });
    assert.equal(at(spec, "tolerations"), undefined);
    const nodeAffinity = at(spec, "affinity", "nodeAffinity");
    assert.deepEqual(at(nodeAffinity, "preferredDuringSchedulingIgnoredDuringExecution"), preferred);
    assert.match(JSON.stringify(nodeAffinity), /"key":"type","operator":"NotIn","values":\["virtual-kubelet"\]/);
  });

  test("names its pods after the release, which need not repeat the chart's name", () => {
    const nameOf = (name: string, values: Properties = {}) =>
      textAt(ofKind(objects(values, { name }), "StatefulSet"), "metadata", "name");
    assert.equal(nameOf("virtualnode"), "virtualnode");
    assert.equal(nameOf("burst"), "burst-virtualnode");
    assert.equal(nameOf("burst", { fullnameOverride: "aci" }), "aci");
  });

  test("brings the namespace vn2 along, but not that of a release in a namespace of its own", () => {
    assert.equal(textAt(ofKind(objects({}), "Namespace"), "metadata", "name"), "vn2");
    const own = objects({}, { namespace: "bursts" });
    assert.ok(own.every((object) => object["kind"] !== "Namespace"));
    assert.equal(textAt(ofKind(own, "StatefulSet"), "metadata", "namespace"), "bursts");
  });

  test("of a second release in a cluster comes without the admission controller", () => {
    const kinds = objects({ admissionControllerReplicaCount: 0 }).map((object) => object["kind"]);
    assert.ok(!kinds.includes("ValidatingAdmissionPolicy"));
    assert.equal(at(ofKind(objects({ admissionControllerReplicaCount: 0 }), "Deployment"), "spec", "replicas"), 0);
  });
});
