import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { checkedInputs } from "../../sandbox/kubernetes/check";
import { configurationOf } from "../../sandbox/kubernetes/configuration";
import type { Cluster } from "../../sandbox/kubernetes/cluster";
import { UNKNOWN, type CheckResult, type Properties } from "../../sandbox/rpc/provider";

function check(type: string, news: Properties, olds: Properties = {}): Promise<CheckResult> {
  const refuse = (): never => {
    throw new Error("built-in kinds are known without asking the API server");
  };
  const cluster: Cluster = {
    server: "https://127.0.0.1",
    isNamespaced: ({ kind }) => Promise.resolve(kind === "Unknown" ? undefined : kind === "Thing"),
    read: refuse,
    list: refuse,
    create: refuse,
    apply: refuse,
    replace: refuse,
    setManagedFields: refuse,
    remove: refuse,
  };
  const session = { configuration: configurationOf({ namespace: "shop" }), access: { cluster } };
  const request = { urn: "urn", type, name: "web", olds, news, randomSeed: Buffer.from("seed") };
  return checkedInputs({ ...session, signal: new AbortController().signal }, request);
}

const configMap = "kubernetes:core/v1:ConfigMap";

describe("an object without a name", () => {
  test("is given the resource's name with eight hexadecimal digits, and is marked", async () => {
    const { inputs } = await check(configMap, { data: { a: "b" } });
    const metadata = inputs["metadata"] as { name: string; annotations: Properties };
    assert.match(metadata.name, /^web-[0-9a-f]{8}$/);
    assert.deepEqual(metadata.annotations, { "pulumi.com/autonamed": "true" });
  });

  test("gets the same name for the same seed, as preview and update must agree", async () => {
    assert.deepEqual(await check(configMap, {}), await check(configMap, {}));
  });

  test("keeps the name that was made for it before", async () => {
    const olds = { metadata: { name: "web-12345678", annotations: { "pulumi.com/autonamed": "true" } } };
    const { inputs } = await check(configMap, { metadata: { labels: { a: "b" } } }, olds);
    assert.deepEqual(inputs["metadata"], { ...olds.metadata, labels: { a: "b" }, namespace: "shop" });
  });

  test("is left alone where the name is not known yet", async () => {
    const { inputs } = await check(configMap, { metadata: { name: UNKNOWN } });
    assert.deepEqual(inputs["metadata"], { name: UNKNOWN, namespace: "shop" });
  });
});

describe("an object without a namespace", () => {
  const namespaces: readonly (readonly [type: string, namespace: string | undefined])[] = [
    [configMap, "shop"],
    ["kubernetes:core/v1:Namespace", undefined],
    ["kubernetes:rbac.authorization.k8s.io/v1:ClusterRole", undefined],
    ["kubernetes:rbac.authorization.k8s.io/v1:Role", "shop"],
    ["kubernetes:example.com/v1:Thing", "shop"],
    ["kubernetes:example.com/v1:Planet", undefined],
    ["kubernetes:example.com/v1:Unknown", "shop"],
  ];
  for (const [type, namespace] of namespaces) {
    test(`of type ${type} goes to ${namespace ?? "none"}`, async () => {
      const { inputs } = await check(type, { metadata: { name: "a" } });
      assert.deepEqual(inputs["metadata"], namespace === undefined ? { name: "a" } : { name: "a", namespace });
    });
  }
});

test("an object's kind follows from its type", async () => {
  const { inputs } = await check("kubernetes:apps/v1:Deployment", { metadata: { name: "a" } });
  assert.equal(inputs["apiVersion"], "apps/v1");
  assert.equal(inputs["kind"], "Deployment");
  assert.equal((await check(configMap, {})).inputs["apiVersion"], "v1");
});

describe("what the sandbox can't do is said", () => {
  const unsupported: readonly (readonly [type: string, message: RegExp])[] = [
    ["kubernetes:helm.sh/v3:Release", /kubernetes:helm.sh\/v3:Release: .*does not support this type/],
    ["kubernetes:kustomize:Directory", /kubernetes:kustomize:Directory: .*does not support this type/],
    ["kubernetes:yaml/v2:ConfigFile", /kubernetes:yaml\/v2:ConfigFile: .*does not support this type/],
    ["kubernetes:core/v1:ConfigMapList", /kubernetes:core\/v1:ConfigMapList: list resources exist/],
  ];
  for (const [type, message] of unsupported) {
    test(`for ${type}`, async () => {
      await assert.rejects(check(type, {}), message);
    });
  }

  const mistakes: readonly (readonly [type: string, metadata: Properties, property: string])[] = [
    [configMap, { generateName: "a-" }, "metadata.generateName"],
    [configMap, { annotations: { "pulumi.com/waitFor": "condition=a" } }, 'metadata.annotations["pulumi.com/waitFor"]'],
    ["kubernetes:core/v1:ConfigMapPatch", {}, "metadata.name"],
  ];
  for (const [type, metadata, property] of mistakes) {
    test(`for ${property} of ${type}`, async () => {
      const { failures } = await check(type, { kind: "ConfigMap", metadata });
      assert.deepEqual(
        failures.map((failure) => failure.property),
        [property],
      );
    });
  }
});
