import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { podProblems } from "../../sandbox/kubernetes/await/pod";
import { readiness } from "../../sandbox/kubernetes/await/readiness";
import type { Verdict } from "../../sandbox/kubernetes/await/verdict";
import { withAt } from "../../sandbox/kubernetes/fields";
import type { Properties } from "../../sandbox/rpc/provider";
import deploymentAvailable from "./states/deployment-available.json";
import deploymentDeadline from "./states/deployment-progress-deadline-exceeded.json";
import deploymentStuck from "./states/deployment-stuck-update.json";
import deploymentUnschedulable from "./states/deployment-unschedulable.json";
import deploymentZero from "./states/deployment-zero-replicas.json";
import jobDeadline from "./states/job-deadline-exceeded.json";
import podImagePull from "./states/pod-image-pull.json";
import podRefused from "./states/pod-refused-by-node.json";
import servicePending from "./states/service-pending-load-balancer.json";
import serviceReady from "./states/service-ready.json";
import serviceUnready from "./states/service-with-unready-pod.json";
import serviceWithoutPods from "./states/service-without-pods.json";

/** What kube-apiserver 1.35 returned for an object and what belongs to it, in one moment. */
interface RecordedState {
  readonly live: Properties;
  readonly related: Readonly<Record<string, readonly Properties[]>>;
  readonly pods: readonly Properties[];
}

// TypeScript's type of a JSON file spells out optional fields that no JSON has.
const recorded = (state: object): RecordedState => state as RecordedState;

function verdictOf(state: object): Verdict {
  const { live, related, pods } = recorded(state);
  return readiness({ live, related }, pods);
}

describe("a Deployment", () => {
  test("is ready when its ReplicaSet has all its pods ready", () => {
    assert.deepEqual(verdictOf(deploymentAvailable), { ready: true, reasons: [] });
  });

  test("is ready with no replicas at all", () => {
    assert.equal(verdictOf(deploymentZero).ready, true);
  });

  test("is not ready before its controller has seen it", () => {
    const { live, related } = recorded(deploymentAvailable);
    const verdict = readiness({ live: withAt(live, ["metadata", "generation"], 7), related });
    assert.equal(verdict.status, "Waiting for the Deployment controller to see the Deployment");
  });

  test("shows how many pods are there, and why not the others", () => {
    const { ready, status, reasons } = verdictOf(deploymentUnschedulable);
    assert.equal(ready, false);
    assert.match(status ?? "", /^Waiting for app ReplicaSet to be available \(0\/2 Pods available\): \[Pod rec\//);
    assert.match(reasons.join("\n"), /Minimum number of live Pods was not attained/);
    assert.match(reasons.join("\n"), /0\/1 nodes are available: 1 node\(s\) didn't match Pod's node affinity/);
  });

  test("says that its progress deadline has passed", () => {
    assert.match(
      verdictOf(deploymentDeadline).reasons.join("\n"),
      /\[ProgressDeadlineExceeded\] ReplicaSet .* has timed out/,
    );
  });

  test("is not ready while the pods of its former revision still serve", () => {
    const { ready, status, reasons } = verdictOf(deploymentStuck);
    assert.equal(ready, false);
    assert.match(status ?? "", /\(0\/\d Pods available\)/);
    assert.match(reasons.join("\n"), /Minimum number of Pods to consider the application live was not attained/);
  });

  test("is ready at once under skipAwait", () => {
    const { live, related } = recorded(deploymentUnschedulable);
    const skipped = withAt(live, ["metadata", "annotations", "pulumi.com/skipAwait"], "true");
    assert.equal(readiness({ live: skipped, related }).ready, true);
  });
});

describe("a Service", () => {
  test("is ready when its endpoints have come to rest", () => {
    const { ready, restless } = verdictOf(serviceReady);
    assert.equal(ready, true);
    assert.notEqual(restless, undefined);
  });

  test("is ready without pods, as with the official provider", () => {
    assert.equal(verdictOf(serviceWithoutPods).ready, true);
  });

  test("is not ready before it has endpoints", () => {
    const { live } = recorded(serviceReady);
    const verdict = readiness({ live, related: { endpoints: [] } });
    assert.match(verdict.reasons.join("\n"), /Service does not target any Pods/);
  });

  test("is not ready while a pod of it is not", () => {
    assert.equal(verdictOf(serviceUnready).status, "[1/3] Finding Pods to direct traffic to");
  });

  test("waits for the address of a load balancer", () => {
    const verdict = verdictOf(servicePending);
    assert.equal(verdict.ready, false);
    assert.match(verdict.reasons.join("\n"), /was not allocated an IP address/);
    const { live, related } = recorded(servicePending);
    const served = withAt(live, ["status", "loadBalancer", "ingress"], [{ ip: "203.0.113.1" }]);
    assert.equal(readiness({ live: served, related }).ready, true);
  });

  for (const [what, spec] of [
    ["headless", { clusterIP: "None", selector: { a: "b" } }],
    ["without a selector", { clusterIP: "10.0.0.1" }],
    ["an external name", { type: "ExternalName", selector: { a: "b" } }],
  ] as const) {
    test(`that is ${what} has no pods to wait for`, () => {
      const live = { apiVersion: "v1", kind: "Service", metadata: { name: "s", namespace: "n" }, spec };
      assert.equal(readiness({ live, related: {} }).ready, true);
    });
  }
});

describe("a pod that is not ready says why", () => {
  test("when the virtual node's provider refused it", () => {
    assert.deepEqual(podProblems(recorded(podRefused).live), [
      "[Pod rec/refused]: [ProviderFailed] ContainerGroupQuotaReached: Resource type container group container limit 100 exceeded",
    ]);
  });

  test("when its image can't be pulled", () => {
    assert.deepEqual(podProblems(recorded(podImagePull).live), [
      '[Pod rec/sick]: containers with unready status: [c]\n[ImagePullBackOff] Back-off pulling image "nginx"',
    ]);
  });

  test("but not when it is being deleted", () => {
    const leaving = withAt(recorded(podRefused).live, ["metadata", "deletionTimestamp"], "2026-01-01T00:00:00Z");
    assert.deepEqual(podProblems(leaving), []);
  });
});

test("a Job that is past its deadline has failed", () => {
  const { failed, reasons } = verdictOf(jobDeadline);
  assert.equal(failed, true);
  assert.deepEqual(reasons, ["[DeadlineExceeded] Job was active longer than specified deadline"]);
});

describe("a StatefulSet", () => {
  const live = {
    apiVersion: "apps/v1",
    kind: "StatefulSet",
    metadata: { name: "db", namespace: "n", generation: 2 },
    spec: { replicas: 2 },
    status: {
      observedGeneration: 2,
      replicas: 2,
      readyReplicas: 2,
      currentReplicas: 2,
      currentRevision: "b",
      updateRevision: "b",
    },
  };

  test("is ready when all its pods are, in the newest revision", () => {
    assert.equal(readiness({ live, related: {} }).ready, true);
  });

  test("is not ready while its pods are of two revisions", () => {
    const status = { ...live.status, currentRevision: "a", updatedReplicas: 1, currentReplicas: 1 };
    const verdict = readiness({ live: { ...live, status }, related: {} });
    assert.equal(verdict.status, "[1/3] Waiting for StatefulSet update to roll out (1/2 Pods ready)");
  });
});

test("a DaemonSet is ready when each of its nodes has an available pod", () => {
  const status = {
    observedGeneration: 1,
    desiredNumberScheduled: 3,
    currentNumberScheduled: 3,
    updatedNumberScheduled: 3,
  };
  const live = { apiVersion: "apps/v1", kind: "DaemonSet", metadata: { generation: 1 } };
  const behind = readiness({
    live: { ...live, status: { ...status, numberAvailable: 1, numberReady: 3 } },
    related: {},
  });
  assert.equal(behind.status, "Available: 1/3");
  const done = { ...status, numberAvailable: 3, numberReady: 3 };
  assert.equal(readiness({ live: { ...live, status: done }, related: {} }).ready, true);
});
