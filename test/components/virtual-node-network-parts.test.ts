import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type * as pulumi from "@pulumi/pulumi";
import { SubnetDelegation } from "../../index";
import { EVERYTHING, PROVIDER, recordNetwork, TAGS } from "./networks";
import { registration, settled, type Registration } from "./recording";

describe("a network with everything", () => {
  const made = recordNetwork(EVERYTHING);
  const inputs = async (name: string) => registration(await made, name).inputs;
  const idOf = (value: unknown) => (value as { readonly id: string } | undefined)?.id ?? "";

  test("registers exactly these resources", async () => {
    const { registrations } = await made;
    assert.deepEqual(registrations.map(({ name, type }) => `${name} ${type.split(":").at(-1) ?? ""}`).sort(), [
      "net VirtualNodeNetwork",
      "net-egress-address PublicIPAddress",
      "net-egress-address-2 PublicIPAddress",
      "net-egress-address-3 PublicIPAddress",
      "net-nat-gateway NatGateway",
      "net-network-security-group NetworkSecurityGroup",
      "net-node-subnet Subnet",
      "net-private-dns-link-privatelink.blob.core.windows.net VirtualNetworkLink",
      "net-private-dns-zone-privatelink.blob.core.windows.net PrivateZone",
      "net-subnet-database Subnet",
      "net-subnet-endpoints Subnet",
      "net-subnet-jobs Subnet",
      "net-subnet-jobs-release SubnetRelease",
      "net-virtual-network VirtualNetwork",
      "net-virtual-node-subnet Subnet",
      "net-virtual-node-subnet-release SubnetRelease",
    ]);
  });

  test("is all its own: every child is under it, and tagged where Azure has tags", async () => {
    const { registrations, result } = await made;
    const urn = (await settled(result.urn)).value;
    for (const { name, type, parent, inputs: given } of registrations.filter(({ urn: each }) => each !== urn)) {
      assert.equal(parent, urn, name);
      if (!/Subnet|SubnetRelease/.test(type)) assert.deepEqual(given["tags"], TAGS, name);
    }
  });

  test("has a gateway in one zone with its addresses", async () => {
    const { publicIpAddresses, ...gateway } = await inputs("net-nat-gateway");
    assert.deepEqual(gateway, {
      resourceGroupName: "group",
      location: "westeurope",
      tags: TAGS,
      zones: ["1"],
      sku: { name: "Standard" },
      idleTimeoutInMinutes: 10,
    });
    assert.deepEqual(
      (publicIpAddresses as unknown[]).map(idOf).map((id) => id.split("/").at(-1)),
      ["net-egress-address", "net-egress-address-2", "net-egress-address-3"],
    );
    assert.deepEqual((await inputs("net-egress-address-2"))["zones"], ["1"]);
  });

  test("guards the virtual node's subnet, and routes the nodes' alone", async () => {
    const { registrations } = await made;
    assert.match(
      idOf((await inputs("net-virtual-node-subnet"))["networkSecurityGroup"]),
      /net-network-security-group$/,
    );
    const routed = registrations.filter(({ inputs: given }) => given["routeTable"] !== undefined);
    assert.deepEqual(
      routed.map(({ name }) => name),
      ["net-node-subnet"],
    );
    const rules = (await inputs("net-network-security-group"))["securityRules"] as { readonly name: string }[];
    assert.equal(rules.at(-1)?.name, "office");
  });

  test("gives service endpoints to the subnets that want them", async () => {
    const services = async (name: string) => (await inputs(name))["serviceEndpoints"];
    assert.deepEqual(await services("net-node-subnet"), [{ service: "Microsoft.KeyVault" }]);
    assert.deepEqual(await services("net-virtual-node-subnet"), [{ service: "Microsoft.Storage" }]);
    assert.deepEqual(await services("net-subnet-jobs"), [{ service: "Microsoft.Storage" }]);
    assert.equal(await services("net-subnet-endpoints"), undefined);
  });

  test("lets every subnet of container groups out through the gateway, and lets ACI go of it in the end", async () => {
    const { delegations, natGateway } = await inputs("net-subnet-jobs");
    assert.deepEqual(delegations, [{ name: "container-groups", serviceName: SubnetDelegation.containerGroups }]);
    assert.match(idOf(natGateway), /net-nat-gateway$/);
    assert.match(String((await inputs("net-subnet-jobs-release"))["subnetId"]), /net-subnet-jobs$/);
    assert.equal((await inputs("net-subnet-database"))["natGateway"], undefined);
  });

  test("makes and deletes its subnets one at a time", async () => {
    const recording = await made;
    const waitsFor = (name: string) =>
      registration(recording, name).dependencies.map((urn) => urn.split("::").at(-1) ?? "");
    assert.ok(waitsFor("net-virtual-node-subnet").includes("net-node-subnet"));
    assert.ok(waitsFor("net-subnet-endpoints").includes("net-virtual-node-subnet-release"));
    assert.ok(waitsFor("net-subnet-jobs").includes("net-subnet-endpoints"));
    assert.ok(waitsFor("net-subnet-database").includes("net-subnet-jobs-release"));
  });

  test("hands out the virtual node's subnet through what lets go of it, so that its users go first", async () => {
    const { result } = await made;
    const sources = await sourcesOf(result.virtualNodeSubnetId);
    assert.ok(sources.some((urn) => urn.endsWith("::net-virtual-node-subnet-release")));
    const { jobs = "" } = (await settled(result.additionalSubnetIds)).value;
    assert.match(jobs, /net-subnet-jobs$/);
  });

  test("links its private DNS zone to the virtual network", async () => {
    const zone = "privatelink.blob.core.windows.net";
    assert.deepEqual(await inputs(`net-private-dns-zone-${zone}`), {
      resourceGroupName: "group",
      location: "global",
      tags: TAGS,
      privateZoneName: zone,
    });
    const { virtualNetwork, registrationEnabled } = await inputs(`net-private-dns-link-${zone}`);
    assert.match(idOf(virtualNetwork), /net-virtual-network$/);
    assert.equal(registrationEnabled, false);
  });

  test("gives the same ranges and subnets again where its layout is pasted back as args", async () => {
    const { result } = await made;
    const layout = (await settled(result.layout)).value;
    assert.deepEqual(
      layout.additionalSubnets?.map(({ cidr }) => cidr),
      ["10.226.0.0/20", "10.225.0.0/20", "10.239.0.0/28"],
    );
    const again = await recordNetwork({ ...EVERYTHING, ...layout });
    const ofAzure = (registrations: readonly Registration[]) =>
      registrations
        .filter(({ type }) => type.startsWith("azure-native:"))
        .map(({ name, inputs: given }) => [name, given]);
    assert.deepEqual(ofAzure(again.registrations), ofAzure((await made).registrations));
  });
});

test("a block of public addresses takes the place of single ones", async () => {
  const made = await recordNetwork({ natGateway: { publicIpPrefixLength: 30 } });
  assert.deepEqual(registration(made, "net-egress-prefix").inputs, {
    resourceGroupName: "group",
    location: "westeurope",
    sku: { name: "Standard" },
    prefixLength: 30,
  });
  const { publicIpAddresses, publicIpPrefixes } = registration(made, "net-nat-gateway").inputs;
  assert.equal(publicIpAddresses, undefined);
  assert.equal((publicIpPrefixes as unknown[]).length, 1);
  assert.equal(made.result.egressAddress, undefined);
});

test("a gateway and a security group that exist are used as they are", async () => {
  const [natGatewayId, networkSecurityGroupId] = [
    `${PROVIDER}/natGateways/out`,
    `${PROVIDER}/networkSecurityGroups/aci`,
  ];
  const made = await recordNetwork({ natGatewayId, networkSecurityGroupId });
  assert.ok(made.registrations.every(({ type }) => !/NatGateway|PublicIP|NetworkSecurityGroup/.test(type)));
  const { natGateway, networkSecurityGroup } = registration(made, "net-virtual-node-subnet").inputs;
  assert.deepEqual([natGateway, networkSecurityGroup], [{ id: natGatewayId }, { id: networkSecurityGroupId }]);
  assert.ok(made.result.natGatewayId);
  assert.equal((await settled(made.result.natGatewayId)).value, natGatewayId);
});

/** The URNs of the resources that an output depends on. */
async function sourcesOf(output: unknown): Promise<readonly string[]> {
  const inner = output as { allResources(): Promise<Set<{ urn: pulumi.Output<string> }>> };
  const resources = [...(await inner.allResources())];
  return Promise.all(resources.map(async ({ urn }) => (await settled(urn)).value));
}
