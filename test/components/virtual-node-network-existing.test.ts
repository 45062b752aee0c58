import assert from "node:assert/strict";
import { describe, test } from "node:test";
import * as pulumi from "@pulumi/pulumi";
import { VirtualNodeNetwork } from "../../index";
import { CORP, corpAnswers, SUBNETS } from "./existing-networks";
import { record, registration, settled, type Recording } from "./recording";

type Args = ConstructorParameters<typeof VirtualNodeNetwork>[1];

const construct = (args: Partial<Args>) => () => new VirtualNodeNetwork("net", { resourceGroupName: "shop", ...args });
const recordIn = (args: Partial<Args>, ...subnets: object[]) => record(construct(args), false, corpAnswers(...subnets));
const azureNames = ({ registrations }: Recording<unknown>) =>
  registrations.filter(({ type }) => type.startsWith("azure-native:")).map(({ name }) => name);

describe("a network in a virtual network that exists", () => {
  const made = recordIn({ virtualNetworkId: CORP, addressSpace: "10.50.128.0/18", tags: { team: "shop" } });

  test("adds subnets to it, in its resource group, and makes all else in its own", async () => {
    const recording = await made;
    assert.deepEqual(azureNames(recording).sort(), [
      "net-egress-address",
      "net-nat-gateway",
      "net-node-subnet",
      "net-virtual-node-subnet",
    ]);
    const { resourceGroupName, virtualNetworkName, addressPrefix } = registration(recording, "net-node-subnet").inputs;
    assert.deepEqual([resourceGroupName, virtualNetworkName, addressPrefix], ["hub", "corp", "10.50.160.0/19"]);
    assert.equal(registration(recording, "net-nat-gateway").inputs["resourceGroupName"], "shop");
  });

  test("is in its region without being told", async () => {
    const recording = await made;
    assert.equal(registration(recording, "net-nat-gateway").inputs["location"], "westeurope");
    assert.equal((await settled(recording.result.location)).value, "westeurope");
  });

  test("says by its id which one it is, and has none of its own", async () => {
    const { result } = await made;
    assert.equal(result.virtualNetwork, undefined);
    assert.equal((await settled(result.virtualNetworkId)).value, CORP);
  });

  test("looks at it and says nothing where all is well", async () => {
    const { calls, logs } = await made;
    assert.deepEqual(calls, ["azure-native:network:getVirtualNetwork"]);
    assert.deepEqual(logs, []);
  });

  test("takes an id that is known only later: a preview does not look then, and still shows the ranges", async () => {
    const unknown = pulumi.output(Promise.resolve(pulumi.unknown)) as unknown as pulumi.Output<string>;
    const args = { virtualNetworkId: unknown, addressSpace: "10.50.128.0/18" };
    const recording = await record(construct(args), true, corpAnswers());
    assert.deepEqual(recording.calls, []);
    assert.equal((await settled(recording.result.layout)).value.nodeSubnetCidr, "10.50.160.0/19");
    assert.equal(registration(recording, "net-node-subnet").inputs["addressPrefix"], "10.50.160.0/19");
  });

  test("finds the subnets of an earlier deployment, and is content with them", async () => {
    const ours = [
      { name: "net-node-subnet", addressPrefix: "10.50.160.0/19" },
      { name: "net-virtual-node-subnet", addressPrefix: "10.50.144.0/20" },
    ];
    const again = await recordIn({ virtualNetworkId: CORP, addressSpace: "10.50.128.0/18" }, ...ours);
    assert.deepEqual(azureNames(again).length, 4);
  });

  test("is refused where nobody says which part of it is set apart", async () => {
    await record(() => {
      assert.throws(construct({ virtualNetworkId: CORP }), /addressSpace: is required in an existing virtual network/);
    });
  });
});

describe("a network of subnets that exist", () => {
  test("creates nothing at all, and gives out their ids", async () => {
    const recording = await recordIn(SUBNETS);
    const { registrations, result } = recording;
    assert.deepEqual(
      registrations.map(({ name }) => name),
      ["net"],
    );
    assert.equal((await settled(result.nodeSubnetId)).value, SUBNETS.nodeSubnetId);
    assert.equal((await settled(result.virtualNodeSubnetId)).value, SUBNETS.virtualNodeSubnetId);
    assert.equal((await settled(result.nodeSubnetCidr)).value, "10.50.0.0/22");
    assert.equal(result.natGatewayId, undefined);
    assert.deepEqual((await settled(result.layout)).value, { serviceCidr: "10.0.0.0/16", dnsServiceIP: "10.0.0.10" });
  });

  test("creates only the one that is missing", async () => {
    const made = await recordIn({ nodeSubnetId: SUBNETS.nodeSubnetId, virtualNodeSubnetCidr: "10.50.8.0/24" });
    assert.deepEqual(azureNames(made).sort(), ["net-egress-address", "net-nat-gateway", "net-virtual-node-subnet"]);
    const other = await recordIn({ virtualNodeSubnetId: SUBNETS.virtualNodeSubnetId, nodeSubnetCidr: "10.50.8.0/22" });
    assert.deepEqual(azureNames(other), ["net-node-subnet"]);
  });

  test("touches no link of a subnet that it has not made", async () => {
    const { registrations } = await recordIn({
      ...SUBNETS,
      additionalSubnets: [{ name: "more", cidr: "10.50.8.0/24" }],
    });
    assert.ok(registrations.every(({ type }) => !type.endsWith("SubnetRelease")));
  });

  test("is warned about, on the component, where they have no NAT gateway", async () => {
    const delegations = [{ name: "aci", serviceName: "Microsoft.ContainerInstance/containerGroups" }];
    const closed = { name: "closed", addressPrefix: "10.50.12.0/24", delegations };
    const { logs, result } = await recordIn({ ...SUBNETS, virtualNodeSubnetId: `${CORP}/subnets/closed` }, closed);
    assert.deepEqual(
      logs.map(({ severity, resource }) => [severity, resource]),
      [["warn", result]],
    );
    assert.match(logs[0]?.message ?? "", /subnet closed has no NAT gateway/);
  });
});
