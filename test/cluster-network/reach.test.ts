import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { isAlive, listensOn, podReach, type PodPlace, type Reach } from "../../sandbox/cluster-network/reach";
import { vmLossLabel } from "../../sandbox/nodes/kwok-stages";

const vm = { metadata: { name: "vm" } };
const lostVm = { metadata: { name: "vm", labels: { [vmLossLabel]: "true" } } };
const virtualNode = { metadata: { name: "aci", labels: { type: "virtual-kubelet" } } };

const running = { running: { startedAt: "2026-01-01T00:00:00Z" } };
const waiting = { waiting: { reason: "CrashLoopBackOff" } };

function pod(state: object = running, imageID = "", phase = "Running") {
  return {
    metadata: { namespace: "shop", name: "web-1" },
    spec: {
      nodeName: "vm",
      containers: [
        { name: "web", image: "web:2", ports: [{ containerPort: 80 }, { containerPort: 53, protocol: "UDP" }] },
        { name: "metrics", image: "metrics:1", ports: [{ containerPort: 9090, protocol: "TCP" }] },
      ],
      initContainers: [{ name: "proxy", image: "proxy:1", restartPolicy: "Always", ports: [{ containerPort: 15001 }] }],
    },
    status: {
      phase,
      containerStatuses: [
        { name: "web", imageID, state },
        { name: "metrics", state: running },
      ],
      initContainerStatuses: [{ name: "proxy", state: running }],
    },
  };
}

const about = { namespace: "shop", pod: "web-1", container: "web", image: "web:2", node: "vm" };
const refused: Reach = { isRefused: true };
const silent: Reach = { isSilent: true };
const answers = (status: number): Reach => ({ answerer: { status, about } });
const group = (isRunning: boolean, failure?: { answers: number }) =>
  new Map([["web", { isRunning, ...(failure === undefined ? {} : { failure }) }]]);

describe("what a connection to a pod meets", () => {
  const cases: readonly (readonly [
    what: string,
    pod: ReturnType<typeof pod>,
    port: number,
    place: PodPlace,
    reach: Reach,
  ])[] = [
    ["a container that runs", pod(), 80, { node: vm }, answers(200)],
    ["a port that no container declares", pod(), 81, { node: vm }, refused],
    ["a port that is declared for UDP", pod(), 53, { node: vm }, refused],
    ["a container that backs off", pod(waiting), 80, { node: vm }, refused],
    [
      "a container that was started from a bad image",
      pod(running, "sandbox:answers=404"),
      80,
      { node: vm },
      answers(404),
    ],
    ["a container that is never ready", pod(running, "sandbox:neverReady"), 80, { node: vm }, answers(503)],
    ["a pod on a VM that is lost", pod(), 80, { node: lostVm }, silent],
    ["a pod on a VM that is gone", pod(), 80, {}, silent],
    ["a pod that has ended", pod(running, "", "Failed"), 80, { node: vm }, silent],
    ["a container of a container group", pod(waiting), 80, { node: virtualNode, group: group(true) }, answers(200)],
    [
      "a bad container of a container group",
      pod(),
      80,
      { node: virtualNode, group: group(true, { answers: 500 }) },
      answers(500),
    ],
    ["a container of a container group that backs off", pod(), 80, { node: virtualNode, group: group(false) }, refused],
    ["an undeclared port of a container group", pod(), 81, { node: virtualNode, group: group(true) }, refused],
    ["a pod whose container group is gone", pod(), 80, { node: virtualNode }, silent],
  ];
  for (const [what, of, port, place, expected] of cases) {
    test(`${what}: ${"answerer" in expected ? expected.answerer.status : "isRefused" in expected ? "refused" : "silence"}`, () => {
      assert.deepEqual(podReach(of, port, place), expected);
    });
  }

  test("a pod that is a process of this machine: the port there of what listens, else nobody", () => {
    const agent = pod();
    const local = {
      ...agent,
      metadata: { ...agent.metadata, labels: { "app.kubernetes.io/component": "failover-agent" } },
    };
    assert.deepEqual(podReach(local, 80, { node: vm, localPort: 40_001 }), { localPort: 40_001 });
    assert.deepEqual(podReach(local, 80, { node: vm }), refused);
    assert.deepEqual(podReach(local, 80, { node: lostVm, localPort: 40_001 }), silent);
    assert.deepEqual(podReach(local, 80, { node: virtualNode, group: group(true) }), answers(200));
  });

  test("each port is its own container's, a sidecar's too", () => {
    const container = (port: number) => {
      const reach = podReach(pod(waiting), port, { node: vm });
      return "answerer" in reach ? reach.answerer.about["container"] : undefined;
    };
    assert.deepEqual([80, 9090, 15001].map(container), [undefined, "metrics", "proxy"]);
    assert.deepEqual([listensOn(pod(), 15001), listensOn(pod(), 53), listensOn(pod(), 81)], [true, false, false]);
  });

  test("a pod that has ended has no address any more", () => {
    const phases = ["Pending", "Running", "Succeeded", "Failed"];
    assert.deepEqual(
      phases.map((phase) => isAlive(pod(running, "", phase))),
      [true, true, false, false],
    );
  });
});
