import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { existingNetworkSpec } from "../../sdk/network/existing-network";
import type { NetworkObservation, SubnetObservation } from "../../sdk/network/network-observation";
import { networkSpec, type NetworkArgs } from "../../sdk/network/network-spec";
import { networkVerdict, onlyRangeOf } from "../../sdk/network/network-verdict";

const NETWORK_ID =
  "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/hub/providers/Microsoft.Network/virtualNetworks/corp";
const GATEWAY_ID = NETWORK_ID.replace("virtualNetworks/corp", "natGateways/way-out");
const ROUTE_TABLE_ID = NETWORK_ID.replace("virtualNetworks/corp", "routeTables/to-firewall");

const nodes: SubnetObservation = { name: "nodes", addressPrefixes: ["10.50.0.0/22"], delegations: [] };
const groups: SubnetObservation = {
  name: "groups",
  addressPrefixes: ["10.50.4.0/24"],
  delegations: ["Microsoft.ContainerInstance/containerGroups"],
  natGatewayId: GATEWAY_ID,
};

/** A company's network with other people's subnets in it. */
const observed = (...subnets: SubnetObservation[]): NetworkObservation => ({
  id: NETWORK_ID,
  location: "westeurope",
  addressPrefixes: ["10.50.0.0/16", "fd00:db8::/48"],
  subnets: [{ name: "databases", addressPrefixes: ["10.50.200.0/24", "fd00:db8::/64"], delegations: [] }, ...subnets],
});

const NAMES = { nodeSubnetCidr: "net-node-subnet", virtualNodeSubnetCidr: "net-virtual-node-subnet" };

function verdict(observation: NetworkObservation, given: NetworkArgs & { location?: string }, subnets = {}) {
  const { location, ...args } = given;
  const ids = Object.entries(subnets).map(([arg, name]) => [arg, `${NETWORK_ID}/subnets/${String(name)}`]);
  const existing = existingNetworkSpec({ virtualNetworkId: NETWORK_ID, ...(Object.fromEntries(ids) as object) });
  assert.ok(existing);
  const parts = {
    virtualNetwork: true,
    nodeSubnet: existing.nodeSubnet !== undefined,
    virtualNodeSubnet: existing.virtualNodeSubnet !== undefined,
  };
  const spec = networkSpec({ ...args, existing: parts });
  const { problems, warnings } = networkVerdict(observation, { existing, spec, names: NAMES, location });
  return { problems: problems.map(({ path, reason }) => `${path}: ${reason}`), warnings };
}

const fine = { problems: [], warnings: [] };
const BOTH = { nodeSubnetId: "nodes", virtualNodeSubnetId: "groups" };

describe("an existing virtual network", () => {
  test("takes subnets in a part that is free", () => {
    assert.deepEqual(verdict(observed(), { addressSpace: "10.50.0.0/17" }), fine);
  });

  test("is refused where a range lies outside of it, or on another subnet", () => {
    const { problems } = verdict(observed(), {
      nodeSubnetCidr: "10.51.0.0/22",
      virtualNodeSubnetCidr: "10.50.200.0/23",
    });
    assert.deepEqual(problems, [
      "nodeSubnetCidr: must be inside the virtual network's address space 10.50.0.0/16, fd00:db8::/48; 10.51.0.0/22 is not",
      "virtualNodeSubnetCidr: must not overlap the subnet databases of the virtual network; 10.50.200.0/23 and " +
        "10.50.200.0/24 do",
    ]);
  });

  test("may have our own subnets from an earlier deployment", () => {
    const ranges = { nodeSubnetCidr: "10.50.0.0/22", virtualNodeSubnetCidr: "10.50.4.0/24" };
    const ours = [
      { ...nodes, name: "net-node-subnet" },
      { ...groups, name: "net-virtual-node-subnet" },
    ];
    assert.deepEqual(verdict(observed(...ours), ranges), fine);
    const renamed = ours.map((subnet) => ({ ...subnet, name: `shop-${subnet.name}-a1b2` }));
    assert.deepEqual(verdict(observed(...renamed), ranges), fine);
  });

  test("is refused where somebody else's subnet has the very range", () => {
    const { problems } = verdict(observed(nodes), {
      nodeSubnetCidr: "10.50.0.0/22",
      virtualNodeSubnetCidr: "10.50.4.0/24",
    });
    assert.deepEqual(problems, [
      "nodeSubnetCidr: must not overlap the subnet nodes of the virtual network; 10.50.0.0/22 and 10.50.0.0/22 do",
    ]);
  });

  test("is refused where the cluster's Services would hide a subnet", () => {
    const { problems } = verdict(observed(), { addressSpace: "10.50.0.0/17", serviceCidr: "10.50.192.0/18" });
    assert.deepEqual(problems, [
      "serviceCidr: must not overlap a subnet; 10.50.192.0/18 overlaps 10.50.200.0/24 of the subnet databases",
    ]);
  });

  test("is refused in another region or subscription than the rest", () => {
    const space = { addressSpace: "10.50.0.0/17" };
    assert.deepEqual(verdict(observed(), { ...space, location: "West Europe" }), fine);
    assert.deepEqual(verdict(observed(), { ...space, location: "northeurope" }).problems, [
      'location: must be that of the virtual network, westeurope; got "northeurope"',
    ]);
    const elsewhere = { ...observed(), id: NETWORK_ID.replace(/0001/, "0002") };
    assert.match(verdict(elsewhere, space).problems[0] ?? "", /^virtualNetworkId: must be in the subscription/);
  });
});

describe("existing subnets", () => {
  test("are used as they are", () => {
    assert.deepEqual(verdict(observed(nodes, groups), {}, BOTH), fine);
  });

  test("say their range where they have one of IPv4 only", () => {
    const subnet = existingNetworkSpec({ nodeSubnetId: `${NETWORK_ID}/subnets/nodes` })?.nodeSubnet;
    const dual = { ...nodes, addressPrefixes: ["10.50.0.0/22", "fd00:db8:0:1::/64"] };
    const two = { ...nodes, addressPrefixes: ["10.50.0.0/22", "10.50.8.0/22"] };
    assert.equal(onlyRangeOf(observed(dual), subnet), "10.50.0.0/22");
    assert.equal(onlyRangeOf(observed(two), subnet), undefined);
    assert.equal(onlyRangeOf(observed(nodes), undefined), undefined);
  });

  test("are found whatever the case of their names, as Azure does", () => {
    assert.deepEqual(verdict(observed(nodes, groups), {}, { ...BOTH, nodeSubnetId: "NODES" }), fine);
  });

  test("are refused where there are none of that name", () => {
    assert.deepEqual(verdict(observed(groups), {}, BOTH).problems, [
      `nodeSubnetId: must exist; ${NETWORK_ID} has no subnet nodes, but databases, groups`,
    ]);
  });

  test("are refused where they are delegated to the wrong service, or to none", () => {
    const [wrongNodes, wrongGroups] = [
      { ...nodes, delegations: ["Microsoft.Web/serverFarms"] },
      { ...groups, delegations: [] },
    ];
    assert.deepEqual(verdict(observed(wrongNodes, wrongGroups), {}, BOTH).problems, [
      "nodeSubnetId: must not be delegated; nodes is, to Microsoft.Web/serverFarms",
      "virtualNodeSubnetId: must be delegated to Microsoft.ContainerInstance/containerGroups; groups is to nothing",
    ]);
  });

  test("are refused where the virtual node's has a route table", () => {
    const routed = { ...groups, routeTableId: ROUTE_TABLE_ID };
    assert.deepEqual(verdict(observed(nodes, routed), {}, BOTH).problems, [
      "virtualNodeSubnetId: must have no route table, because the virtual node's connector stops where there is one; " +
        `groups has ${ROUTE_TABLE_ID}`,
    ]);
    assert.deepEqual(verdict(observed({ ...nodes, routeTableId: ROUTE_TABLE_ID }, groups), {}, BOTH), fine);
  });

  test("are refused where they are too small for what is to be in them", () => {
    assert.deepEqual(verdict(observed(nodes, groups), { maxNodes: 40, maxVirtualNodePods: 300 }, BOTH).problems, [
      "nodeSubnetId: must be /21 or larger for 40 nodes and 4 more while upgrading, each with 31 addresses and the 5 that " +
        "Azure keeps: 1369 addresses; 10.50.0.0/22 has 1024",
      "virtualNodeSubnetId: must be /23 or larger for 300 pods on the virtual node and the 5 that Azure keeps: " +
        "305 addresses; 10.50.4.0/24 has 256",
    ]);
  });

  test("are warned about where the virtual node's has no NAT gateway", () => {
    const closed = { name: "groups", addressPrefixes: groups.addressPrefixes, delegations: groups.delegations };
    const { problems, warnings } = verdict(observed(nodes, closed), {}, BOTH);
    assert.deepEqual(problems, []);
    assert.equal(warnings.length, 1);
    assert.match(warnings[0] ?? "", /^The virtual node's subnet groups has no NAT gateway\./);
  });
});

describe("the ids of what exists", () => {
  test("name one network, and two subnets", () => {
    const subnet = `${NETWORK_ID}/subnets/nodes`;
    assert.throws(() => existingNetworkSpec({ virtualNetworkId: "corp", nodeSubnetId: NETWORK_ID }), {
      message:
        `nodeSubnetId: must be the ARM id of a subnet; got "${NETWORK_ID}"\n` +
        'virtualNetworkId: must be the ARM id of a virtual network; got "corp"',
    });
    assert.throws(() => existingNetworkSpec({ nodeSubnetId: subnet, virtualNodeSubnetId: subnet.toUpperCase() }), {
      message: "virtualNodeSubnetId: must be another subnet than that of the nodes; got nodes for both",
    });
    const other = subnet.replace("corp", "other");
    assert.throws(() => existingNetworkSpec({ nodeSubnetId: subnet, virtualNodeSubnetId: other }), {
      message: `virtualNodeSubnetId: must be in the virtual network ${NETWORK_ID}; got ${other}`,
    });
  });

  test("give the network of a subnet, and nothing where there is none", () => {
    const spec = existingNetworkSpec({ nodeSubnetId: `${NETWORK_ID}/subnets/nodes` });
    assert.deepEqual(spec?.virtualNetwork, {
      id: NETWORK_ID,
      subscriptionId: "00000000-0000-0000-0000-000000000001",
      resourceGroupName: "hub",
      name: "corp",
    });
    assert.equal(existingNetworkSpec({}), undefined);
  });
});
