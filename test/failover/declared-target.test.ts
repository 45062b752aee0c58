import assert from "node:assert/strict";
import test from "node:test";
import {
  DeclaredTargetError,
  declaredTarget,
  TARGET_ANNOTATION,
  targetAnnotation,
} from "../../sdk/failover/declared-target";
import type { DeploymentObject } from "../../sdk/failover/objects";
import { failoverTarget, type FailoverTargetArgs } from "../../sdk/failover/target";

const ARGS: FailoverTargetArgs = {
  service: "web",
  namespace: "shop",
  placement: { replicas: 12, vmReplicas: 8, resources: { cpu: "500m" } },
  failover: { windowSeconds: 20, probe: { path: "/healthz" } },
  port: 8080,
};

function deployment(name: string, annotations: Readonly<Record<string, string>>, createdAt?: string): DeploymentObject {
  const created = createdAt === undefined ? {} : { creationTimestamp: createdAt };
  return {
    metadata: { name, uid: name, resourceVersion: "1", annotations, ...created },
    spec: { template: {} },
  };
}

void test("a service's Deployment says how it fails over, in words that come back as they were", () => {
  const deployments = [deployment("web-virtual-node", {}), deployment("web-vm", targetAnnotation(ARGS))];
  assert.deepEqual(declaredTarget(deployments), failoverTarget(ARGS));
});

void test("the order of the arguments, and those that are undefined, do not change the annotation", () => {
  const { failover, placement, ...rest } = ARGS;
  const other: FailoverTargetArgs = { failover, autoscale: undefined, placement: { ...placement }, ...rest };
  assert.deepEqual(targetAnnotation(other), targetAnnotation(ARGS));
});

void test("a service without the annotation fails over by nobody", () => {
  assert.equal(declaredTarget([deployment("web-vm", {})]), undefined);
});

void test("where two Deployments say it, the newer one's word counts", () => {
  const older = deployment("web-vm", targetAnnotation(ARGS), "2026-01-01T00:00:00Z");
  const args = { ...ARGS, placement: { replicas: 3, vmReplicas: 2 } };
  const newer = deployment("web-spot", targetAnnotation(args), "2026-01-02T00:00:00Z");
  assert.equal(declaredTarget([older, newer])?.placement.replicas, 3);
  assert.equal(declaredTarget([newer, older])?.placement.replicas, 3);
});

for (const [what, text, reason] of [
  ["no JSON", "{", /cannot be understood: /],
  ["an impossible target", JSON.stringify({ ...ARGS, failover: { rate: 0 } }), /failover\.rate: must be/],
] as const) {
  void test(`an annotation with ${what} is refused with the Deployment's name`, () => {
    assert.throws(
      () => declaredTarget([deployment("web-vm", { [TARGET_ANNOTATION]: text })]),
      (error) =>
        error instanceof DeclaredTargetError &&
        error.message.startsWith(`the annotation ${TARGET_ANNOTATION} of the Deployment web-vm `) &&
        reason.test(error.message),
    );
  });
}
