import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, test } from "node:test";
import { listAt, objectsAt, textAt, valueAt, type Json } from "../../sandbox/arm/json";
import {
  ACI_DELEGATION,
  ArmFixture,
  codeOf,
  groupBody,
  groupPlace,
  inGroup,
  makeNetwork,
  messageOf,
  NETWORK,
  subnetId,
} from "./fixture";

const at = (rest: string, version = NETWORK): string =>
  `${inGroup(`Microsoft.Network/${rest}`)}?api-version=${version}`;
const SPACE = { addressSpace: { addressPrefixes: ["10.0.0.0/16"] } };

function subnetNames(network: Json): readonly (string | undefined)[] {
  return objectsAt(network, "properties.subnets").map((subnet) => textAt(subnet, "name"));
}

describe("networks", () => {
  let arm: ArmFixture;
  const put = (rest: string, properties: unknown, more = {}) =>
    arm.done("PUT", at(rest), { location: "westeurope", properties, ...more });
  beforeEach(async () => {
    arm = await ArmFixture.start();
    await makeNetwork(arm);
  });
  afterEach(() => arm.end());

  test("a PUT without subnets keeps them, with subnets replaces them, and an old api-version takes them away", async () => {
    assert.deepEqual(subnetNames(await put("virtualNetworks/net", SPACE)), ["nodes", "aci"]);
    const only = { ...SPACE, subnets: [{ name: "other", properties: { addressPrefix: "10.0.64.0/20" } }] };
    assert.deepEqual(subnetNames(await put("virtualNetworks/net", only)), ["other"]);
    const old = at("virtualNetworks/net", "2023-09-01");
    assert.deepEqual(subnetNames(await arm.done("PUT", old, { location: "westeurope", properties: SPACE })), []);
  });

  const refusals: readonly (readonly [string, string, string])[] = [
    ["10.1.0.0/24", "400 NetcfgSubnetRangeOutsideVnet", "outside the IP address range of virtual network 'net'"],
    ["10.0.8.0/24", "400 NetcfgSubnetRangesOverlap", "overlaps with that of an existing subnet"],
    ["10.0.32.1/24", "400 InvalidAddressPrefixFormat", "not formatted correctly"],
    ["10.0.32.0/30", "400 NetcfgInvalidSubnet", "'s' is not valid in virtual network 'net'"],
  ];
  for (const [addressPrefix, code, text] of refusals) {
    test(`a subnet ${addressPrefix} is refused with ${code}`, async () => {
      const answer = await arm.request("PUT", at("virtualNetworks/net/subnets/s"), { properties: { addressPrefix } });
      assert.equal(codeOf(answer), code);
      assert.ok(messageOf(answer).includes(text), messageOf(answer));
    });
  }

  test("subnets given inside a network are checked against each other", async () => {
    const subnets = ["a", "b"].map((name) => ({ name, properties: { addressPrefix: "10.0.1.0/24" } }));
    const answer = await arm.request("PUT", at("virtualNetworks/two"), {
      location: "westeurope",
      properties: { ...SPACE, subnets },
    });
    assert.equal(codeOf(answer), "400 NetcfgSubnetRangesOverlap");
    assert.equal(codeOf(await arm.request("GET", at("virtualNetworks/two"))), "404 ResourceNotFound");
  });

  test("a delegation comes back with an id, an etag and its actions", async () => {
    const subnet = (await arm.request("GET", at("virtualNetworks/net/subnets/aci"))).body;
    const [delegation] = objectsAt(subnet, "properties.delegations");
    assert.equal(textAt(delegation, "id"), `${subnetId("aci")}/delegations/aci`);
    assert.deepEqual(valueAt(delegation, "properties.actions"), ["Microsoft.Network/virtualNetworks/subnets/action"]);
  });

  test("two subnets of a network are not written at once", async () => {
    const subnet = (third: number) => ({ properties: { addressPrefix: `10.0.${third}.0/24` } });
    arm.clock.stop();
    const first = await arm.request("PUT", at("virtualNetworks/net/subnets/one"), subnet(100));
    const second = await arm.request("PUT", at("virtualNetworks/net/subnets/two"), subnet(101));
    assert.deepEqual([first.status, codeOf(second)], [201, "429 RetryableError"]);
    arm.clock.go();
    await arm.outcome(first);
    assert.equal((await arm.request("PUT", at("virtualNetworks/net/subnets/two"), subnet(101))).status, 201);
  });

  test("a NAT gateway shows on its subnet and its address, and none can be deleted before the other", async () => {
    const address = await put(
      "publicIPAddresses/out",
      { publicIPAllocationMethod: "Static" },
      { sku: { name: "Standard" } },
    );
    assert.match(textAt(address, "properties.ipAddress") ?? "", /^198\.1[89]\./);
    const gatewayId = inGroup("Microsoft.Network/natGateways/nat");
    await put("natGateways/nat", { publicIpAddresses: [{ id: textAt(address, "id") }] }, { sku: { name: "Standard" } });
    await put("virtualNetworks/net/subnets/aci", {
      addressPrefix: "10.0.16.0/28",
      delegations: [ACI_DELEGATION],
      natGateway: { id: gatewayId },
    });
    const gateway = (await arm.request("GET", at("natGateways/nat"))).body;
    assert.deepEqual(valueAt(gateway, "properties.subnets"), [{ id: subnetId("aci") }]);
    const shown = (await arm.request("GET", at("publicIPAddresses/out"))).body;
    assert.equal(textAt(shown, "properties.natGateway.id"), gatewayId);
    assert.equal(
      codeOf(await arm.request("DELETE", at("natGateways/nat"))),
      "400 CannotDeleteNatGatewayAssociatedToSubnet",
    );
    assert.equal(
      codeOf(await arm.request("DELETE", at("publicIPAddresses/out"))),
      "400 PublicIPAddressCannotBeDeleted",
    );
  });

  test("a prefix has a block of its own, from which its addresses come", async () => {
    const prefix = await put("publicIPPrefixes/block", { prefixLength: 30 }, { sku: { name: "Standard" } });
    const block = textAt(prefix, "properties.ipPrefix") ?? "";
    const own = { publicIPAllocationMethod: "Static", publicIPPrefix: { id: textAt(prefix, "id") } };
    const address = await put("publicIPAddresses/first", own);
    assert.equal(`${textAt(address, "properties.ipAddress") ?? ""}/30`, block);
  });

  for (const type of ["publicIPAddresses", "publicIPPrefixes", "natGateways"]) {
    test(`${type} in zones are refused in a region that has none`, async () => {
      const properties = { publicIPAllocationMethod: "Static", prefixLength: 30 };
      const put = (location: string) =>
        arm.request("PUT", `${inGroup(`Microsoft.Network/${type}/zonal`)}?api-version=${NETWORK}`, {
          location,
          sku: { name: "Standard" },
          zones: ["1"],
          properties,
        });
      const refused = await put("West US");
      assert.equal(codeOf(refused), "400 LocationNotSupportAvailabilityZones");
      assert.equal(
        messageOf(refused),
        `The resource 'Microsoft.Network/${type}/zonal' does not support availability zones at location 'westus'.`,
      );
      const accepted = await put("West Europe");
      assert.equal(accepted.status, 201);
      await arm.outcome(accepted);
    });
  }

  test("what a subnet refers to must exist", async () => {
    const properties = {
      addressPrefix: "10.0.100.0/24",
      routeTable: { id: inGroup("Microsoft.Network/routeTables/none") },
    };
    const answer = await arm.request("PUT", at("virtualNetworks/net/subnets/s"), { properties });
    assert.equal(codeOf(answer), "400 InvalidResourceReference");
  });

  test("ACI lets the subnet go with the last group", async () => {
    await arm.done("PUT", groupPlace("web"), groupBody());
    const inUse = await arm.request("DELETE", at("virtualNetworks/net/subnets/aci"));
    assert.equal(codeOf(inUse), "400 InUseSubnetCannotBeDeleted");
    assert.equal((await arm.request("DELETE", groupPlace("web"))).status, 200);
    await arm.done("DELETE", at("virtualNetworks/net/subnets/aci"));
    assert.deepEqual(subnetNames((await arm.request("GET", at("virtualNetworks/net"))).body), ["nodes"]);
  });

  test("a link that lingers holds on to the subnet after the last group, until it is deleted", async () => {
    await arm.request("PUT", "/sandbox/faults", { linkLingers: true });
    await arm.done("PUT", groupPlace("web"), groupBody());
    const subnet = (await arm.request("GET", at("virtualNetworks/net/subnets/aci"))).body;
    const [link] = objectsAt(subnet, "properties.serviceAssociationLinks");
    assert.equal(textAt(link, "properties.linkedResourceType"), "Microsoft.ContainerInstance/containerGroups");
    const linkPlace = `${subnetId("aci")}/providers/Microsoft.ContainerInstance/serviceAssociationLinks/default?api-version=2021-10-01`;
    assert.equal(codeOf(await arm.request("DELETE", linkPlace)), "409 ServiceAssociationLinkInUse");
    const bare = await arm.request("PUT", at("virtualNetworks/net/subnets/aci"), {
      properties: { addressPrefix: "10.0.16.0/28" },
    });
    assert.equal(codeOf(bare), "400 SubnetMissingRequiredDelegation");
    assert.equal((await arm.request("DELETE", groupPlace("web"))).status, 200);
    const refused = await arm.request("DELETE", at("virtualNetworks/net/subnets/aci"));
    assert.equal(codeOf(refused), "400 InUseSubnetCannotBeDeleted");
    assert.match(messageOf(refused), /serviceAssociationLinks\/acisal and cannot be deleted/);
    assert.equal(codeOf(await arm.request("DELETE", at("virtualNetworks/net"))), "400 InUseSubnetCannotBeDeleted");
    assert.equal((await arm.request("DELETE", linkPlace)).status, 200);
    assert.equal((await arm.request("DELETE", linkPlace)).status, 204);
    await arm.done("DELETE", at("virtualNetworks/net/subnets/aci"));
    assert.deepEqual(subnetNames((await arm.request("GET", at("virtualNetworks/net"))).body), ["nodes"]);
  });

  test("the link can also be deleted under Microsoft.Network's path", async () => {
    await arm.request("PUT", "/sandbox/faults", { linkLingers: true });
    await arm.done("PUT", groupPlace("web"), groupBody());
    await arm.request("DELETE", groupPlace("web"));
    const place = `${subnetId("aci")}/serviceAssociationLinks/default?api-version=2023-11-01`;
    assert.equal((await arm.request("DELETE", place)).status, 200);
  });

  test("a group is deleted with all that is in it, in an order that works", async () => {
    const address = await put("publicIPAddresses/out", { publicIPAllocationMethod: "Static" });
    await put("natGateways/nat", { publicIpAddresses: [{ id: textAt(address, "id") }] }, { sku: { name: "Standard" } });
    const natGateway = { id: inGroup("Microsoft.Network/natGateways/nat") };
    await put("virtualNetworks/net/subnets/nodes", { addressPrefix: "10.0.0.0/20", natGateway });
    arm.clock.stop();
    const accepted = await arm.request("DELETE", "resourceGroups/rg?api-version=2024-03-01");
    assert.equal(accepted.status, 202);
    assert.match(accepted.headers["location"] ?? "", /\/operationresults\//);
    const late = await arm.request("PUT", at("routeTables/late"), { location: "westeurope" });
    assert.equal(codeOf(late), "409 ResourceGroupBeingDeleted");
    arm.clock.go();
    await arm.outcome(accepted);
    assert.deepEqual((await arm.request("GET", "/sandbox/summary")).body, {});
  });

  test("a group with a subnet that ACI holds on to cannot be deleted, and says so", async () => {
    await arm.request("PUT", "/sandbox/faults", { linkLingers: true });
    await arm.done("PUT", groupPlace("web"), groupBody());
    const accepted = await arm.request("DELETE", "resourceGroups/rg?api-version=2024-03-01");
    const outcome = await arm.outcome(accepted);
    assert.equal(textAt(outcome, "error.code"), "ResourceGroupDeletionBlocked");
    assert.match(textAt(outcome, "error.message") ?? "", /virtualNetworks\/net.*acisal/);
    assert.equal(
      listAt((await arm.request("GET", `resourceGroups/rg/resources?api-version=2024-03-01`)).body, "value").length,
      1,
    );
  });
});
