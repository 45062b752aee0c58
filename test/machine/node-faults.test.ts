import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { parse } from "yaml";
import type { AgentPoolShape, ClusterShape } from "../../sandbox/arm/cluster-host";
import type { BadImages } from "../../sandbox/arm/faults";
import { kwokStages } from "../../sandbox/nodes/kwok-stages";
import { underFaults } from "../../sandbox/nodes/node-faults";
import { nodeManifest } from "../../sandbox/nodes/node-manifest";
import { isMarkedLost } from "../../sandbox/nodes/vm-loss";
import type { KubernetesObject } from "../../sdk/kubernetes/object";

const pool: AgentPoolShape = {
  name: "user",
  mode: "User",
  count: 1,
  vmSize: "Standard_D4s_v5",
  maxPods: 30,
  availabilityZones: ["1", "2"],
  scaleSetPriority: "Regular",
  nodeLabels: {},
  nodeTaints: [],
};

const cluster: ClusterShape = {
  id: "/subscriptions/s/resourceGroups/rg/providers/Microsoft.ContainerService/managedClusters/aks",
  name: "aks",
  location: "westeurope",
  subscriptionId: "s",
  nodeResourceGroup: "MC_rg_aks_westeurope",
  agentPools: [pool],
};

const node = { cluster, pool, instance: 0, address: "10.224.0.4", kubernetesVersion: "1.35.4" };

describe("a VM that is made while faults hold", () => {
  const made = nodeManifest(node);
  const specOf = (seen: KubernetesObject | undefined) => seen?.["spec"] as { unschedulable?: boolean } | undefined;

  test("is none where such VMs are deleted", () => {
    assert.equal(underFaults(made, { vmDeletion: { pool: "user" } }), undefined);
    assert.deepEqual(underFaults(made, { vmDeletion: { pool: "system" } }), made);
  });

  test("is lost, or takes no pods, from the start", () => {
    const lost = underFaults(made, { vmLoss: { zone: "1" } });
    assert.ok(lost !== undefined && isMarkedLost(lost));
    assert.equal(specOf(lost)?.unschedulable, undefined);
    const cordoned = underFaults(made, { cordon: {} });
    assert.ok(cordoned !== undefined && !isMarkedLost(cordoned));
    assert.equal(specOf(cordoned)?.unschedulable, true);
  });
});

describe("kwok's configuration for pods that are processes", () => {
  const stages = (badImages?: BadImages) => kwokStages(badImages).split("---\n");
  const label = `.metadata.labels["app.kubernetes.io/component"]`;
  for (const [what, badImages] of [
    ["without bad images", undefined],
    ["with a bad image", { web: { crashes: true } }],
  ] as const) {
    test(`gives them an address and leaves the rest to who runs them, ${what}`, () => {
      const operators = stages(badImages).flatMap((text) => {
        const { metadata, spec } = parse(text) as {
          metadata: { name: string };
          spec: { resourceRef: { kind: string }; selector: { matchExpressions: { key: string; operator: string }[] } };
        };
        if (spec.resourceRef.kind !== "Pod") return [];
        return [[metadata.name, spec.selector.matchExpressions.find(({ key }) => key === label)?.operator] as const];
      });
      const { "pod-addressed": own, ...others } = Object.fromEntries(operators);
      assert.equal(own, "In");
      assert.deepEqual([...new Set(Object.values(others))], ["NotIn"]);
    });
  }
});
