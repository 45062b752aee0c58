import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { adaptWorkload, checkWorkload, workload } from "../../sdk/pods/workload";
import { examplePod } from "../pods/example";

const PROBED = examplePod({ startupProbe: { exec: { command: ["true"] } } });

/** Objects of every kind that has pods, and where it has them. */
const OBJECTS: readonly (readonly [kind: string, spec: object, prefix: string])[] = [
  ["Pod", PROBED.spec, ""],
  ["Deployment", { template: PROBED }, "spec.template."],
  ["ReplicaSet", { template: PROBED }, "spec.template."],
  ["ReplicationController", { template: PROBED }, "spec.template."],
  ["StatefulSet", { template: PROBED }, "spec.template."],
  ["DaemonSet", { template: PROBED }, "spec.template."],
  ["Job", { template: PROBED }, "spec.template."],
  ["CronJob", { jobTemplate: { spec: { template: PROBED } } }, "spec.jobTemplate.spec.template."],
];

function made(kind: string, spec: object, metadata: object = { name: "web" }) {
  const found = workload({ apiVersion: "v1", kind, metadata, spec });
  assert.ok(found, kind);
  return found;
}

describe("a workload", () => {
  for (const [kind, spec, prefix] of OBJECTS) {
    test(`is found in a ${kind}, checked there, and adapted there`, () => {
      const found = made(kind, spec);
      assert.equal(found.name, "web");
      const paths = checkWorkload(found, "v1").map(({ path }) => path);
      const probe = `${prefix}spec.containers[0].startupProbe`;
      assert.ok(paths.includes(probe), paths.join(", "));
      const { pod, changes } = adaptWorkload(found, "v1");
      assert.deepEqual(
        changes.map(({ path }) => path),
        [probe],
      );
      assert.match(changes[0]?.reason ?? "", new RegExp(`^${probe.replace(/[[\].]/g, "\\$&")} is left out`));
      assert.ok(!JSON.stringify(pod).includes("startupProbe"));
      assert.equal((pod as { readonly kind: string }).kind, kind);
    });
  }

  test("is not found in what has no pods", () => {
    for (const object of [{ kind: "Service", spec: {} }, { kind: "Deployment" }, { kind: "constructor" }, {}]) {
      assert.equal(workload(object), undefined);
    }
  });

  test("that is a DaemonSet is for VMs alone", () => {
    for (const generation of ["v1", "v2"] as const) {
      const [first] = checkWorkload(made("DaemonSet", { template: examplePod() }), generation);
      assert.deepEqual(
        [first?.rule, first?.path, first?.severity, first?.isOnlyOnVms],
        ["daemon-set", "kind", "error", true],
      );
    }
  });

  test("that is a StatefulSet has claims and host names that its template does not show", () => {
    const found = made("StatefulSet", {
      template: examplePod(),
      volumeClaimTemplates: [{ metadata: { name: "data" } }],
    });
    const seen = (generation: "v1" | "v2") =>
      checkWorkload(found, generation).map(({ severity, rule, path }) => `${severity} ${rule} ${path}`);
    assert.deepEqual(seen("v1"), [
      "error persistent-volume-claim spec.volumeClaimTemplates[0]",
      "warning hostname spec.serviceName",
    ]);
    assert.deepEqual(seen("v2"), ["warning persistent-volume-claim spec.volumeClaimTemplates[0]"]);
  });

  const named = (kind: string, length: number, namespace?: string) => {
    const spec = kind === "Pod" ? examplePod().spec : { template: examplePod() };
    const found = made(kind, spec, { name: "w".repeat(length), ...(namespace === undefined ? {} : { namespace }) });
    return checkWorkload(found, "v1").map(({ rule, path }) => `${rule} ${path}`);
  };
  const lengths = [
    ["Pod", 55],
    ["Deployment", 38],
    ["Job", 49],
  ] as const;
  for (const [kind, most] of lengths) {
    test(`that is a ${kind} has a name of ${most} characters at most, with the namespace that it is in`, () => {
      assert.deepEqual(named(kind, most), []);
      assert.deepEqual(named(kind, most + 1), ["group-name metadata.name"]);
      assert.deepEqual(named(kind, most, "production"), ["group-name metadata.name"]);
    });
  }
});
