import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { ArgumentError } from "../../sdk/argument-error";
import { planAddresses } from "../../sdk/network/address-plan";
import { addressCount, contains, formatCidr, overlap, type Cidr } from "../../sdk/network/cidr";
import { networkRanges } from "../../sdk/network/network-layout";
import { networkSpec, type NetworkArgs } from "../../sdk/network/network-spec";
import { SubnetDelegation } from "../../sdk/network/subnet-delegation";

function layout(args: NetworkArgs) {
  const spec = networkSpec(args);
  const { nodeSubnet, virtualNodeSubnet, additionalSubnets } = planAddresses(spec);
  assert.ok(nodeSubnet && virtualNodeSubnet);
  const subnets: readonly (readonly [Cidr, { readonly addresses: number }])[] = [
    [nodeSubnet, spec.nodeSubnet],
    [virtualNodeSubnet, spec.virtualNodeSubnet],
    ...spec.additionalSubnets.map((subnet, index) => [additionalSubnets[index] ?? nodeSubnet, subnet] as const),
  ];
  return { spec, subnets, ranges: subnets.map(([range]) => formatCidr(range)) };
}

/** So many further subnets, without a word about where or how big. */
function further(count: number): { name: string }[] {
  return Array.from({ length: count }, (_each, index) => ({ name: `more-${index + 1}` }));
}

/** Layouts that must never change: another range for a subnet in use cannot be deployed. */
const LAYOUTS: readonly [args: NetworkArgs, ...ranges: string[]][] = [
  [{}, "10.232.0.0/16", "10.228.0.0/16"],
  [{ addressSpace: "10.0.0.0/8" }, "10.128.0.0/16", "10.64.0.0/16"],
  [{ addressSpace: "10.1.0.0/16" }, "10.1.128.0/17", "10.1.64.0/18"],
  [{ addressSpace: "192.168.0.0/20" }, "192.168.8.0/21", "192.168.4.0/22"],
  [{ addressSpace: "10.1.0.0/22", maxNodes: 3 }, "10.1.2.0/23", "10.1.1.0/24"],
  [{ addressSpace: "10.0.0.0/8", maxNodes: 5000 }, "10.128.0.0/14", "10.64.0.0/16"],
  [{ nodeSubnetCidr: "10.225.0.0/16" }, "10.225.0.0/16", "10.228.0.0/16"],
  [{ virtualNodeSubnetCidr: "10.224.0.0/24" }, "10.232.0.0/16", "10.224.0.0/24"],
  [
    { additionalSubnets: further(6) },
    ...["10.232.0.0/16", "10.228.0.0/16", "10.226.0.0/20", "10.225.0.0/20"],
    ...["10.224.128.0/20", "10.224.64.0/20", "10.224.32.0/20", "10.224.16.0/20"],
  ],
  [
    { addressSpace: "10.1.0.0/16", additionalSubnets: further(3) },
    ...["10.1.128.0/17", "10.1.64.0/18", "10.1.32.0/20", "10.1.16.0/20", "10.1.8.0/21"],
  ],
  [
    { addressSpace: "192.168.0.0/20", additionalSubnets: [{ name: "endpoints", addresses: 20 }] },
    ...["192.168.8.0/21", "192.168.4.0/22", "192.168.2.0/23"],
  ],
  [
    { additionalSubnets: [{ name: "many", addresses: 50_000 }, { name: "few" }] },
    ...["10.232.0.0/16", "10.228.0.0/16", "10.226.0.0/16", "10.225.0.0/20"],
  ],
  [
    { additionalSubnets: [{ name: "own", cidr: "10.230.0.0/28" }, { name: "next" }] },
    ...["10.232.0.0/16", "10.228.0.0/16", "10.230.0.0/28", "10.225.0.0/20"],
  ],
];

describe("an address space is cut into subnets", () => {
  for (const [args, ...ranges] of LAYOUTS) {
    const [nodes = "", virtualNode = "", ...others] = ranges;
    const rest = others.length === 0 ? "" : `, and ${others.join(", ")} to further subnets`;
    test(`${JSON.stringify(args)} gives ${nodes} to nodes and ${virtualNode} to the virtual node${rest}`, () => {
      assert.deepEqual(layout(args).ranges, ranges);
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
  [
    { dnsServiceIP: "10.0.0.0" },
    "dnsServiceIP: must be in serviceCidr 10.0.0.0/16, but neither its first address 10.0.0.0 nor its last 10.0.255.255; " +
      "got 10.0.0.0",
  ],
  [
    { serviceCidr: "172.16.0.0/20", dnsServiceIP: "172.16.15.255" },
    "dnsServiceIP: must be in serviceCidr 172.16.0.0/20, but neither its first address 172.16.0.0 nor its last " +
      "172.16.15.255; got 172.16.15.255",
  ],
  [
    { serviceCidr: "172.16.0.0/20", dnsServiceIP: "10.0.0.10" },
    "dnsServiceIP: must be in serviceCidr 172.16.0.0/20, but neither its first address 172.16.0.0 nor its last " +
      "172.16.15.255; got 10.0.0.10",
  ],
  [{ dnsServiceIP: "10.0.0" }, 'dnsServiceIP: must be an IPv4 address such as 10.0.0.10; got "10.0.0"'],
  [
    { additionalSubnets: [{ name: "Bad" }, { name: "twin" }, { name: "twin", addresses: 0 }] },
    "additionalSubnets[0].name: must be 1 to 32 lower-case letters, digits and hyphens, a letter first and no hyphen " +
      'last; got "Bad"\n' +
      'additionalSubnets[2].name: must be a name of its own; got "twin" twice\n' +
      "additionalSubnets[2].addresses: must be a whole number from 1 to 65536; got 0",
  ],
  [
    {
      additionalSubnets: [
        { name: "a", cidr: "10.228.255.0/24" },
        { name: "b", cidr: "10.1.0.0/30" },
      ],
    },
    "additionalSubnets[1].cidr: must be /29 or larger for 1 addresses and the 5 that Azure keeps: 6 addresses; " +
      "10.1.0.0/30 has 4\n" +
      "additionalSubnets[1].cidr: must be inside the address space 10.224.0.0/12; 10.1.0.0/30 is not\n" +
      "additionalSubnets[0].cidr: must not overlap the virtual node's subnet; 10.228.255.0/24 and 10.228.0.0/16 do",
  ],
  [
    { addressSpace: "10.1.0.0/22", maxNodes: 3, additionalSubnets: [{ name: "endpoints" }] },
    "additionalSubnets[0].cidr: must be /24 or larger for 251 addresses and the 5 that Azure keeps: 256 addresses; " +
      "10.1.0.128/25 has 128",
  ],
  [
    { existing: { virtualNetwork: true, nodeSubnet: false, virtualNodeSubnet: true }, additionalSubnets: further(1) },
    "addressSpace: is required in an existing virtual network: the part of it that is set apart for this one's subnets, " +
      "because what else is free there is not ours to choose; or give nodeSubnetCidr and additionalSubnets[0].cidr",
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
      additionalSubnets: fc
        .array(fc.integer({ min: 1, max: 5000 }), { maxLength: 5 })
        .map((sizes) => sizes.map((addresses, index) => ({ name: `more-${index + 1}`, addresses }))),
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
        const { spec, subnets } = made;
        for (const [index, [range, subnet]] of subnets.entries()) {
          assert.ok(spec.addressSpace && contains(spec.addressSpace, range));
          assert.ok(!overlap(range, spec.serviceCidr));
          assert.ok(addressCount(range) >= subnet.addresses);
          assert.ok(subnets.slice(0, index).every(([earlier]) => !overlap(earlier, range)));
        }
      }),
    );
  });

  test("the subnets hold the nodes while an upgrade surges, their pods, and the pods on the virtual node", () => {
    fc.assert(
      fc.property(args, (given) => {
        const made = possible(given);
        fc.pre(made !== undefined);
        const [nodes = 0, virtualNode = 0] = made.subnets.map(([range]) => addressCount(range));
        const { maxNodes = 10, maxPodsPerNode = 30, maxVirtualNodePods = 100 } = given;
        assert.ok(nodes >= Math.ceil(maxNodes * 1.1) * (maxPodsPerNode + 1) + 5);
        assert.ok(virtualNode >= maxVirtualNodePods + 5);
      }),
    );
  });

  test("adding a subnet moves no other", () => {
    fc.assert(
      fc.property(args, (given) => {
        const additionalSubnets = given.additionalSubnets ?? [];
        const [before, after] = [
          possible(given),
          possible({ ...given, additionalSubnets: [...additionalSubnets, { name: "last", addresses: 1 }] }),
        ];
        fc.pre(before !== undefined && after !== undefined);
        assert.deepEqual(after.ranges.slice(0, -1), before.ranges);
      }),
    );
  });

  test("raising any maximum moves no subnet: it only grows where it is, and no other changes", () => {
    const maximum = fc.constantFrom("maxNodes", "maxPodsPerNode", "maxVirtualNodePods");
    fc.assert(
      fc.property(args, maximum, fc.integer({ min: 0, max: 3000 }), (given, which, more) => {
        const least = { maxNodes: 1, maxPodsPerNode: 10, maxVirtualNodePods: 1 }[which];
        const lower = given[which] ?? least;
        const before = possible({ ...given, [which]: lower });
        const after = possible({ ...given, [which]: lower + more });
        fc.pre(before !== undefined && after !== undefined);
        const grown = which === "maxVirtualNodePods" ? 1 : 0;
        for (const [index, [range]] of after.subnets.entries()) {
          const earlier: Cidr = before.subnets[index]?.[0] ?? range;
          if (index !== grown) assert.deepEqual(range, earlier);
          assert.ok(range.first === earlier.first && contains(range, earlier));
        }
      }),
    );
  });

  test("a layout pasted back as args gives itself", () => {
    fc.assert(
      fc.property(args, (given) => {
        const made = possible(given);
        fc.pre(made !== undefined);
        const { additionalSubnetCidrs, ...ranges } = networkRanges(made.spec);
        const additionalSubnets = (given.additionalSubnets ?? []).map((subnet, index) => {
          const cidr = additionalSubnetCidrs[index];
          assert.ok(cidr);
          return { ...subnet, cidr };
        });
        assert.deepEqual(possible({ ...given, ...ranges, additionalSubnets })?.ranges, made.ranges);
      }),
    );
  });
});

describe("a network that exists in part", () => {
  const existing = { virtualNetwork: true, nodeSubnet: true, virtualNodeSubnet: false };

  test("has no address space of ours where the missing ranges are given, and lays out nothing that exists", () => {
    const spec = networkSpec({ existing, virtualNodeSubnetCidr: "10.9.0.0/24" });
    assert.deepEqual(networkRanges(spec), {
      virtualNodeSubnetCidr: "10.9.0.0/24",
      serviceCidr: "10.0.0.0/16",
      dnsServiceIP: "10.0.0.10",
      additionalSubnetCidrs: [],
    });
  });

  test("cuts what is missing from the part that is set apart, where it would be in a new network", () => {
    const additionalSubnets = [{ name: "groups", delegation: SubnetDelegation.containerGroups }];
    const args = { addressSpace: "10.9.0.0/16", additionalSubnets };
    const whole = networkRanges(networkSpec(args));
    const { nodeSubnetCidr, ...rest } = whole;
    assert.equal(nodeSubnetCidr, "10.9.128.0/17");
    assert.deepEqual(networkRanges(networkSpec({ ...args, existing })), rest);
  });
});
