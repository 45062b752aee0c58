import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, test } from "node:test";
import { numberAt, objectsAt, textAt, valueAt, type Json } from "../../sandbox/arm/json";
import { ArmFixture, codeOf, inGroup, makeNetwork, messageOf, NETWORK, subnetId } from "./fixture";

const DNS = "2024-06-01";
const at = (rest: string, version = NETWORK): string =>
  `${inGroup(`Microsoft.Network/${rest}`)}?api-version=${version}`;
const id = (rest: string): string => inGroup(`Microsoft.Network/${rest}`);

describe("the ways out of a network, and the names in it", () => {
  let arm: ArmFixture;
  const put = (rest: string, properties: unknown, more = {}) =>
    arm.request("PUT", at(rest), { location: "westeurope", properties, ...more });
  const made = async (rest: string, properties: unknown, more = {}): Promise<void> => {
    await arm.done("PUT", at(rest), { location: "westeurope", properties, ...more });
  };
  beforeEach(async () => {
    arm = await ArmFixture.start();
    await makeNetwork(arm);
  });
  afterEach(() => arm.end());

  test("a NAT gateway goes out with a prefix and several addresses, and holds on to both", async () => {
    const sku = { sku: { name: "Standard" }, zones: ["1"] };
    await made("publicIPPrefixes/block", { prefixLength: 30 }, sku);
    for (const name of ["one", "two"]) {
      await made(`publicIPAddresses/${name}`, { publicIPAllocationMethod: "Static" }, sku);
    }
    const outbound = {
      idleTimeoutInMinutes: 30,
      publicIpPrefixes: [{ id: id("publicIPPrefixes/block") }],
      publicIpAddresses: ["one", "two"].map((name) => ({ id: id(`publicIPAddresses/${name}`) })),
    };
    await made("natGateways/nat", outbound, sku);
    const nat = (await arm.request("GET", at("natGateways/nat"))).body;
    assert.equal(numberAt(nat, "properties.idleTimeoutInMinutes"), 30);
    assert.deepEqual(valueAt(nat, "zones"), ["1"]);
    assert.equal(
      codeOf(await arm.request("DELETE", at("publicIPPrefixes/block"))),
      "400 InUsePublicIpPrefixCannotBeDeleted",
    );
    assert.equal(
      codeOf(await arm.request("DELETE", at("publicIPAddresses/one"))),
      "400 PublicIPAddressCannotBeDeleted",
    );
    await arm.done("DELETE", at("natGateways/nat"));
    await arm.done("DELETE", at("publicIPPrefixes/block"));
  });

  const sku = { sku: { name: "Standard" } };
  const mistakes: readonly (readonly [string, string, unknown, object, string])[] = [
    ["a NAT gateway that idles for three hours", "natGateways/n", { idleTimeoutInMinutes: 180 }, sku, "from 4 to 120"],
    ["a NAT gateway in three zones", "natGateways/n", {}, { ...sku, zones: ["1", "2", "3"] }, "names 3 availability"],
    ["a prefix of 512 addresses", "publicIPPrefixes/p", { prefixLength: 23 }, sku, "Allowed range 24-31"],
  ];
  for (const [what, rest, properties, more, message] of mistakes) {
    test(`${what} is refused`, async () => {
      const answer = await put(rest, properties, more);
      assert.ok(messageOf(answer).includes(message), JSON.stringify(answer.body));
    });
  }

  const rule = (name: string, change: object = {}): unknown => ({
    name,
    properties: {
      ...{ priority: 100, direction: "Inbound", access: "Allow", protocol: "*" },
      ...{ sourcePortRange: "*", destinationPortRange: "443" },
      ...{ sourceAddressPrefix: "*", destinationAddressPrefix: "*", ...change },
    },
  });
  const ruleMistakes: readonly (readonly [string, readonly unknown[], string])[] = [
    ["of the same priority", [rule("a"), rule("b")], "400 SecurityRuleConflict"],
    ["of priority 99", [rule("a", { priority: 99 })], "400 SecurityRuleInvalidPriority"],
    ["from nowhere", [rule("a", { sourceAddressPrefix: undefined })], "400 SecurityRuleParameterNotSpecified"],
  ];
  for (const [what, securityRules, code] of ruleMistakes) {
    test(`security rules ${what} are refused`, async () => {
      assert.equal(codeOf(await put("networkSecurityGroups/nsg", { securityRules })), code);
    });
  }

  test("rules of the same priority may be for the two directions", async () => {
    const securityRules = [rule("in"), rule("out", { direction: "Outbound" })];
    assert.equal((await put("networkSecurityGroups/nsg", { securityRules })).status, 201);
  });

  test("a subnet's service endpoints come back with where they reach to", async () => {
    await arm.done("PUT", at("virtualNetworks/net/subnets/nodes"), {
      properties: {
        addressPrefix: "10.0.0.0/20",
        serviceEndpoints: [{ service: "Microsoft.Storage" }, { service: "Microsoft.ContainerRegistry" }],
      },
    });
    const subnet = (await arm.request("GET", at("virtualNetworks/net/subnets/nodes"))).body;
    assert.deepEqual(
      objectsAt(subnet, "properties.serviceEndpoints").map((endpoint) => valueAt(endpoint, "locations")),
      [["westeurope"], ["*"]],
    );
  });

  test("a private DNS zone is nowhere but global, and stays as long as a network is linked to it", async () => {
    const zone = at("privateDnsZones/apps.internal", DNS);
    const elsewhere = await arm.request("PUT", zone, { location: "westeurope", properties: {} });
    assert.equal(codeOf(elsewhere), "400 LocationNotAvailableForResourceType");
    await arm.done("PUT", zone, { location: "Global", properties: {} });
    const link = at("privateDnsZones/apps.internal/virtualNetworkLinks/net", DNS);
    const body = (network: string) => ({ location: "global", properties: { virtualNetwork: { id: id(network) } } });
    assert.equal(codeOf(await arm.request("PUT", link, body("virtualNetworks/other"))), "400 InvalidResourceReference");
    await arm.done("PUT", link, body("virtualNetworks/net"));
    assert.equal(numberAt((await arm.request("GET", zone)).body, "properties.numberOfVirtualNetworkLinks"), 1);
    const second = await arm.request("PUT", link.replace("Links/net", "Links/again"), body("virtualNetworks/net"));
    assert.match(messageOf(second), /^A virtual network cannot be linked to multiple zones with overlapping/);
    assert.equal(codeOf(await arm.request("DELETE", zone)), "409 CannotDeleteResource");
    await arm.done("DELETE", link);
    await arm.done("DELETE", zone);
  });

  test("a network that is deleted takes along its links to private DNS zones", async () => {
    const zone = at("privateDnsZones/apps.internal", DNS);
    const link = at("privateDnsZones/apps.internal/virtualNetworkLinks/net", DNS);
    await arm.done("PUT", zone, { location: "global", properties: {} });
    const properties = { virtualNetwork: { id: id("virtualNetworks/net") } };
    await arm.done("PUT", link, { location: "global", properties });
    await arm.done("DELETE", at("virtualNetworks/net"));
    assert.equal(codeOf(await arm.request("GET", link)), "404 ResourceNotFound");
    await arm.done("DELETE", zone);
  });
});

describe("custom roles", () => {
  let arm: ArmFixture;
  beforeEach(async () => {
    arm = await ArmFixture.start();
    await makeNetwork(arm);
  });
  afterEach(() => arm.end());

  const name = (last: number): string => `bbbbbbbb-0000-4000-8000-00000000000${last}`;
  const rolePlace = (last: number): string =>
    `${subnetId("aci")}/providers/Microsoft.Authorization/roleDefinitions/${name(last)}?api-version=2022-05-01-preview`;
  const role = (roleName: string) => ({
    properties: {
      roleName,
      permissions: [{ actions: ["Microsoft.Network/virtualNetworks/subnets/join/action"] }],
      assignableScopes: [subnetId("aci")],
    },
  });

  const assignmentPlace = (scope: string): string =>
    `${scope}/providers/Microsoft.Authorization/roleAssignments/${name(2)}?api-version=2022-04-01`;
  /** The body that gives a role to an identity. */
  const given = async (made: Json) => {
    const place = `${inGroup("Microsoft.ManagedIdentity/userAssignedIdentities/me")}?api-version=2023-01-31`;
    const identity = await arm.done("PUT", place, { location: "westeurope" });
    const principalId = textAt(identity, "properties.principalId");
    return { properties: { roleDefinitionId: textAt(made, "id"), principalId } };
  };

  test("are given at their assignable scopes and below them, and nowhere else", async () => {
    const network = id("virtualNetworks/net");
    const { properties } = role("joins");
    const made = await arm.done("PUT", rolePlace(1), { properties: { ...properties, assignableScopes: [network] } });
    const body = await given(made);
    const group = network.replace(/\/providers\/.*/, "");
    const above = await arm.request("PUT", assignmentPlace(group), body);
    assert.equal(codeOf(above), "400 RoleAssignmentScopeNotAssignableToRoleDefinition");
    assert.equal((await arm.request("PUT", assignmentPlace(subnetId("aci")), body)).status, 201);
  });

  test("count for what they allow, and stay as long as they are assigned", async () => {
    const made = await arm.done("PUT", rolePlace(1), role("joins"));
    assert.equal(textAt(made, "properties.type"), "CustomRole");
    const assignment = assignmentPlace(subnetId("aci"));
    await arm.done("PUT", assignment, await given(made));
    const refused = await arm.request("DELETE", rolePlace(1));
    assert.equal(codeOf(refused), "400 RoleDefinitionHasAssignments");
    await arm.done("DELETE", assignment);
    await arm.done("DELETE", rolePlace(1));
  });

  test("have a GUID, and a name that no other role of the directory has", async () => {
    await arm.done("PUT", rolePlace(1), role("joins"));
    assert.equal(codeOf(await arm.request("PUT", rolePlace(2), role("Joins"))), "409 RoleDefinitionWithSameNameExists");
    const builtIn = await arm.request("PUT", rolePlace(2), role("Network Contributor"));
    assert.equal(codeOf(builtIn), "409 RoleDefinitionWithSameNameExists");
    assert.equal((await arm.request("PUT", rolePlace(1), role("joins"))).status, 200);
    const named = rolePlace(1).replace(name(1), "joins");
    assert.equal(codeOf(await arm.request("PUT", named, role("other"))), "400 InvalidRoleDefinitionId");
  });
});
