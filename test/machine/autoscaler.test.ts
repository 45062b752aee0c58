import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { fits, type NodeRoom, nodeRoom } from "../../sandbox/autoscaler/node-room";
import { isUnschedulable, requestsOf } from "../../sandbox/autoscaler/pod";
import { planScaleUp } from "../../sandbox/autoscaler/scale-up";
import type { KubernetesObject } from "../../sdk/kubernetes/object";

const GiB = 2 ** 30;
const container = (cpu: string, more: object = {}) => ({ resources: { requests: { cpu } }, ...more });
const pod = (spec: object = {}): KubernetesObject => ({ spec: { containers: [container("1")], ...spec } });
const room = (more: Partial<NodeRoom> = {}): NodeRoom => ({
  ...{ name: "node", labels: {}, taints: [], free: { cpu: 2, memory: 4 * GiB, pods: 30 } },
  ...more,
});
const affinity = (...nodeSelectorTerms: object[]) => ({
  affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms } } },
});
const needs = (key: string, operator: string, ...values: string[]) =>
  affinity({ matchExpressions: [{ key, operator, values }] });

describe("where a pod fits", () => {
  const labels = { agentpool: "burst", generation: "5" };
  const spot = { key: "spot", value: "yes", effect: "NoSchedule" };
  const cases: readonly (readonly [what: string, spec: object, node: Partial<NodeRoom>, expected: boolean])[] = [
    ["anything, on a free node", {}, {}, true],
    ["more than is free", { containers: [container("2500m")] }, {}, false],
    [
      "a resource that the node has not",
      { containers: [{ resources: { requests: { "nvidia.com/gpu": "1" } } }] },
      {},
      false,
    ],
    ["one pod too many", {}, { free: { cpu: 2, pods: 0 } }, false],
    ["by its node selector", { nodeSelector: { agentpool: "burst" } }, { labels }, true],
    ["against its node selector", { nodeSelector: { agentpool: "other" } }, { labels }, false],
    ["In", needs("agentpool", "In", "other", "burst"), { labels }, true],
    ["NotIn a label that is not there", needs("zone", "NotIn", "1"), { labels }, true],
    ["Exists", needs("zone", "Exists"), { labels }, false],
    ["DoesNotExist", needs("agentpool", "DoesNotExist"), { labels }, false],
    ["Gt", needs("generation", "Gt", "4"), { labels }, true],
    ["Lt", needs("generation", "Lt", "4"), { labels }, false],
    [
      "one of two terms",
      affinity(
        { matchExpressions: [{ key: "x", operator: "Exists" }] },
        { matchFields: [{ key: "metadata.name", operator: "In", values: ["node"] }] },
      ),
      { labels },
      true,
    ],
    ["an empty term, which matches nothing", affinity({}), { labels }, false],
    ["a taint", {}, { taints: [spot] }, false],
    ["a taint that only prefers", {}, { taints: [{ ...spot, effect: "PreferNoSchedule" }] }, true],
    [
      "a taint that it tolerates",
      { tolerations: [{ key: "spot", value: "yes", effect: "NoSchedule" }] },
      { taints: [spot] },
      true,
    ],
    ["a taint with another value", { tolerations: [{ key: "spot", value: "no" }] }, { taints: [spot] }, false],
    ["any taint, tolerating all", { tolerations: [{ operator: "Exists" }] }, { taints: [spot] }, true],
  ];
  for (const [what, spec, node, expected] of cases) {
    test(`${what}: ${expected ? "yes" : "no"}`, () => {
      assert.equal(fits(pod(spec), room(node)), expected);
    });
  }

  test("init containers count where one is larger than all that runs, sidecars always", () => {
    const spec = (initContainers: object[]) => pod({ containers: [container("1"), container("500m")], initContainers });
    assert.equal(requestsOf(spec([container("2"), container("1")]))["cpu"], 2);
    assert.equal(requestsOf(spec([container("250m", { restartPolicy: "Always" })]))["cpu"], 1.75);
  });

  test("what runs on a node is not free", () => {
    const node = { metadata: { name: "node" }, status: { allocatable: { cpu: "1900m", pods: "30" } } };
    const { free } = nodeRoom(node, [pod(), pod({ overhead: { cpu: "100m" } })]);
    assert.deepEqual({ cpu: free["cpu"]?.toFixed(3), pods: free["pods"] }, { cpu: "-0.200", pods: 28 });
  });

  test("a pod waits for a node only once the scheduler found none", () => {
    const refused = { conditions: [{ type: "PodScheduled", status: "False", reason: "Unschedulable" }] };
    assert.equal(isUnschedulable({ ...pod(), status: refused }), true);
    assert.equal(isUnschedulable({ ...pod(), status: { conditions: [] } }), false);
    assert.equal(isUnschedulable({ ...pod({ nodeName: "node" }), status: refused }), false);
    const going = { metadata: { deletionTimestamp: "2026-01-01T00:00:00Z" } };
    assert.equal(isUnschedulable({ ...pod(), ...going, status: refused }), false);
  });
});

describe("how pools grow", () => {
  const pool = (name: string, maxCount: number, newNode: Partial<NodeRoom> = {}) => ({
    ...{ name, count: 1, maxCount, newNode: room({ name, ...newNode }) },
  });
  const pods = (count: number) => Array.from({ length: count }, () => pod());

  test("a pod that fits a node that is there asks for no new one", () => {
    const plan = planScaleUp({ pods: pods(2), rooms: [room()], pools: [pool("burst", 5)] });
    assert.deepEqual([plan.growth, [...plan.awaited]], [undefined, ["node"]]);
  });

  test("the pool grows that takes the most pods", () => {
    const pools = [
      pool("small", 2),
      pool("large", 9),
      pool("tainted", 9, { taints: [{ key: "a", effect: "NoExecute" }] }),
    ];
    assert.deepEqual(planScaleUp({ pods: pods(5), rooms: [], pools }).growth, { pool: "large", count: 4, pods: 5 });
  });

  test("no pool grows for a pod that its nodes could not run", () => {
    const huge = [pod({ containers: [container("64")] })];
    assert.equal(planScaleUp({ pods: huge, rooms: [], pools: [pool("burst", 5)] }).growth, undefined);
  });

  test("a pool never grows beyond its most, nor by more nodes than pods wait", () => {
    fc.assert(
      fc.property(fc.nat(20), fc.integer({ min: 1, max: 8 }), fc.nat(4), (waiting, maxCount, free) => {
        const rooms = Array.from({ length: free }, (_, index) => room({ name: String(index) }));
        const { growth } = planScaleUp({ pods: pods(waiting), rooms, pools: [pool("burst", maxCount)] });
        const needed = Math.ceil(Math.max(0, waiting - 2 * free) / 2);
        assert.equal(growth?.count ?? 1, Math.max(1, Math.min(maxCount, 1 + needed)));
      }),
    );
  });
});
