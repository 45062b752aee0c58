import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { BadImages } from "../../sandbox/arm/faults";
import { pullingMark } from "../../sandbox/images/mark";
import { isHeld, podStatus } from "../../sandbox/images/pod-status";
import type { KubernetesObject } from "../../sdk/kubernetes/object";

const START = Date.parse("2026-01-01T00:00:00Z");
const http = { httpGet: { path: "/healthz", port: 80 } };

interface Statuses {
  readonly phase?: string;
  readonly conditions?: readonly { type: string; status: string; reason?: string; message?: string }[];
  readonly containerStatuses?: readonly ContainerStatus[];
  readonly initContainerStatuses?: readonly ContainerStatus[];
}

interface ContainerStatus {
  readonly name: string;
  readonly imageID?: string;
  readonly ready?: boolean;
  readonly restartCount?: number;
  readonly state?: {
    waiting?: { reason?: string; message?: string };
    running?: unknown;
    terminated?: { exitCode: number; reason?: string };
  };
  readonly lastState?: { terminated?: { exitCode: number } };
}

/** A pod as kwok holds it: with an address, and nothing started. */
function held(spec: {
  containers?: object[];
  initContainers?: object[];
  restartPolicy?: string;
  readinessGates?: object[];
}) {
  const { containers = [{ name: "web", image: "web:2", readinessProbe: http }], initContainers = [] } = spec;
  const statuses = (of: object[]) =>
    of.map((container) => ({
      ...container,
      imageID: pullingMark,
      ready: false,
      state: { waiting: { reason: "ContainerCreating" } },
    }));
  const conditions = ["Initialized", "ContainersReady", "Ready"].map((type) => ({ type, status: "False" }));
  return {
    metadata: { name: "web", uid: "1" },
    spec: { restartPolicy: "Always", ...spec, containers, initContainers },
    status: {
      phase: "Pending",
      startTime: "2026-01-01T00:00:00Z",
      conditions: [{ type: "PodScheduled", status: "True" }, ...conditions],
      containerStatuses: statuses(containers),
      initContainerStatuses: statuses(initContainers),
    },
  };
}

/** The pod after a kubelet has looked at it at each of these seconds. */
function after(
  pod: KubernetesObject,
  badImages: BadImages | undefined,
  ...seconds: readonly number[]
): KubernetesObject {
  return seconds.reduce<KubernetesObject>((current, second) => {
    const status = podStatus(current, badImages, START + second * 1000);
    if (status === undefined) return current;
    const known = (current["status"] as Statuses).conditions ?? [];
    const others = known.filter(({ type }) => !status.conditions.some((condition) => condition.type === type));
    const conditions = [...others, ...status.conditions];
    return { ...current, status: { ...(current["status"] as object), ...status, conditions } };
  }, pod);
}

const statusOf = (pod: KubernetesObject) => pod["status"] as Statuses;
const first = (pod: KubernetesObject) => statusOf(pod).containerStatuses?.[0];
const conditionOf = (pod: KubernetesObject, type: string) =>
  statusOf(pod).conditions?.find((each) => each.type === type);

describe("a pod on a VM whose image", () => {
  test("crashes goes into CrashLoopBackOff, is started again and again, and is never ready", () => {
    const pod = after(held({}), { "web:2": { crashes: true } }, 1, 2, 4);
    assert.equal(statusOf(pod).phase, "Running");
    assert.equal(first(pod)?.state?.waiting?.reason, "CrashLoopBackOff");
    assert.equal(first(pod)?.lastState?.terminated?.exitCode, 1);
    assert.equal(first(pod)?.restartCount, 2);
    assert.equal(first(after(pod, undefined, 8))?.restartCount, 3, "also once the image is good again");
    const { status, reason, message } = conditionOf(pod, "Ready") ?? {};
    assert.deepEqual([status, reason], ["False", "ContainersNotReady"]);
    assert.equal(message, "containers with unready status: [web]");
    assert.equal(conditionOf(pod, "Initialized")?.status, "True");
  });

  test("crashes has failed where nothing is started again", () => {
    const pod = after(held({ restartPolicy: "Never" }), { "web:2": { crashes: true } }, 1, 60);
    assert.equal(statusOf(pod).phase, "Failed");
    assert.deepEqual([first(pod)?.state?.terminated?.exitCode, first(pod)?.restartCount], [1, 0]);
    assert.equal(conditionOf(pod, "Ready")?.reason, "PodFailed");
  });

  test("is not there waits for it, and starts once it is", () => {
    const bad: BadImages = { "web:2": { notFound: true } };
    assert.equal(first(after(held({}), bad, 0))?.state?.waiting?.reason, "ErrImagePull");
    const waiting = after(held({}), bad, 0, 6);
    assert.equal(first(waiting)?.state?.waiting?.reason, "ImagePullBackOff");
    assert.equal(first(waiting)?.state?.waiting?.message, 'Back-off pulling image "web:2"');
    assert.equal(statusOf(waiting).phase, "Pending");
    const started = after(waiting, undefined, 7);
    assert.equal(statusOf(started).phase, "Running");
    assert.equal(conditionOf(started, "Ready")?.status, "True");
    assert.deepEqual([isHeld(waiting), isHeld(started)], [true, false]);
  });

  test("is never ready runs, and is ready only without a readiness probe", () => {
    const bad: BadImages = { "web:2": { neverReady: true } };
    const probed = after(held({}), bad, 1);
    assert.deepEqual([statusOf(probed).phase, first(probed)?.ready], ["Running", false]);
    assert.ok(first(probed)?.state?.running);
    const plain = after(held({ containers: [{ name: "web", image: "web:2" }] }), bad, 1);
    assert.deepEqual([first(plain)?.ready, conditionOf(plain, "Ready")?.status], [true, "True"]);
  });

  test("answers 500 is restarted by a liveness probe", () => {
    const containers = [{ name: "web", image: "web:2", livenessProbe: http }];
    const pod = after(held({ containers }), { "web:2": { answers: 500 } }, 1, 20, 32);
    assert.equal(first(pod)?.restartCount, 1);
    assert.ok(first(pod)?.state?.running);
    assert.equal(first(pod)?.lastState?.terminated?.exitCode, 143);
  });

  test("was bad when it started stays so; one that was good stays good", () => {
    const bad: BadImages = { "web:2": { answers: 500 } };
    const started = after(held({}), bad, 1);
    assert.equal(podStatus(started, undefined, START + 9_000), undefined);
    assert.equal(first(started)?.imageID, "sandbox:answers=500");
    const good = after(held({}), undefined, 1);
    assert.equal(podStatus(good, bad, START + 9_000), undefined);
  });
});

describe("a pod with several containers, one of which is bad,", () => {
  test("runs with the good ones, and is not ready", () => {
    const containers = [
      { name: "web", image: "web:1" },
      { name: "proxy", image: "proxy:2" },
    ];
    const pod = after(held({ containers }), { "proxy:2": { crashes: true } }, 1, 2);
    assert.deepEqual(
      statusOf(pod).containerStatuses?.map(({ ready }) => ready),
      [true, false],
    );
    assert.equal(conditionOf(pod, "Ready")?.message, "containers with unready status: [proxy]");
  });

  test("waits behind a bad init container", () => {
    const initContainers = [
      { name: "first", image: "init:1" },
      { name: "second", image: "init:2" },
    ];
    const pod = after(held({ initContainers }), { "init:2": { crashes: true } }, 1, 2);
    const [done, crashing] = statusOf(pod).initContainerStatuses ?? [];
    assert.equal(done?.state?.terminated?.reason, "Completed");
    assert.equal(crashing?.state?.waiting?.reason, "CrashLoopBackOff");
    assert.equal(first(pod)?.state?.waiting?.reason, "PodInitializing");
    assert.deepEqual([statusOf(pod).phase, conditionOf(pod, "Initialized")?.status], ["Pending", "False"]);
    const failed = after(held({ initContainers, restartPolicy: "Never" }), { "init:2": { crashes: true } }, 1);
    assert.equal(statusOf(failed).phase, "Failed");
  });

  test("starts beside a bad sidecar, and is not ready", () => {
    const initContainers = [{ name: "sidecar", image: "sidecar:2", restartPolicy: "Always", readinessProbe: http }];
    const pod = after(held({ initContainers }), { "sidecar:2": { answers: 500 } }, 1);
    assert.equal(statusOf(pod).phase, "Running");
    assert.deepEqual([first(pod)?.ready, conditionOf(pod, "Ready")?.status], [true, "False"]);
  });
});

test("readiness gates are open as soon as a held pod runs, as with pods of good images", () => {
  const readinessGates = [{ conditionType: "example.com/open" }];
  const pod = after(held({ readinessGates }), { "web:2": { neverReady: true } }, 1);
  assert.equal(conditionOf(pod, "example.com/open")?.status, "True");
});

test("a pod that is being deleted is nobody's to tell of", () => {
  const pod = held({});
  assert.equal(isHeld(pod), true);
  assert.equal(isHeld({ ...pod, metadata: { ...pod.metadata, deletionTimestamp: "2026-01-01T00:00:00Z" } }), false);
});
