import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { projected } from "../../sandbox/kubernetes/projection";

describe("a live object in the shape of the inputs", () => {
  const inputs = { metadata: { name: "web" }, spec: { replicas: 2, containers: [{ name: "c", image: "a:1" }] } };

  test("is the inputs where nothing but defaults and status came to it", () => {
    const live = {
      metadata: { name: "web", uid: "u" },
      spec: { replicas: 2, containers: [{ name: "c", image: "a:1", imagePullPolicy: "Always" }], paused: false },
      status: { replicas: 2 },
    };
    assert.deepEqual(projected(live, inputs), inputs);
  });

  test("shows replicas that an autoscaler changed", () => {
    const live = { metadata: { name: "web" }, spec: { replicas: 5, containers: [{ name: "c", image: "a:1" }] } };
    assert.deepEqual(projected(live, inputs)["spec"], { replicas: 5, containers: [{ name: "c", image: "a:1" }] });
  });

  test("lacks a field that somebody took away", () => {
    const live = { metadata: { name: "web" }, spec: { replicas: 2 } };
    assert.deepEqual(projected(live, inputs)["spec"], { replicas: 2 });
  });

  test("has no containers that admission injected", () => {
    const live = { spec: { containers: [{ name: "c", image: "a:1" }, { name: "sidecar" }] } };
    assert.deepEqual(projected(live, { spec: { containers: [{ name: "c", image: "a:1" }] } }), {
      spec: { containers: [{ name: "c", image: "a:1" }] },
    });
  });

  test("keeps empty values, which the API server never returns", () => {
    const empty = { spec: { hostNetwork: false, args: [], env: [{ name: "E", value: "" }] }, rules: [] };
    assert.deepEqual(projected({ spec: { env: [{ name: "E" }] }, rules: null }, empty), empty);
  });
});
