import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { ArgumentError } from "../../sdk/argument-error";
import { placementSpec } from "../../sdk/placement/placement-spec";
import { planPlacement } from "../../sdk/placement/plan-placement";
import { virtualNodePods, vmOnlyReason, type VirtualNodePodArgs } from "../../sdk/pods/virtual-node-pods";

const POD = { image: "web:1", port: 8080, resources: { cpu: "1", memory: "1G" } };
const spec = (args: Partial<VirtualNodePodArgs> = {}) => virtualNodePods({ service: "web", pod: POD, ...args });
const container = (members: object) => ({ spec: { containers: [{ name: "web", ...members }] } });
const STARTUP = container({ startupProbe: { httpGet: { path: "/", port: 8080 } } });
const CLAIM = { spec: { volumes: [{ name: "store", persistentVolumeClaim: { claimName: "store" } }] } };

function refusals(args: Partial<VirtualNodePodArgs>): readonly string[] {
  try {
    spec(args);
    return [];
  } catch (error) {
    assert.ok(error instanceof ArgumentError);
    return error.problems.map(({ path }) => path);
  }
}

describe("the pods of a service on virtual nodes", () => {
  test("are as they should be when nothing but args makes them", () => {
    assert.deepEqual(spec(), { adapts: false, warnings: [], notes: [] });
  });

  test("are refused with the arg that is wrong, or where it stands in the patch", () => {
    assert.deepEqual(refusals({ pod: { ...POD, resources: { cpu: "40", memory: "1G" } } }), ["resources"]);
    assert.deepEqual(refusals({ podTemplate: STARTUP }), ["podTemplate.spec.containers[0].startupProbe"]);
    const tiers = [{ kind: "vm" }, { kind: "virtualNode", podTemplate: STARTUP }] as const;
    assert.deepEqual(refusals({ tiers }), ["podTemplate.spec.containers[0].startupProbe"]);
  });

  test("are not looked at where no tier is on virtual nodes", () => {
    assert.deepEqual(refusals({ podTemplate: STARTUP, tiers: [{ kind: "vm", podTemplate: CLAIM }] }), []);
  });

  test("are adapted where that was asked for, and each change is said", () => {
    const { adapts, notes, warnings } = spec({ podTemplate: STARTUP, adapt: true });
    assert.equal(adapts, true);
    assert.deepEqual(warnings, []);
    assert.equal(notes.length, 1);
    assert.match(notes[0] ?? "", /^On the virtual node spec\.containers\[0\]\.startupProbe is left out, because /);
  });

  test("that lose something there without a word are warned about, by arg", () => {
    const { warnings } = spec({ pod: { ...POD, probe: { path: "/ready" } } });
    assert.equal(warnings.length, 1);
    assert.match(warnings[0] ?? "", /^On the virtual node probe: a readiness probe that decides nothing; /);
  });

  test("wrong args of the pod are no news to this check", () => {
    assert.deepEqual(refusals({ pod: { ...POD, image: "" } }), []);
  });
});

describe("pods that need what only VMs have", () => {
  test("are refused, and the ways out are named", () => {
    assert.throws(() => spec({ podTemplate: CLAIM }), /podTemplate\.spec\.volumes\[0\].*or unfitPod: "runOnVms"/);
  });

  test("keep the whole service on VMs where that is allowed, with the reason", () => {
    assert.deepEqual(refusals({ podTemplate: CLAIM, unfitPod: "runOnVms" }), []);
    const reason = vmOnlyReason({ service: "web", podTemplate: CLAIM });
    assert.ok(reason);
    const plan = planPlacement(placementSpec({ replicas: 12, vmReplicas: 8, vmOnlyReason: reason }));
    assert.deepEqual(plan.counts, { vm: 12, "virtual-node": 0 });
    const onVms = planPlacement(
      placementSpec({ replicas: 3, tiers: [{ kind: "virtualNode", min: 2 }, { kind: "vm" }], vmOnlyReason: reason }),
    );
    assert.deepEqual(onVms.counts, { "virtual-node": 0, vm: 3 });
    assert.match(onVms.reasons[0] ?? "", /^None on the virtual node, because spec\.volumes\[0\]\S* needs VMs: /);
  });

  test("have nowhere to run without a tier of VMs", () => {
    assert.throws(
      () => placementSpec({ replicas: 1, tiers: [{ kind: "virtualNode" }], vmOnlyReason: "it needs VMs" }),
      { message: "tiers: must have a tier of VMs, because it needs VMs" },
    );
  });

  test("are pods that need nothing of the kind otherwise", () => {
    assert.equal(vmOnlyReason({ service: "web", podTemplate: STARTUP }), undefined);
  });
});
