import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { ArgumentError } from "../../sdk/argument-error";
import { nodeSelection, type NodeSelection, type TierNodes } from "../../sdk/placement/node-selection";
import { virtualNodeSelectorSpec, type VirtualNodeSelectorArgs } from "../../sdk/virtual-node/virtual-node-selector";

type Labels = Readonly<Record<string, string>>;

const onVirtualNodes = (args: VirtualNodeSelectorArgs = {}): TierNodes => ({
  kind: "virtualNode",
  name: "virtual-node",
  virtualNodes: virtualNodeSelectorSpec(args),
});
const VM = nodeSelection({ kind: "vm", name: "vm" });
const V1 = nodeSelection(onVirtualNodes({ virtualNodeGeneration: "v1" }));
const V2 = nodeSelection(onVirtualNodes({ virtualNodeGeneration: "v2" }));

describe("the pods of the virtual-node tier", () => {
  const tolerations = [{ key: "virtual-kubelet.io/provider", operator: "Exists", effect: "NoSchedule" }];

  test("on v1 want the add-on's node, and no node of v2 that has its labels too", () => {
    assert.deepEqual(V1, {
      nodeSelector: { "kubernetes.io/os": "linux", "kubernetes.io/role": "agent", type: "virtual-kubelet" },
      affinity: {
        nodeAffinity: {
          requiredDuringSchedulingIgnoredDuringExecution: {
            nodeSelectorTerms: [{ matchExpressions: [{ key: "virtualization", operator: "DoesNotExist" }] }],
          },
        },
      },
      tolerations,
    });
    assert.deepEqual(nodeSelection(onVirtualNodes()), V1, "v1 is the default");
  });

  test("on v2 want the chart's nodes", () => {
    assert.deepEqual(V2, {
      nodeSelector: { "kubernetes.io/os": "linux", virtualization: "virtualnode2" },
      tolerations,
    });
  });

  test("want the further labels of the virtual nodes that they are for", () => {
    const nodes = onVirtualNodes({ virtualNodeGeneration: "v2", virtualNodeLabels: { "shop/pool": "burst" } });
    assert.deepEqual(nodeSelection(nodes).nodeSelector, {
      "kubernetes.io/os": "linux",
      virtualization: "virtualnode2",
      "shop/pool": "burst",
    });
  });
});

describe("whatever else the nodes are labelled with", () => {
  const others = fc.dictionary(fc.constantFrom("zone", "team", "agentpool", "kubernetes.io/arch"), fc.string());
  const v1Nodes = others.map((more) => ({ ...more, ...nodeSelectorOf(V1) }));
  // v2's documents select by their own label; their nodes have been seen with v1's as well.
  const v2Nodes = fc
    .tuple(others, fc.boolean())
    .map(([more, withV1s]) => ({ ...more, ...(withV1s ? nodeSelectorOf(V1) : {}), ...nodeSelectorOf(V2) }));
  const vms = others.map((more) => ({ ...more, "kubernetes.io/os": "linux", "kubernetes.io/role": "agent" }));

  test("no pod of the VM tier matches a virtual node of either generation, and each matches a VM", () => {
    fc.assert(fc.property(v1Nodes, v2Nodes, (v1, v2) => !matches(VM, v1) && !matches(VM, v2)));
    fc.assert(fc.property(vms, (vm) => matches(VM, vm)));
    assert.equal(VM.tolerations, undefined);
  });

  test("each generation's pods match its own virtual nodes, and neither the other's nor VMs", () => {
    fc.assert(
      fc.property(v1Nodes, v2Nodes, vms, (v1, v2, vm) => {
        assert.deepEqual([v1, v2, vm].map((node) => matches(V1, node)), [true, false, false]); // prettier-ignore
        assert.deepEqual([v1, v2, vm].map((node) => matches(V2, node)), [false, true, false]); // prettier-ignore
      }),
    );
  });
});

describe("a mistake in which nodes are virtual", () => {
  const MISTAKES: readonly [args: object, line: string][] = [
    [{ virtualNodeGeneration: "v3" }, 'cluster.virtualNodeGeneration: must be one of "v1", "v2"; got "v3"'],
    [
      { virtualNodeLabels: { type: "vm" } },
      "cluster.virtualNodeLabels.type: must be left out: virtual nodes of v1 are selected by type=virtual-kubelet",
    ],
    [
      { virtualNodeLabels: { virtualization: "virtualnode2" } },
      'cluster.virtualNodeLabels.virtualization: must be left out: only virtual nodes of "v2" have it; ' +
        "set virtualNodeGeneration",
    ],
    [
      { virtualNodeLabels: { "a/b/c": "d" } },
      "cluster.virtualNodeLabels.a/b/c: must be named as a label: a name of up to 63, or prefix/name",
    ],
    [
      { virtualNodeLabels: { pool: "not ok" } },
      "cluster.virtualNodeLabels.pool: must be the value of a label: up to 63 letters, digits, dots, _ and -; " +
        'got "not ok"',
    ],
  ];
  for (const [args, line] of MISTAKES) {
    test(line, () => {
      assert.throws(() => virtualNodeSelectorSpec(args), new ArgumentError(problemOf(line)));
    });
  }
});

function problemOf(line: string) {
  const colon = line.indexOf(": ");
  return [{ path: line.slice(0, colon), reason: line.slice(colon + 2) }];
}

function nodeSelectorOf(selection: NodeSelection): Labels {
  assert.ok(selection.nodeSelector);
  return selection.nodeSelector;
}

/** Whether Kubernetes would let a pod on a node, by labels alone. */
function matches({ nodeSelector = {}, affinity }: NodeSelection, labels: Labels): boolean {
  const terms = affinity?.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms;
  return (
    Object.entries(nodeSelector).every(([key, value]) => labels[key] === value) &&
    (terms?.some(({ matchExpressions }) => matchExpressions.every((requirement) => holds(requirement, labels))) ?? true)
  );
}

function holds(
  { key, operator, values = [] }: { key: string; operator: string; values?: string[] },
  labels: Labels,
): boolean {
  const value = labels[key];
  switch (operator) {
    case "In":
      return value !== undefined && values.includes(value);
    case "NotIn":
      return value === undefined || !values.includes(value);
    case "Exists":
      return value !== undefined;
    case "DoesNotExist":
      return value === undefined;
    default:
      throw new Error(`no node selector has the operator ${operator}`);
  }
}
