import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { isNodeFor } from "../../sdk/failover/node-fit";
import type { NodeObject, PodRequirements } from "../../sdk/failover/objects";
import { nodeSelection } from "../../sdk/placement/node-selection";
import { virtualNodeSelectorSpec } from "../../sdk/virtual-node/virtual-node-selector";

const vm: NodeObject = { metadata: { name: "vm", labels: { "kubernetes.azure.com/agentpool": "apps", cores: "8" } } };

const requiring = (operator: string, key: string, ...values: string[]): PodRequirements => ({
  affinity: {
    nodeAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: {
        nodeSelectorTerms: [{ matchExpressions: [{ key, operator, ...(values.length === 0 ? {} : { values }) }] }],
      },
    },
  },
});

const tainted = (key: string, effect: string, value = "x"): NodeObject => ({
  ...vm,
  spec: { taints: [{ key, effect, value }] },
});

const CASES: readonly [title: string, requirements: PodRequirements, node: NodeObject, isFor: boolean][] = [
  ["any node is for a pod that wants nothing", {}, vm, true],
  ["a label that it must have", { nodeSelector: { "kubernetes.azure.com/agentpool": "apps" } }, vm, true],
  ["a label with another value", { nodeSelector: { "kubernetes.azure.com/agentpool": "batch" } }, vm, false],
  ["In", requiring("In", "cores", "4", "8"), vm, true],
  ["In, of a label that it has not", requiring("In", "gpu", "1"), vm, false],
  ["NotIn", requiring("NotIn", "cores", "8"), vm, false],
  ["NotIn, of a label that it has not", requiring("NotIn", "gpu", "1"), vm, true],
  ["Exists", requiring("Exists", "cores"), vm, true],
  ["DoesNotExist", requiring("DoesNotExist", "cores"), vm, false],
  ["Gt", requiring("Gt", "cores", "7"), vm, true],
  ["Lt", requiring("Lt", "cores", "8"), vm, false],
  ["an operator that nobody knows", requiring("Near", "cores"), vm, false],
  ["a taint that it does not tolerate", {}, tainted("CriticalAddonsOnly", "NoSchedule"), false],
  ["a taint that is only a preference", {}, tainted("spot", "PreferNoSchedule"), true],
  [
    "a taint by which Kubernetes says how the node is",
    {},
    tainted("node.kubernetes.io/unreachable", "NoExecute"),
    true,
  ],
  [
    "a taint that it tolerates whatever its value",
    { tolerations: [{ key: "team", operator: "Exists", effect: "NoSchedule" }] },
    tainted("team", "NoSchedule"),
    true,
  ],
  [
    "a taint of another value",
    { tolerations: [{ key: "team", value: "y", effect: "NoSchedule" }] },
    tainted("team", "NoSchedule"),
    false,
  ],
  ["a toleration of all", { tolerations: [{ operator: "Exists" }] }, tainted("team", "NoExecute"), true],
];

describe("whether a node is for the pods of a tier", () => {
  for (const [title, requirements, node, isFor] of CASES) {
    test(title, () => {
      assert.equal(isNodeFor(requirements, node), isFor);
    });
  }

  test("is as the tiers' own pods are pinned", () => {
    const virtualNode: NodeObject = {
      metadata: {
        name: "virtual-node-aci-linux",
        labels: { type: "virtual-kubelet", "kubernetes.io/role": "agent", "kubernetes.io/os": "linux" },
      },
      spec: { taints: [{ key: "virtual-kubelet.io/provider", value: "azure", effect: "NoSchedule" }] },
    };
    const spot: NodeObject = {
      metadata: { name: "spot", labels: { "kubernetes.azure.com/scalesetpriority": "spot" } },
      spec: { taints: [{ key: "kubernetes.azure.com/scalesetpriority", value: "spot", effect: "NoSchedule" }] },
    };
    const nodes = [vm, spot, virtualNode];
    const names = (requirements: PodRequirements): string[] =>
      nodes.filter((node) => isNodeFor(requirements, node)).map(({ metadata }) => metadata.name);
    assert.deepEqual(names(nodeSelection({ kind: "vm", name: "vm" })), ["vm"]);
    assert.deepEqual(names(nodeSelection({ kind: "spot", name: "spot" })), ["spot"]);
    const virtualNodes = virtualNodeSelectorSpec({});
    assert.deepEqual(names(nodeSelection({ kind: "virtualNode", name: "vn", virtualNodes })), [
      "virtual-node-aci-linux",
    ]);
  });
});
