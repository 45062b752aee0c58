import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { handedOver, needsForce, withoutIgnored } from "../../sandbox/kubernetes/field-managers";
import type { Properties } from "../../sandbox/rpc/provider";

const entry = (manager: string, operation: string, fieldsV1: Properties): Properties => ({
  manager,
  operation,
  fieldsV1,
});
const managed = (...managedFields: Properties[]): Properties => ({
  metadata: { managedFields },
  spec: { replicas: 4 },
});
const created = entry("pulumi-kubernetes", "Update", { "f:spec": { "f:a": {} } });
const applied = entry("pulumi-kubernetes-12345678", "Apply", { "f:spec": { "f:b": {} } });
const scaler = {
  ...entry("kube-controller-manager", "Update", { "f:spec": { "f:replicas": {} } }),
  subresource: "scale",
};

describe("the fields of an object's creation", () => {
  test("become those of its field manager at the first update", () => {
    assert.deepEqual(handedOver(managed(created, scaler), "pulumi-kubernetes-12345678"), [
      scaler,
      entry("pulumi-kubernetes-12345678", "Apply", { "f:spec": { "f:a": {} } }),
    ]);
  });

  test("join those that it has already", () => {
    assert.deepEqual(handedOver(managed(created, applied), "pulumi-kubernetes-12345678"), [
      entry("pulumi-kubernetes-12345678", "Apply", { "f:spec": { "f:a": {}, "f:b": {} } }),
    ]);
  });

  test("are left where they are when there is nothing to take over", () => {
    assert.equal(handedOver(managed(applied, scaler), "pulumi-kubernetes-12345678"), undefined);
  });
});

test("a dry run is forced only over fields that the update would take over", () => {
  assert.equal(needsForce(managed(created), true), true);
  assert.equal(needsForce(managed(created), false), false);
  assert.equal(needsForce(managed(applied), true), false);
});

describe("an ignored field", () => {
  const applyAs = { fieldManager: "pulumi-kubernetes-12345678", ignoreChanges: ["spec.replicas"] };
  const inputs = { spec: { replicas: 2, b: 1 } };

  test("that an autoscaler manages is not applied, which would be a conflict", () => {
    assert.deepEqual(withoutIgnored(inputs, managed(applied, scaler), applyAs), { spec: { b: 1 } });
  });

  test("that nobody else manages keeps its live value", () => {
    assert.deepEqual(withoutIgnored(inputs, managed(applied), applyAs), { spec: { replicas: 4, b: 1 } });
  });
});
