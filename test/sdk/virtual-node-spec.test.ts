import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { chartValues, unwritableTags } from "../../sdk/virtual-node/chart-release";
import { hostShortage, type HostPool } from "../../sdk/virtual-node/host-capacity";
import { virtualNodeSpec, type VirtualNodeArgs } from "../../sdk/virtual-node/virtual-node-spec";

const CHART = "1.3409.26080501";

describe("the virtual node of a cluster", () => {
  test("is the add-on's, whose identity gets Azure's documented role", () => {
    assert.deepEqual(virtualNodeSpec({}), {
      generation: "v1",
      connectorRole: "networkContributor",
      readyTimeoutMinutes: 10,
      nodes: 1,
    });
  });

  test("of v2 is a release of a named version, whose identity may only join the subnet", () => {
    assert.deepEqual(virtualNodeSpec({ generation: "v2", chartVersion: CHART, nodes: 3, zone: "2" }), {
      generation: "v2",
      connectorRole: "subnetJoin",
      readyTimeoutMinutes: 10,
      nodes: 3,
      chart: { version: CHART, zone: "2" },
    });
  });

  const MISTAKES: readonly [args: object, ...lines: string[]][] = [
    [{ generation: "v3" }, 'virtualNode.generation: must be one of "v1", "v2"; got "v3"'],
    [
      { connectorRole: "owner" },
      'virtualNode.connectorRole: must be one of "networkContributor", "subnetJoin"; got "owner"',
    ],
    [{ readyTimeoutMinutes: 0 }, "virtualNode.readyTimeoutMinutes: must be a whole number from 1 to 1440; got 0"],
    [
      { generation: "v2" },
      "virtualNode.chartVersion: is required and must be a whole version of the chart virtualnode, such as 1.3409.26080501",
    ],
    [
      { generation: "v2", chartVersion: "1.34", nodes: 0, zone: "1;2" },
      "virtualNode.nodes: must be a whole number from 1 to 1000; got 0",
      'virtualNode.chartVersion: must be a whole version of the chart virtualnode, such as 1.3409.26080501; got "1.34"',
      'virtualNode.zone: must be one zone such as "1"; got "1;2"',
    ],
    [
      { nodes: 2, chartVersion: CHART },
      'virtualNode.nodes: is for generation "v2"; the add-on of "v1" has no such setting',
      'virtualNode.chartVersion: is for generation "v2"; the add-on of "v1" has no such setting',
    ],
  ];
  for (const [args, ...lines] of MISTAKES) {
    test(lines.join("; "), () => {
      assert.throws(() => virtualNodeSpec(args), { message: lines.join("\n") });
    });
  }
});

describe("the settings of v2's chart", () => {
  const spec = (more: VirtualNodeArgs = {}) => virtualNodeSpec({ generation: "v2", chartVersion: CHART, ...more });
  const subnetId = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/virtualNetworks/n/subnets/aci";

  test("name the subnet by its id, because the network may be in another resource group", () => {
    assert.deepEqual(chartValues({ spec: spec({ nodes: 2 }), subnetId }), { replicaCount: 2, aciSubnetName: subnetId });
  });

  test("put the zone and the tags on container groups, but no tag that they cannot write", () => {
    const tags = { team: "shop", "a=b": "c", note: "one;two", cost: "7" };
    assert.deepEqual(chartValues({ spec: spec({ zone: "1" }), subnetId, tags }), {
      replicaCount: 1,
      aciSubnetName: subnetId,
      zones: "1",
      customTags: "team=shop;cost=7",
    });
    assert.deepEqual(unwritableTags(tags), ["a=b", "note"]);
  });
});

describe("the VMs that virtual nodes of v2 run on", () => {
  const pool = (vmSize: string, vms: number, ...taints: string[]): HostPool => ({ name: "apps", vmSize, vms, taints });

  test("have room by their cores, one of which is AKS's own", () => {
    const rooms = ["Standard_D2s_v5", "Standard_D4s_v5", "Standard_D8ads_v6", "Standard_E16-4s_v5"].map((vmSize) =>
      [1, 2, 3].filter((nodes) => hostShortage(nodes, [pool(vmSize, 1)]) === undefined),
    );
    assert.deepEqual(rooms, [[], [1], [1, 2], [1]]);
  });

  test("have none for virtual nodes where they are tainted", () => {
    const taint = "kubernetes.azure.com/scalesetpriority=spot:NoSchedule";
    assert.equal(
      hostShortage(1, [pool("Standard_D4s_v5", 3, taint)]),
      "virtualNode.nodes: 1 virtual node needs 3 cores and 12 GB each on VMs without taints; the pools have room for 0 " +
        "(none is open). The others will stay pending.",
    );
    assert.equal(hostShortage(3, [pool("Standard_D4s_v5", 3, "soft=yes:PreferNoSchedule")]), undefined);
  });

  test("are not judged where a size does not tell its cores", () => {
    assert.equal(hostShortage(100, [pool("Standard_D3_v2", 1), pool("Standard_D4s_v5", 1)]), undefined);
    assert.equal(hostShortage(100, [pool("Standard_DS11-1_v2", 1)]), undefined);
  });

  test("more of them never have less room", () => {
    const nodes = 20;
    const size = fc.constantFrom("Standard_D2s_v5", "Standard_D4s_v5", "Standard_D16s_v5");
    fc.assert(
      fc.property(size, fc.nat(50), fc.nat(50), (vmSize, vms, more) => {
        const fewer = hostShortage(nodes, [pool(vmSize, vms)]);
        return fewer !== undefined || hostShortage(nodes, [pool(vmSize, vms + more)]) === undefined;
      }),
    );
  });
});
