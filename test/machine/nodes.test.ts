import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { parseAllDocuments } from "yaml";
import type { AgentPoolShape, ClusterShape } from "../../sandbox/arm/cluster-host";
import type { BadImages } from "../../sandbox/arm/faults";
import { freePart, isWithin, podRange } from "../../sandbox/nodes/addresses";
import { kwokStages } from "../../sandbox/nodes/kwok-stages";
import { nodeLabels, nodeManifest, nodeName, nodeTaints, parseTaint } from "../../sandbox/nodes/node-manifest";
import { poolChange } from "../../sandbox/nodes/pool-change";
import { missingInstances, surplusNodes, toBeDeleted } from "../../sandbox/nodes/pool-nodes";
import { allocatable, aksReservation } from "../../sandbox/nodes/reservations";
import { isLost } from "../../sandbox/nodes/vm-loss";
import { architectureOf, knownVmSizes, UnknownVmSize, vmSizeOf } from "../../sandbox/nodes/vm-sizes";
import { contains, formatCidr } from "../../sdk/network/cidr";

const MiB = 1024 * 1024;

const pool: AgentPoolShape = {
  name: "user",
  mode: "User",
  count: 3,
  vmSize: "Standard_D4s_v5",
  maxPods: 30,
  availabilityZones: ["1", "2"],
  scaleSetPriority: "Regular",
  nodeLabels: { team: "shop" },
  nodeTaints: ["team=shop:NoSchedule"],
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

describe("what AKS keeps of a node", () => {
  const rows: readonly (readonly [cores: number, millicores: number])[] = [
    ...([
      [1, 60],
      [2, 100],
      [4, 140],
      [8, 180],
      [16, 260],
      [32, 420],
      [64, 740],
    ] as const),
    ...([
      [12, 180],
      [20, 260],
      [48, 420],
      [96, 740],
    ] as const),
  ];
  for (const [cores, millicores] of rows) {
    test(`${cores} cores give up ${millicores} millicores`, () => {
      assert.equal(aksReservation({ cores, memoryGiB: 8 }, 30).cpuMillicores, millicores);
    });
  }

  test("the page's examples: 8 GB and 30 pods give up 650 MB, 4 GB and 70 pods a quarter", () => {
    assert.equal(aksReservation({ cores: 2, memoryGiB: 8 }, 30).memoryBytes, (650 + 100) * MiB);
    assert.equal(aksReservation({ cores: 2, memoryGiB: 4 }, 70).memoryBytes, (1024 + 100) * MiB);
  });

  test("a D4s_v5 for 30 pods has 3860m and 16 GiB less 750 MiB for pods", () => {
    const { cpu, memory, pods } = allocatable(vmSizeOf("Standard_D4s_v5"), 30);
    assert.deepEqual({ cpu, memory, pods }, { cpu: "3860m", memory: `${(16 * 1024 - 750) * 1024}Ki`, pods: "30" });
  });
});

describe("VM sizes", () => {
  test("common sizes are known, in any case of letters", () => {
    assert.deepEqual(vmSizeOf("standard_d2s_V5"), { cores: 2, memoryGiB: 8 });
    assert.deepEqual(vmSizeOf("Standard_E8ds_v5"), { cores: 8, memoryGiB: 64 });
    assert.deepEqual(vmSizeOf("Standard_F4s_v2"), { cores: 4, memoryGiB: 8 });
    assert.deepEqual(vmSizeOf("Standard_B2ms"), { cores: 2, memoryGiB: 8 });
    assert.deepEqual(vmSizeOf("Standard_D4s_v6"), { cores: 4, memoryGiB: 16 });
  });

  test("an unknown size is an error that names it and those that are known", () => {
    assert.throws(
      () => vmSizeOf("Standard_X1"),
      (error: unknown) => {
        assert.ok(error instanceof UnknownVmSize);
        assert.match(error.message, /"Standard_X1".*Standard_D4s_v5/);
        return true;
      },
    );
  });

  test("no size is there twice, and Arm sizes are told by their p", () => {
    const names = knownVmSizes().map((name) => name.toLowerCase());
    assert.equal(new Set(names).size, names.length);
    assert.equal(architectureOf("Standard_D4ps_v5"), "arm64");
    assert.equal(architectureOf("Standard_D4s_v5"), "amd64");
  });
});

describe("nodes of an agent pool", () => {
  test("carry AKS's form of name, with the VM's number in base 36", () => {
    assert.match(nodeName(cluster, pool, 0), /^aks-user-\d{8}-vmss000000$/);
    assert.match(nodeName(cluster, pool, 37), /-vmss000011$/);
  });

  test("carry AKS's labels, the pool's own, and spread over the pool's zones", () => {
    const labels = nodeLabels(node);
    assert.equal(labels["kubernetes.azure.com/mode"], "user");
    assert.equal(labels["kubernetes.azure.com/agentpool"], "user");
    assert.equal(labels["kubernetes.azure.com/cluster"], "MC_rg_aks_westeurope");
    assert.equal(labels["node.kubernetes.io/instance-type"], "Standard_D4s_v5");
    assert.equal(labels["kubernetes.io/hostname"], nodeName(cluster, pool, 0));
    assert.equal(labels["team"], "shop");
    const zones = [0, 1, 2].map((instance) => nodeLabels({ ...node, instance })["topology.kubernetes.io/zone"]);
    assert.deepEqual(zones, ["westeurope-1", "westeurope-2", "westeurope-1"]);
    const zoneless = { ...pool, availabilityZones: [] };
    assert.equal(nodeLabels({ ...node, pool: zoneless })["topology.kubernetes.io/zone"], "0");
  });

  test("carry the pool's taints, and spot VMs AKS's own", () => {
    assert.deepEqual(nodeTaints(pool), [{ key: "team", value: "shop", effect: "NoSchedule" }]);
    const spot = { key: "kubernetes.azure.com/scalesetpriority", value: "spot", effect: "NoSchedule" };
    assert.deepEqual(nodeTaints({ ...pool, scaleSetPriority: "Spot", nodeTaints: [] }), [spot]);
    assert.equal(nodeLabels({ ...node, pool: { ...pool, scaleSetPriority: "Spot" } })[spot.key], "spot");
  });

  test("a taint may have no value; one without an effect is an error that quotes it", () => {
    assert.deepEqual(parseTaint("a/b:NoExecute"), { key: "a/b", effect: "NoExecute" });
    assert.throws(() => parseTaint("a=b"), /must have the form key=value:Effect; got "a=b"/);
  });

  test("name their VM in Azure by providerID", () => {
    const { spec } = nodeManifest(node) as unknown as { spec: { providerID: string } };
    assert.match(
      spec.providerID,
      /^azure:\/\/\/subscriptions\/s\/resourceGroups\/mc_rg_aks_westeurope\/providers\/Microsoft\.Compute\/virtualMachineScaleSets\/aks-user-\d{8}-vmss\/virtualMachines\/0$/,
    );
  });
});

describe("which VMs a pool has", () => {
  const named = (instance: number, taints: readonly object[] = []) => ({
    metadata: { name: nodeName(cluster, pool, instance) },
    spec: { taints },
  });
  const marked = { key: toBeDeleted, value: "0", effect: "NoSchedule" };

  test("a pool that grows takes the lowest free numbers", () => {
    assert.deepEqual(missingInstances(cluster, { ...pool, count: 4 }, [named(1), named(3)]), [0, 2]);
    assert.deepEqual(missingInstances(cluster, { ...pool, count: 1 }, [named(1), named(3)]), []);
  });

  test("of a pool that shrinks those go that its autoscaler has chosen, then the latest", () => {
    const nodes = [named(0, [marked]), named(1), named(2)];
    const surplus = (count: number) => surplusNodes({ ...cluster, agentPools: [{ ...pool, count }] }, nodes);
    assert.deepEqual(surplus(3), []);
    assert.deepEqual(surplus(2), [nodes[0]]);
    assert.deepEqual(surplus(1), [nodes[0], nodes[2]]);
  });

  test("nodes of a pool that is gone go with it", () => {
    assert.equal(surplusNodes({ ...cluster, agentPools: [] }, [named(0)]).length, 1);
  });
});

describe("a pool whose settings change", () => {
  test("changes nothing on a node that has them", () => {
    assert.equal(poolChange(nodeManifest(node), pool), undefined);
  });

  test("takes its old labels and taints back and leaves those of others", () => {
    const seen = nodeManifest(node);
    const unreachable = { key: "node.kubernetes.io/unreachable", effect: "NoSchedule" };
    const { taints } = seen["spec"] as { taints: readonly unknown[] };
    const tainted = { ...seen, spec: { taints: [...taints, unreachable] } };
    const change = poolChange(tainted, { ...pool, nodeLabels: { tier: "gold" }, nodeTaints: ["gold:NoExecute"] });
    const { metadata, spec } = change as { metadata: { labels: unknown }; spec: { taints: unknown } };
    assert.deepEqual(metadata.labels, { team: null, tier: "gold" });
    assert.deepEqual(spec.taints, [{ key: "gold", effect: "NoExecute" }, unreachable]);
  });
});

describe("lost VMs", () => {
  const seen = nodeManifest(node);
  const cases = [
    [{}, true],
    [{ pool: "user" }, true],
    [{ pool: "system" }, false],
    [{ zone: "1" }, true],
    [{ zone: "westeurope-1" }, true],
    [{ zone: "2" }, false],
    [{ node: nodeName(cluster, pool, 0) }, true],
    [{ node: nodeName(cluster, pool, 1) }, false],
    [{ pool: "user", zone: "2" }, false],
    [undefined, false],
  ] as const;
  for (const [loss, expected] of cases) {
    test(`${JSON.stringify(loss ?? "no fault")} ${expected ? "takes" : "leaves"} a node of pool user in zone 1`, () => {
      assert.equal(isLost(seen, loss), expected);
    });
  }
});

describe("kwok's configuration", () => {
  interface StageDocument {
    readonly metadata: { readonly name: string };
    readonly spec: {
      readonly selector: { readonly matchExpressions: readonly { operator: string; values?: string[] }[] };
    };
  }
  const documents = (badImages?: BadImages) =>
    parseAllDocuments(kwokStages(badImages)).map((document) => document.toJS() as StageDocument);
  const names = [
    "node-ready",
    "node-status-report",
    "pod-ready-again",
    "pod-completed",
    "pod-deleted",
    "load-balancer",
    "pod-addressed",
    "pod-started",
  ];

  test("is YAML with a stage for each thing that a kubelet does", () => {
    assert.deepEqual(
      documents().map(({ metadata }) => metadata.name),
      names,
    );
  });

  test("starts no pod with a bad image, however its tag is written, and holds it instead", () => {
    const stages = documents({ "web:2": { crashes: true }, "registry:5000/job": { notFound: true } });
    assert.deepEqual(
      stages.map(({ metadata }) => metadata.name),
      [...names, "pod-held"],
    );
    const last = (index: number) => stages.at(index)?.spec.selector.matchExpressions.at(-1);
    const values = ["web:2", "registry:5000/job:latest", "registry:5000/job"];
    assert.deepEqual([last(-2)?.operator, last(-2)?.values], ["NotIn", values]);
    assert.deepEqual([last(-1)?.operator, last(-1)?.values], ["In", values]);
  });
});

describe("the addresses of pods on VMs", () => {
  test("are all to be had where none is given out", () => {
    assert.equal(formatCidr(freePart(podRange, [])), "10.224.128.0/17");
  });

  test("begin anew beside those that an earlier run gave out", () => {
    const taken = [podRange.first, podRange.first + 1];
    assert.equal(formatCidr(freePart(podRange, taken)), "10.224.192.0/18");
    const more = [...taken, podRange.first + 2 ** 14];
    assert.equal(formatCidr(freePart(podRange, more)), "10.224.160.0/19");
  });

  test("are never given out twice", () => {
    const addresses = fc.array(fc.integer({ min: podRange.first - 9, max: podRange.first + 2 ** 15 + 9 }));
    fc.assert(
      fc.property(addresses, (taken) => {
        const part = freePart(podRange, taken);
        assert.ok(contains(podRange, part));
        assert.ok(!taken.some((address) => isWithin(part, address)));
      }),
    );
  });
});
