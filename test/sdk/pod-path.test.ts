import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { itemPath, memberPath, pathSteps, valueAt, withValueAt } from "../../sdk/pods/path";

describe("a path in a pod", () => {
  test("reads as one would write it", () => {
    const labels = memberPath(memberPath("", "metadata"), "labels");
    assert.equal(memberPath(labels, "app"), "metadata.labels.app");
    assert.equal(memberPath(labels, "app.kubernetes.io/name"), 'metadata.labels["app.kubernetes.io/name"]');
    assert.equal(itemPath("spec.containers", 2), "spec.containers[2]");
  });

  test("has the steps that it was made of, whatever the names", () => {
    const step = fc.oneof(fc.string({ minLength: 1 }), fc.nat());
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.array(step), (first, steps) => {
        const path = steps.reduce<string>(
          (so, next) => (typeof next === "number" ? itemPath(so, next) : memberPath(so, next)),
          memberPath("", first),
        );
        assert.deepEqual(pathSteps(path), [first, ...steps]);
      }),
    );
  });
});

describe("another value at a path", () => {
  const root = { a: [{ b: 1 }, { b: 2 }], c: "d" };

  test("is put there in a copy, made on the way where it is missing", () => {
    assert.deepEqual(withValueAt(root, "a[1].b", 3), { a: [{ b: 1 }, { b: 3 }], c: "d" });
    assert.deepEqual(withValueAt(root, "e.f", 3), { ...root, e: { f: 3 } });
    assert.deepEqual(root, { a: [{ b: 1 }, { b: 2 }], c: "d" });
  });

  test("is left out for none, of lists too", () => {
    assert.deepEqual(withValueAt(root, "c", undefined), { a: root.a });
    assert.deepEqual(withValueAt(root, "a[0]", undefined), { a: [{ b: 2 }], c: "d" });
    assert.deepEqual(withValueAt(root, "a[0].b", undefined), { a: [{}, { b: 2 }], c: "d" });
  });

  test("is found there", () => {
    assert.equal(valueAt(root, "a[1].b"), 2);
    assert.equal(valueAt(root, "a[7].b"), undefined);
    assert.equal(valueAt(root, "c.d.e"), undefined);
  });
});
