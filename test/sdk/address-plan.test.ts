import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { ArgumentError } from "../../sdk/argument-error";
import { planAddresses } from "../../sdk/network/address-plan";
import { addressCount, contains, formatCidr, overlap } from "../../sdk/network/cidr";
import { networkSpec, type NetworkArgs } from "../../sdk/network/network-spec";

function layout(args: NetworkArgs) {
  const spec = networkSpec(args);
  const plan = planAddresses(spec);
  return { spec, plan, ranges: [formatCidr(plan.nodeSubnet), formatCidr(plan.virtualNodeSubnet)] };
}

/** Layouts that must never change: another range for a subnet in use cannot be deployed. */
const LAYOUTS: readonly [args: NetworkArgs, nodes: string, virtualNode: string][] = [
  [{}, "10.232.0.0/16", "10.228.0.0/16"],
  [{ addressSpace: "10.0.0.0/8" }, "10.128.0.0/16", "10.64.0.0/16"],
  [{ addressSpace: "10.1.0.0/16" }, "10.1.128.0/17", "10.1.64.0/18"],
  [{ addressSpace: "192.168.0.0/20" }, "192.168.8.0/21", "192.168.4.0/22"],
  [{ addressSpace: "10.1.0.0/22", maxNodes: 3 }, "10.1.2.0/23", "10.1.1.0/24"],
  [{ addressSpace: "10.0.0.0/8", maxNodes: 5000 }, "10.128.0.0/14", "10.64.0.0/16"],
  [{ nodeSubnetCidr: "10.225.0.0/16" }, "10.225.0.0/16", "10.228.0.0/16"],
  [{ virtualNodeSubnetCidr: "10.224.0.0/24" }, "10.232.0.0/16", "10.224.0.0/24"],
];

describe("an address space is cut into subnets", () => {
  for (const [args, nodes, virtualNode] of LAYOUTS) {
    test(`${JSON.stringify(args)} gives ${nodes} to nodes and ${virtualNode} to the virtual node`, () => {
      assert.deepEqual(layout(args).ranges, [nodes, virtualNode]);
    });
  }

  test("raising a maximum changes nothing while 65,536 addresses are enough", () => {
    const few = layout({ maxNodes: 1, maxVirtualNodePods: 1 });
    assert.deepEqual(layout({ maxNodes: 1900, maxVirtualNodePods: 3000 }).ranges, few.ranges);
  });
});

/** Args of a network that cannot be, and the whole message. */
const REFUSALS: readonly [args: NetworkArgs, message: string][] = [
  [
    { addressSpace: "10.1.0.0/24", maxNodes: 10 },
    "nodeSubnetCidr: must be /23 or larger for 10 nodes and 1 more while upgrading, each with 31 addresses and the 5 that " +
      "Azure keeps: 346 addresses; 10.1.0.128/25 has 128\n" +
      "virtualNodeSubnetCidr: must be /25 or larger for 100 pods on the virtual node and the 5 that Azure keeps: " +
      "105 addresses; 10.1.0.64/26 has 64",
  ],
  [{ addressSpace: "10.1.0.0/28" }, "addressSpace: must be /27 or larger; got 10.1.0.0/28"],
  [
    { nodeSubnetCidr: "172.16.0.0/16" },
    "nodeSubnetCidr: must be inside the address space 10.224.0.0/12; 172.16.0.0/16 is not",
  ],
  [
    { nodeSubnetCidr: "10.228.0.0/15" },
    "virtualNodeSubnetCidr: must not overlap the node subnet; 10.228.0.0/16 and 10.228.0.0/15 do",
  ],
  [
    { serviceCidr: "10.232.0.0/20" },
    "serviceCidr: must not overlap a subnet; 10.232.0.0/20 overlaps nodeSubnetCidr 10.232.0.0/16",
  ],
  [{ serviceCidr: "10.0.0.0/8" }, "serviceCidr: must be a range from /12 to /28; got 10.0.0.0/8"],
  [
    { maxNodes: 0, maxPodsPerNode: 251, maxVirtualNodePods: 3001 },
    "maxNodes: must be a whole number from 1 to 5000; got 0\n" +
      "maxPodsPerNode: must be a whole number from 10 to 250; got 251\n" +
      "maxVirtualNodePods: must be a whole number from 1 to 3000; got 3001",
  ],
];

describe("a network that cannot be is refused with the numbers", () => {
  for (const [args, message] of REFUSALS) {
    test(`${JSON.stringify(args)}: ${message}`, () => {
      assert.throws(() => networkSpec(args), { name: "ArgumentError", message });
    });
  }
});

describe("for all address spaces and sizes", () => {
  const args = fc.record(
    {
      addressSpace: fc.tuple(fc.integer({ min: 8, max: 27 }), fc.nat(2 ** 24 - 1)).map(([prefixLength, offset]) => {
        const size = 2 ** (32 - prefixLength);
        return formatCidr({ first: 10 * 2 ** 24 + Math.floor(offset / size) * size, prefixLength });
      }),
      maxNodes: fc.integer({ min: 1, max: 5000 }),
      maxPodsPerNode: fc.integer({ min: 10, max: 250 }),
      maxVirtualNodePods: fc.integer({ min: 1, max: 3000 }),
    },
    { requiredKeys: ["addressSpace"] },
  );

  /** Lays a network out, or nothing where it cannot be; anything but an ArgumentError is a fault. */
  const possible = (given: NetworkArgs) => {
    try {
      return layout({ serviceCidr: "172.16.0.0/16", ...given });
    } catch (error) {
      assert.ok(error instanceof ArgumentError);
      return undefined;
    }
  };

  test("subnets lie within the space, overlap neither each other nor the services, and hold what they must", () => {
    fc.assert(
      fc.property(args, (given) => {
        const made = possible(given);
        fc.pre(made !== undefined);
        const { spec, plan } = made;
        assert.ok(!overlap(plan.nodeSubnet, plan.virtualNodeSubnet));
        for (const [range, subnet] of [
          [plan.nodeSubnet, spec.nodeSubnet],
          [plan.virtualNodeSubnet, spec.virtualNodeSubnet],
        ] as const) {
          assert.ok(contains(spec.addressSpace, range));
          assert.ok(!overlap(range, spec.serviceCidr));
          assert.ok(addressCount(range) >= subnet.addresses);
        }
      }),
    );
  });

  test("raising a maximum moves no subnet, and its own only grows where it is", () => {
    fc.assert(
      fc.property(args, fc.integer({ min: 1, max: 5000 }), (given, maxNodes) => {
        const [before, after] = [possible({ ...given, maxNodes: 1 }), possible({ ...given, maxNodes })];
        fc.pre(before !== undefined && after !== undefined);
        assert.deepEqual(after.plan.virtualNodeSubnet, before.plan.virtualNodeSubnet);
        assert.equal(after.plan.nodeSubnet.first, before.plan.nodeSubnet.first);
        assert.ok(contains(after.plan.nodeSubnet, before.plan.nodeSubnet));
      }),
    );
  });

  test("a layout pasted back as args gives itself", () => {
    fc.assert(
      fc.property(args, (given) => {
        const made = possible(given);
        fc.pre(made !== undefined);
        const [nodeSubnetCidr = "", virtualNodeSubnetCidr = ""] = made.ranges;
        assert.deepEqual(possible({ ...given, nodeSubnetCidr, virtualNodeSubnetCidr })?.ranges, made.ranges);
      }),
    );
  });
});
