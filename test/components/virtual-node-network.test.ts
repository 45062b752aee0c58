import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { VirtualNodeNetwork } from "../../index";
import { record, registration, settled } from "./recording";

describe("a network with virtual nodes", () => {
  const made = record(
    () =>
      new VirtualNodeNetwork("net", {
        resourceGroupName: "group",
        location: "westeurope",
        addressSpace: "10.0.0.0/8",
        tags: { team: "shop" },
      }),
  );
  const inputs = async (name: string) => registration(await made, name).inputs;
  /** What azure-native's own SDK adds to any subnet. */
  const subnetDefaults = {
    privateEndpointNetworkPolicies: "Disabled",
    privateLinkServiceNetworkPolicies: "Enabled",
  };
  const place = { resourceGroupName: "group", location: "westeurope", tags: { team: "shop" } };

  test("is a virtual network without subnets of its own: they are separate resources", async () => {
    assert.deepEqual(await inputs("net-virtual-network"), {
      ...place,
      addressSpace: { addressPrefixes: ["10.0.0.0/8"] },
      enableDdosProtection: false,
      enableVmProtection: false,
    });
  });

  test("has a plain subnet for the nodes", async () => {
    assert.deepEqual(await inputs("net-node-subnet"), {
      resourceGroupName: "group",
      virtualNetworkName: "net-virtual-network",
      addressPrefix: "10.128.0.0/16",
      ...subnetDefaults,
    });
  });

  test("declares the delegation of the virtual node's subnet and sends its pods out through the NAT gateway", async () => {
    const { registrations } = await made;
    const { natGateway, ...subnet } = await inputs("net-virtual-node-subnet");
    assert.deepEqual(subnet, {
      resourceGroupName: "group",
      virtualNetworkName: "net-virtual-network",
      addressPrefix: "10.64.0.0/16",
      delegations: [{ name: "container-groups", serviceName: "Microsoft.ContainerInstance/containerGroups" }],
      ...subnetDefaults,
    });
    assert.match((natGateway as { id: string }).id, /net-nat-gateway$/);
    assert.ok(registrations.every(({ type }) => !type.endsWith("RouteTable")));
  });

  test("has a standard NAT gateway with a static public address", async () => {
    assert.deepEqual(await inputs("net-egress-address"), {
      ...place,
      sku: { name: "Standard" },
      publicIPAllocationMethod: "Static",
    });
    const { publicIpAddresses, ...gateway } = await inputs("net-nat-gateway");
    assert.deepEqual(gateway, { ...place, sku: { name: "Standard" } });
    assert.match((publicIpAddresses as { id: string }[])[0]?.id ?? "", /net-egress-address$/);
  });

  test("makes its subnets one after the other, as Azure wants it", async () => {
    const subnet = registration(await made, "net-virtual-node-subnet");
    assert.ok(subnet.dependencies.some((urn) => urn.endsWith("::net-node-subnet")));
  });

  test("tells a cluster the range of its node subnet, so that pools without room are refused at once", async () => {
    const { result } = await made;
    assert.equal((await settled(result.nodeSubnetCidr)).value, "10.128.0.0/16");
  });

  test("puts out a layout that can be pasted back as args", async () => {
    const { result } = await made;
    assert.deepEqual((await settled(result.layout)).value, {
      addressSpace: "10.0.0.0/8",
      nodeSubnetCidr: "10.128.0.0/16",
      virtualNodeSubnetCidr: "10.64.0.0/16",
      serviceCidr: "10.0.0.0/16",
      dnsServiceIP: "10.0.0.10",
    });
  });
});
