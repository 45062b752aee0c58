import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Configuration } from "../../sandbox/kubernetes/configuration";
import { objectDiff } from "../../sandbox/kubernetes/diff";
import { UNKNOWN, type Properties } from "../../sandbox/rpc/provider";

const configuration: Configuration = {
  kubeconfig: undefined,
  context: undefined,
  namespace: undefined,
  deleteUnreachable: false,
  skipUpdateUnreachable: false,
  enableConfigMapMutable: false,
  enableSecretMutable: false,
  enablePatchForce: false,
  upsertExistingObjects: false,
};

interface Change {
  readonly type?: string;
  readonly olds: Properties;
  /** What the cluster has beside the old inputs. */
  readonly live?: Properties;
  readonly news: Properties;
  readonly ignoreChanges?: readonly string[];
  readonly configuration?: Partial<Configuration>;
}

function diff({ type = "kubernetes:apps/v1:Deployment", ...change }: Change): { changes: string[]; first: boolean } {
  const result = objectDiff(
    {
      urn: "urn",
      type,
      name: "web",
      id: "shop/web",
      oldInputs: change.olds,
      oldState: { ...change.olds, ...change.live },
      news: change.news,
      ignoreChanges: change.ignoreChanges ?? [],
    },
    { ...configuration, ...change.configuration },
  );
  const marks = { add: "+", delete: "-", update: "~" };
  return {
    changes: result.changes.map(({ kind, path, replaces }) => `${replaces ? "!" : ""}${marks[kind]}${path}`).sort(),
    first: result.deleteBeforeReplace,
  };
}

const metadata = { name: "web", namespace: "shop" };
const deployment = (spec: Properties): Properties => ({ apiVersion: "apps/v1", kind: "Deployment", metadata, spec });

describe("a difference names the field", () => {
  const cases: readonly (readonly [what: string, olds: Properties, news: Properties, changes: readonly string[]])[] = [
    ["nothing", { replicas: 1 }, { replicas: 1 }, []],
    ["a value", { replicas: 1 }, { replicas: 2 }, ["~spec.replicas"]],
    ["a new field", {}, { replicas: 2 }, ["+spec.replicas"]],
    ["a dropped field", { replicas: 2 }, {}, ["-spec.replicas"]],
    ["a dropped zero", { replicas: 0 }, {}, ["-spec.replicas"]],
    ["an unknown value", { replicas: 2 }, { replicas: UNKNOWN }, ["~spec.replicas"]],
    ["an item", { c: [{ image: "a" }] }, { c: [{ image: "b" }] }, ["~spec.c[0].image"]],
    ["one more item", { c: ["a"] }, { c: ["a", "b"] }, ["+spec.c[1]"]],
    ["one item less", { c: ["a", "b"] }, { c: ["a"] }, ["-spec.c[1]"]],
    ["a key with dots", { l: { "a.b/c": "1" } }, { l: { "a.b/c": "2" } }, ['~spec.l["a.b/c"]']],
    ["an equal quantity", { limits: { cpu: "500m" } }, { limits: { cpu: "0.5" } }, []],
    [
      "a selector",
      { selector: { matchLabels: { a: "1" } } },
      { selector: { matchLabels: { a: "2" } } },
      ["!~spec.selector.matchLabels.a"],
    ],
  ];
  for (const [what, olds, news, changes] of cases) {
    test(what, () => {
      assert.deepEqual(diff({ olds: deployment(olds), news: deployment(news) }).changes, changes);
    });
  }

  test("that drifted, as a refresh found it", () => {
    const live = { spec: { replicas: 5, paused: true } };
    const olds = deployment({ replicas: 5 });
    assert.deepEqual(diff({ olds, live, news: deployment({ replicas: 2 }) }).changes, ["~spec.replicas"]);
  });

  test("unless the program ignores it", () => {
    const change = { olds: deployment({ replicas: 5 }), news: deployment({ replicas: 2, paused: true }) };
    assert.deepEqual(diff({ ...change, ignoreChanges: ["spec.replicas"] }).changes, ["+spec.paused"]);
    assert.deepEqual(diff({ ...change, ignoreChanges: ["spec"] }).changes, []);
  });

  test("not where an empty value was never kept by the API server", () => {
    const olds = deployment({ template: { hostNetwork: false } });
    const change = { olds, live: { spec: { template: {} } } };
    assert.deepEqual(diff({ ...change, news: olds }).changes, []);
    assert.deepEqual(diff({ ...change, news: deployment({ template: {} }) }).changes, []);
  });
});

describe("an object is replaced", () => {
  const secret = { apiVersion: "v1", kind: "Secret", metadata };
  const configMap = { apiVersion: "v1", kind: "ConfigMap", metadata };
  const service = { apiVersion: "v1", kind: "Service", metadata };
  const job = { apiVersion: "batch/v1", kind: "Job", metadata };
  const pod = { apiVersion: "v1", kind: "Pod", metadata };
  const cases: readonly (readonly [what: string, Change, changes: readonly string[]])[] = [
    [
      "when it is renamed",
      { olds: deployment({}), news: { ...deployment({}), metadata: { ...metadata, name: "w2" } } },
      ["!~metadata.name"],
    ],
    [
      "when it moves",
      { olds: deployment({}), news: { ...deployment({}), metadata: { ...metadata, namespace: "b" } } },
      ["!~metadata.namespace"],
    ],
    [
      "when a secret changes",
      { olds: { ...secret, data: { a: "YQ==" } }, news: { ...secret, data: { a: "Yg==" } } },
      ["!~data.a"],
    ],
    [
      "when a config map changes",
      { olds: { ...configMap, data: { a: "1" } }, news: { ...configMap, data: { a: "2" } } },
      ["!~data.a"],
    ],
    [
      "when a service's address changes",
      {
        olds: { ...service, spec: { clusterIP: "10.0.0.1" } },
        news: {
          ...service,
          spec: { clusterIP: "10.0.0.2" },
        },
      },
      ["!~spec.clusterIP"],
    ],
    [
      "not when a service's type changes",
      {
        olds: { ...service, spec: { type: "ClusterIP" } },
        news: {
          ...service,
          spec: { type: "LoadBalancer" },
        },
      },
      ["~spec.type"],
    ],
    [
      "when a job's template changes",
      {
        olds: { ...job, spec: { template: { a: 1 } } },
        news: {
          ...job,
          spec: { template: { a: 2 } },
        },
      },
      ["!~spec.template.a"],
    ],
    [
      "when a pod's image changes",
      {
        olds: { ...pod, spec: { containers: [{ image: "a" }] } },
        news: {
          ...pod,
          spec: { containers: [{ image: "b" }] },
        },
      },
      ["!~spec.containers[0].image"],
    ],
    [
      "not for a Patch resource",
      {
        type: "kubernetes:apps/v1:DeploymentPatch",
        olds: deployment({ selector: "a" }),
        news: deployment({ selector: "b" }),
      },
      ["~spec.selector"],
    ],
  ];
  for (const [what, change, changes] of cases) {
    test(what, () => {
      assert.deepEqual(diff(change).changes, changes);
    });
  }

  test("not when its provider says that secrets are mutable, unless the secret says that it is not", () => {
    const change = {
      olds: { ...secret, data: { a: "YQ==" } },
      configuration: { enableSecretMutable: true },
    };
    assert.deepEqual(diff({ ...change, news: { ...secret, data: { a: "Yg==" } } }).changes, ["~data.a"]);
    const immutable = { ...secret, immutable: true, data: { a: "Yg==" } };
    assert.deepEqual(diff({ ...change, news: immutable }).changes, ["!~data.a", "+immutable"]);
  });

  test("a secret's stringData is compared with what became of it, and shown as written", () => {
    const olds = { ...secret, stringData: { pw: "a" } };
    const live = { data: { pw: "YQ==" } };
    assert.deepEqual(diff({ olds, live, news: olds }).changes, []);
    assert.deepEqual(diff({ olds, live, news: { ...secret, stringData: { pw: "b" } } }).changes, ["!~stringData.pw"]);
  });

  test("after the old one is gone, where the program gave the name", () => {
    const change = { olds: deployment({ selector: "a" }), news: deployment({ selector: "b" }) };
    assert.equal(diff(change).first, true);
    const autonamed = { ...metadata, annotations: { "pulumi.com/autonamed": "true" } };
    const olds = { ...change.olds, metadata: autonamed };
    assert.equal(diff({ olds, news: { ...change.news, metadata: autonamed } }).first, false);
  });

  test("only after the new one is there, where it gets another name", () => {
    const news = { ...deployment({}), metadata: { ...metadata, name: "w2" } };
    assert.equal(diff({ olds: deployment({}), news }).first, false);
  });
});

test("an object without a namespace is in the default one", () => {
  const olds = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "c", namespace: "default" } };
  const news = { ...olds, metadata: { name: "c" } };
  assert.deepEqual(diff({ type: "kubernetes:core/v1:ConfigMap", olds, news }).changes, []);
});
