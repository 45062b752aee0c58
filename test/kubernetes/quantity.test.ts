import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { normalInputs, wireForm } from "../../sandbox/kubernetes/normal-form";
import { canonicalQuantity } from "../../sandbox/kubernetes/quantity";

describe("a quantity is written as the API server writes it", () => {
  // The right-hand sides were returned by kube-apiserver 1.35.
  const cases: readonly (readonly [string | number, string])[] = [
    ["0.5", "500m"],
    [0.5, "500m"],
    [1, "1"],
    ["1000m", "1"],
    ["1500m", "1500m"],
    ["1024Mi", "1Gi"],
    ["1025Mi", "1025Mi"],
    ["1000", "1k"],
    ["2000k", "2M"],
    ["0", "0"],
    ["0Mi", "0"],
    ["1.50", "1500m"],
    ["100M", "100M"],
  ];
  for (const [written, canonical] of cases) {
    test(`${JSON.stringify(written)} is "${canonical}"`, () => {
      assert.equal(canonicalQuantity(written), canonical);
    });
  }

  test("what is no quantity stays as it is", () => {
    assert.equal(canonicalQuantity("many"), "many");
    assert.equal(canonicalQuantity(""), "");
  });
});

describe("inputs in normal form", () => {
  test("have canonical quantities where Kubernetes has quantities, and nowhere else", () => {
    const deployment = {
      apiVersion: "apps/v1",
      spec: { containers: [{ image: "0.5", resources: { limits: { cpu: 1 }, requests: { memory: "1024Mi" } } }] },
    };
    assert.deepEqual(normalInputs(deployment), {
      apiVersion: "apps/v1",
      spec: { containers: [{ image: "0.5", resources: { limits: { cpu: "1" }, requests: { memory: "1Gi" } } }] },
    });
  });

  test("leave custom resources alone", () => {
    const thing = { apiVersion: "example.com/v1", spec: { requests: { a: "0.5" } } };
    assert.deepEqual(normalInputs(thing), thing);
  });

  test("have no metadata that only the API server sets", () => {
    const { metadata } = normalInputs({ apiVersion: "v1", metadata: { name: "a", uid: "u", resourceVersion: "1" } });
    assert.deepEqual(metadata, { name: "a" });
  });

  test("of a Secret are sent with stringData as data, which it overrides", () => {
    const secret = { apiVersion: "v1", kind: "Secret", data: { a: "b2xk", c: "Yw==\n" }, stringData: { a: "new" } };
    assert.deepEqual(wireForm(secret), { apiVersion: "v1", kind: "Secret", data: { a: "bmV3", c: "Yw==" } });
  });
});
