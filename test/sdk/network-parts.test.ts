import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { attachments } from "../../sdk/network/attachments";
import { natGatewaySpec } from "../../sdk/network/nat-gateway";
import { networkOptions } from "../../sdk/network/network-options";
import { privateZoneNames } from "../../sdk/network/private-zones";
import { securityRules } from "../../sdk/network/security-rules";

const CONTAINER_GROUPS = "Microsoft.ContainerInstance/containerGroups";

describe("a NAT gateway", () => {
  test("has one address where nobody says otherwise, and none of its own beside a block", () => {
    assert.deepEqual(natGatewaySpec({}), { publicIpAddresses: 1 });
    assert.deepEqual(natGatewaySpec({ publicIpPrefixLength: 30 }), { publicIpAddresses: 0, publicIpPrefixLength: 30 });
  });

  test("is refused beyond Azure's limits", () => {
    const args = { publicIpAddresses: 17, publicIpPrefixLength: 27, idleTimeoutInMinutes: 3, zone: "a" };
    assert.throws(() => natGatewaySpec(args), {
      message:
        "natGateway.publicIpAddresses: must be a whole number from 1 to 16; got 17\n" +
        "natGateway.publicIpAddresses: must not be given with publicIpPrefixLength; give one of them\n" +
        "natGateway.publicIpPrefixLength: must be a whole number from 28 to 31; got 27\n" +
        "natGateway.idleTimeoutInMinutes: must be a whole number from 4 to 120; got 3\n" +
        'natGateway.zone: must be a zone such as "1"; got "a"',
    });
  });
});

describe("a security group", () => {
  const needed = securityRules([]);

  test("lets in the virtual network and health probes, and nobody from the internet", () => {
    const inbound = needed.filter(({ direction }) => direction === "Inbound");
    assert.deepEqual(
      inbound.map(({ sourceAddressPrefix }) => sourceAddressPrefix),
      ["VirtualNetwork", "AzureLoadBalancer"],
    );
  });

  test("lets pods reach the network, with its DNS and other pods, and a public API server on port 443", () => {
    const outbound = needed.filter(({ direction }) => direction === "Outbound");
    assert.deepEqual(
      outbound.map(({ destinationAddressPrefix, destinationPortRanges }) => [
        destinationAddressPrefix,
        destinationPortRanges,
      ]),
      [
        ["VirtualNetwork", ["0-65535"]],
        ["AzureCloud", ["443"]],
      ],
    );
  });

  test("has a priority for each rule of a direction, and descriptions that Azure takes", () => {
    const rules = securityRules([
      { name: "a", sources: ["10.0.0.0/8"], ports: ["80"] },
      { name: "b", sources: ["AzureFrontDoor.Backend"], ports: ["443", "8000-8100"], protocol: "*" },
    ]);
    const priorities = rules.map(({ direction, priority }) => `${direction} ${priority}`);
    assert.equal(new Set(priorities).size, rules.length);
    for (const { description, priority } of rules) {
      assert.ok(description.length <= 140);
      assert.ok(priority >= 100 && priority <= 4096);
    }
  });

  test("lets in whom the user names, by range or by service tag", () => {
    const [ranges, tag] = securityRules([
      { name: "office", sources: ["192.0.2.0/24", "198.51.100.7"], ports: ["8080"] },
      { name: "front-door", sources: ["AzureFrontDoor.Backend"], ports: ["443"] },
    ]).slice(needed.length);
    assert.deepEqual(ranges?.sourceAddressPrefixes, ["192.0.2.0/24", "198.51.100.7"]);
    assert.equal(ranges.protocol, "Tcp");
    assert.equal(tag?.sourceAddressPrefix, "AzureFrontDoor.Backend");
    assert.equal(tag.sourceAddressPrefixes, undefined);
  });

  test("refuses rules that Azure would", () => {
    const rules = [
      { name: "allow-virtual-network-in", sources: ["10.0.0.0/8", "Internet"], ports: ["0-70000"] },
      { name: "-", sources: ["10.0.0.1/8"], ports: ["http"] },
      { name: "nobody", sources: [], ports: [] },
    ];
    assert.throws(() => securityRules(rules), {
      message: [
        'networkSecurityGroup.inbound[0].sources[1]: must be the only source, because it is a service tag; got "Internet"',
        'networkSecurityGroup.inbound[0].ports[0]: must end at 65535 or lower, and not before it starts; got "0-70000"',
        "networkSecurityGroup.inbound[1].name: must be 1 to 80 letters, digits, dots, hyphens and underscores, a letter or " +
          'digit first; got "-"',
        "networkSecurityGroup.inbound[1].sources[0]: must be an IPv4 address or range, or one service tag such as " +
          'VirtualNetwork; got "10.0.0.1/8"',
        'networkSecurityGroup.inbound[1].ports[0]: must be a port or a range of ports such as "8000-8100"; got "http"',
        "networkSecurityGroup.inbound[2].sources: must have at least one source",
        "networkSecurityGroup.inbound[2].ports: must have at least one port",
        'networkSecurityGroup.inbound[0].name: must be a name of its own; got "allow-virtual-network-in" twice',
      ].join("\n"),
    });
  });
});

describe("args that exclude one another", () => {
  const refusals: readonly [given: string[], message: string][] = [
    [["natGateway", "natGatewayId"], "natGatewayId: must not be given with natGateway; give one of them"],
    [
      ["networkSecurityGroup", "networkSecurityGroupId"],
      "networkSecurityGroupId: must not be given with networkSecurityGroup; give one of them",
    ],
    [
      ["nodeSubnetId", "nodeSubnetCidr", "nodeRouteTableId"],
      "nodeSubnetCidr: must not be given with nodeSubnetId, because a subnet that exists is not changed\n" +
        "nodeRouteTableId: must not be given with nodeSubnetId, because a subnet that exists is not changed",
    ],
    [
      ["virtualNodeSubnetId", "natGateway"],
      "natGateway: must not be given with virtualNodeSubnetId, because a subnet that exists is not changed",
    ],
  ];
  for (const [given, message] of refusals) {
    test(`${given.join(" and ")}: refused`, () => {
      assert.throws(() => networkOptions({ given, additionalSubnets: [] }), { message });
    });
  }

  test("a gateway is taken beside an existing subnet where another subnet of container groups needs it", () => {
    const given = ["virtualNodeSubnetId", "natGateway"];
    const additionalSubnets = [{ delegation: CONTAINER_GROUPS, hasRouteTable: false }];
    assert.ok(networkOptions({ given, additionalSubnets }));
  });

  test("a subnet of container groups takes no route table, and any other does", () => {
    const additionalSubnets = [{ hasRouteTable: true }, { delegation: CONTAINER_GROUPS, hasRouteTable: true }];
    assert.throws(() => networkOptions({ given: [], additionalSubnets }), {
      message:
        "additionalSubnets[1].routeTableId: must not be given for a subnet of container groups: a NAT gateway is the only " +
        "supported way out of it",
    });
  });
});

test("ids of what subnets are attached to are of the right kind", () => {
  const network = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network";
  const args = {
    natGatewayId: `${network}/routeTables/x`,
    networkSecurityGroupId: `${network}/networkSecurityGroups/x`,
    nodeRouteTableId: "x",
    additionalSubnets: [{ routeTableId: `${network}/natGateways/x` }],
  };
  assert.throws(() => attachments(args), {
    message:
      `natGatewayId: must be the ARM id of a NAT gateway; got "${network}/routeTables/x"\n` +
      'nodeRouteTableId: must be the ARM id of a route table; got "x"\n' +
      `additionalSubnets[0].routeTableId: must be the ARM id of a route table; got "${network}/natGateways/x"`,
  });
});

test("private DNS zones have names with two labels or more, each once", () => {
  const zone = "privatelink.blob.core.windows.net";
  assert.deepEqual(privateZoneNames([zone]), [zone]);
  const description = "the name of a DNS zone with two labels or more, such as privatelink.blob.core.windows.net";
  assert.throws(() => privateZoneNames(["internal", zone, zone, "a..b"]), {
    message:
      `privateDnsZones[0]: must be ${description}; got "internal"\n` +
      `privateDnsZones[3]: must be ${description}; got "a..b"\n` +
      `privateDnsZones[2]: must be given once; got "${zone}" twice`,
  });
});
