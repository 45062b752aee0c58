import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, test } from "node:test";
import { objectsAt, numberAt, textAt, type JsonObject } from "../../sandbox/arm/json";
import { ArmFixture, codeOf, inGroup, makeNetwork, NETWORK, subnetId } from "./fixture";

const BALANCER = inGroup("Microsoft.Network/loadBalancers/lb");
const ADDRESS = inGroup("Microsoft.Network/publicIPAddresses/ip");
const ZONE = inGroup("Microsoft.Network/privateDnsZones/shop.internal");
const at = (id: string) => `${id}?api-version=${NETWORK}`;
const dns = (path: string) => `${ZONE}${path}?api-version=2024-06-01`;

let arm: ArmFixture;
beforeEach(async () => {
  arm = await ArmFixture.start();
  await makeNetwork(arm);
});
afterEach(() => arm.end());

describe("a load balancer", () => {
  const rule = (more: JsonObject = {}) => ({
    name: "http",
    properties: {
      protocol: "Tcp",
      frontendPort: 80,
      backendPort: 80,
      frontendIPConfiguration: { id: `${BALANCER}/frontendIPConfigurations/in` },
      backendAddressPool: { id: `${BALANCER}/backendAddressPools/web` },
      probe: { id: `${BALANCER}/probes/http` },
      ...more,
    },
  });
  const body = (more: JsonObject = {}) => ({
    location: "westeurope",
    properties: {
      frontendIPConfigurations: [{ name: "in", properties: { subnet: { id: subnetId("nodes") } } }],
      backendAddressPools: [{ name: "web" }],
      probes: [{ name: "http", properties: { protocol: "Tcp", port: 80 } }],
      loadBalancingRules: [rule()],
      ...more,
    },
  });

  test("inside a network has an address there, keeps it, and shows which parts belong together", async () => {
    await arm.done("PUT", at(BALANCER), body());
    const made = await arm.done("PUT", at(BALANCER), { ...body(), tags: { team: "a" } });
    const [frontend] = objectsAt(made, "properties.frontendIPConfigurations");
    assert.equal(textAt(frontend, "id"), `${BALANCER}/frontendIPConfigurations/in`);
    assert.equal(textAt(frontend, "properties.privateIPAddress"), "10.0.0.4");
    for (const list of ["frontendIPConfigurations", "probes", "backendAddressPools"]) {
      const [part] = objectsAt(made, `properties.${list}`);
      assert.deepEqual(objectsAt(part, "properties.loadBalancingRules"), [
        { id: `${BALANCER}/loadBalancingRules/http` },
      ]);
    }
    const second = inGroup("Microsoft.Network/loadBalancers/other");
    const other = await arm.done("PUT", at(second), body({ loadBalancingRules: [] }));
    const [there] = objectsAt(other, "properties.frontendIPConfigurations");
    assert.equal(textAt(there, "properties.privateIPAddress"), "10.0.0.5");
  });

  test("holds its subnet, and in public its address", async () => {
    await arm.done("PUT", at(BALANCER), body());
    assert.equal(codeOf(await arm.request("DELETE", at(subnetId("nodes")))), "400 InUseSubnetCannotBeDeleted");
    const properties = { publicIPAllocationMethod: "Static" };
    await arm.done("PUT", at(ADDRESS), { location: "westeurope", sku: { name: "Standard" }, properties });
    const outside = [{ name: "in", properties: { publicIPAddress: { id: ADDRESS } } }];
    await arm.done("PUT", at(BALANCER), body({ frontendIPConfigurations: outside }));
    const { body: address } = await arm.request("GET", at(ADDRESS));
    assert.equal(textAt(address, "properties.ipConfiguration.id"), `${BALANCER}/frontendIPConfigurations/in`);
    assert.equal(codeOf(await arm.request("DELETE", at(ADDRESS))), "400 PublicIPAddressCannotBeDeleted");
    await arm.done("DELETE", at(BALANCER));
    await arm.done("DELETE", at(ADDRESS));
    await arm.done("DELETE", at(subnetId("nodes")));
  });

  const wrong: readonly (readonly [string, JsonObject, string])[] = [
    ["a rule of a probe that it has not", { probes: [] }, "400 InvalidResourceReference"],
    ["a rule of a pool that it has not", { backendAddressPools: [] }, "400 InvalidResourceReference"],
    [
      "a frontend without address",
      { frontendIPConfigurations: [{ name: "in" }] },
      "400 FrontendIPConfigurationMissingAddress",
    ],
    [
      "a subnet that is not there",
      { frontendIPConfigurations: [{ name: "in", properties: { subnet: { id: subnetId("none") } } }] },
      "400 InvalidResourceReference",
    ],
  ];
  for (const [what, properties, code] of wrong) {
    test(`with ${what} is refused with ${code}`, async () => {
      assert.equal(codeOf(await arm.request("PUT", at(BALANCER), body(properties))), code);
    });
  }

  test("has pools that are written by themselves, and stay while a rule uses them", async () => {
    await arm.done("PUT", at(BALANCER), body());
    const pool = `${BALANCER}/backendAddressPools/web`;
    const virtualNetwork = { id: inGroup("Microsoft.Network/virtualNetworks/net") };
    const addresses = [{ name: "a", properties: { ipAddress: "10.0.16.4", virtualNetwork } }];
    await arm.done("PUT", at(pool), { properties: { loadBalancerBackendAddresses: addresses } });
    const { body: read } = await arm.request("GET", at(BALANCER));
    const [shown] = objectsAt(read, "properties.backendAddressPools");
    assert.deepEqual(objectsAt(shown, "properties.loadBalancerBackendAddresses"), addresses);
    assert.equal(codeOf(await arm.request("DELETE", at(pool))), "400 InUseBackendAddressPoolCannotBeDeleted");
    await arm.done("PUT", at(BALANCER), body({ loadBalancingRules: [], backendAddressPools: [] }));
    assert.equal((await arm.request("GET", at(pool))).status, 404);
  });
});

describe("a record set of a private zone", () => {
  beforeEach(() => arm.done("PUT", dns(""), { location: "global" }));
  const put = (path: string, properties: JsonObject) => arm.request("PUT", dns(path), { properties });

  test("has its full name, counts, and goes with its zone", async () => {
    const made = await put("/A/web", { ttl: 30, aRecords: [{ ipv4Address: "10.0.0.4" }] });
    assert.equal(made.status, 201);
    assert.equal(textAt(made.body, "properties.fqdn"), "web.shop.internal.");
    const zone = await arm.request("GET", dns(""));
    assert.equal(numberAt(zone.body, "properties.numberOfRecordSets"), 2);
    const authority = await arm.request("GET", dns("/SOA/@"));
    assert.equal(textAt(authority.body, "properties.fqdn"), "shop.internal.");
    await arm.done("DELETE", dns(""));
    assert.equal((await arm.request("GET", dns("/A/web"))).status, 404);
  });

  test("of one type has no records of another, and an alias has its name for itself", async () => {
    const foreign = await put("/A/web", { cnameRecord: { cname: "x.example" } });
    assert.equal(codeOf(foreign), "400 BadRequest");
    await put("/A/web", { aRecords: [{ ipv4Address: "10.0.0.4" }] });
    const alias = await put("/CNAME/web", { cnameRecord: { cname: "x.example" } });
    assert.equal(codeOf(alias), "400 CNAMERecordConflict");
  });
});
