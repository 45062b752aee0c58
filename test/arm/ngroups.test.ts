import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, test } from "node:test";
import { numberAt, objectsAt, textAt, textsAt, type JsonObject } from "../../sandbox/arm/json";
import { awaited } from "../waiting";
import {
  container,
  fleetBody,
  groupsIn,
  groupsWhere,
  imageOf,
  instancePlace,
  nameOf,
  profileBody,
  stateOf,
} from "./container-place";
import { ArmFixture, codeOf, inGroup, makeNetwork, messageOf, NETWORK, subnetId } from "./fixture";

const FLEET = instancePlace("ngroups/web");
const PATIENCE_MS = 60_000;
const REPLACING = { tags: { "rollingupdate.replace.enabled": "true" } };

let arm: ArmFixture;
beforeEach(async () => {
  arm = await ArmFixture.start();
  await makeNetwork(arm);
  await profile("web:1");
});
afterEach(() => arm.end());

const profile = (image: string, more: JsonObject = {}) =>
  arm.done("PUT", instancePlace("containerGroupProfiles/web"), profileBody(image, more));
const fleet = (count: number, more: JsonObject = {}, envelope: JsonObject = {}) =>
  arm.done("PUT", FLEET, fleetBody(count, more, envelope));
const elastic = (desiredCount: number, more: JsonObject = {}) => ({ elasticProfile: { desiredCount, ...more } });
const break_ = (faults: unknown) => arm.request("PUT", "/sandbox/faults", faults);
const seen = async () => (await arm.request("GET", FLEET)).body;
const remove = (name: string) => arm.request("DELETE", instancePlace(`containerGroups/${name}`));
const zonesOf = (groups: readonly JsonObject[]) => groups.flatMap((group) => textsAt(group, "zones")).sort();

/** The reference to a revision of the profile, and how to update to it. */
function rolling(revision: number, more: JsonObject = {}): JsonObject {
  const id = inGroup("Microsoft.ContainerInstance/containerGroupProfiles/web");
  const pace = { maxBatchPercent: 50, maxUnhealthyPercent: 0, pauseTimeBetweenBatches: "PT0.1S", ...more };
  return {
    containerGroupProfiles: [{ resource: { id }, revision }],
    updateProfile: { updateMode: "Rolling", rollingUpdateProfile: pace },
  };
}

/** A PUT whose operation is watched; how it ended. */
async function outcome(body: JsonObject): Promise<string | undefined> {
  const status = await arm.outcome(await arm.request("PUT", FLEET, body));
  return textAt(status, "status") === "Failed" ? textAt(status, "error.code") : textAt(status, "status");
}

describe("NGroups", () => {
  test("makes as many groups as it is told, all of its profile, and says whose they are", async () => {
    await fleet(3, {
      elasticProfile: { desiredCount: 3, containerGroupNamingPolicy: { guidNamingPolicy: { prefix: "web-" } } },
    });
    const groups = await groupsIn(arm);
    assert.equal(groups.length, 3);
    for (const group of groups) {
      assert.match(nameOf(group), /^web-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/);
      assert.deepEqual([stateOf(group), imageOf(group)], ["Running", "web:1"]);
      assert.equal(textAt(group, "properties.orchestratorId"), inGroup("Microsoft.ContainerInstance/ngroups/web"));
      assert.equal(numberAt(group, "properties.containerGroupProfile.revision"), 1);
    }
    assert.equal(textAt(await seen(), "properties.provisioningState"), "Succeeded");
  });

  test("scales out evenly over its zones, and in by any of its groups, the same ones each time", async () => {
    const zones = { zones: ["1", "2", "3"] };
    await fleet(5, {}, zones);
    assert.deepEqual(zonesOf(await groupsIn(arm)), ["1", "1", "2", "2", "3"]);
    await fleet(2, {}, zones);
    assert.equal((await groupsIn(arm)).length, 2);
    await fleet(6, {}, zones);
    assert.deepEqual(zonesOf(await groupsIn(arm)), ["1", "1", "2", "2", "3", "3"]);
    const fewer = await arm.request("PUT", FLEET, fleetBody(6, {}, { zones: ["1", "2"] }));
    assert.equal(codeOf(fewer), "400 ZonesCannotBeRemoved");
  });

  test("wants one fewer when a group is deleted, and makes another where it maintains its count", async () => {
    await fleet(2);
    await remove(nameOf((await groupsIn(arm))[0] ?? {}));
    assert.equal(numberAt(await seen(), "properties.elasticProfile.desiredCount"), 1);
    await fleet(2, elastic(2, { maintainDesiredCount: true }));
    const [gone] = await groupsIn(arm);
    await remove(nameOf(gone ?? {}));
    const groups = await groupsWhere(arm, "a group instead of the deleted one", (all) => all.length === 2);
    assert.ok(!groups.some((group) => nameOf(group) === nameOf(gone ?? {})));
    assert.equal(numberAt(await seen(), "properties.elasticProfile.desiredCount"), 2);
    await fleet(1, elastic(1));
    const kept = (await seen()) as JsonObject;
    assert.match(JSON.stringify(kept), /"maintainDesiredCount":true/, "a PUT that is silent of it leaves it as it is");
  });

  test("has groups like all others: one can be written by itself, once it has started", async () => {
    await break_({ slowStart: { seconds: 60 } });
    await arm.request("PUT", FLEET, fleetBody(1));
    const [group = {}] = await groupsWhere(arm, "a group", (all) => all.length === 1);
    const place = instancePlace(`containerGroups/${nameOf(group)}`);
    const body = { location: "westeurope", properties: { osType: "Linux", containers: [container("web:9")] } };
    assert.equal(codeOf(await arm.request("PUT", place, body)), "409 ContainerGroupTransitioning");
    await arm.done("DELETE", FLEET);
    await break_({});
    await fleet(1);
    const [started = {}] = await groupsIn(arm);
    const written = await arm.done("PUT", instancePlace(`containerGroups/${nameOf(started)}`), body);
    assert.equal(imageOf(written as JsonObject), "web:9");
    assert.match(textAt(written, "properties.orchestratorId") ?? "", /ngroups\/web$/);
  });

  test("takes its groups with it when it is deleted", async () => {
    await fleet(2);
    await arm.done("DELETE", FLEET);
    assert.deepEqual(await groupsIn(arm), []);
  });

  test("stops, starts and restarts all its groups", async () => {
    await fleet(2);
    const post = (deed: string) => arm.request("POST", FLEET.replace("?", `/${deed}?`));
    const states = async () => (await groupsIn(arm)).map(stateOf);
    assert.equal((await post("stop")).status, 204);
    assert.deepEqual(await states(), ["Stopped", "Stopped"]);
    await arm.outcome(await post("start"));
    assert.deepEqual(await states(), ["Running", "Running"]);
    arm.clock.stop();
    const accepted = await post("restart");
    assert.deepEqual(await states(), ["Pending", "Pending"]);
    arm.clock.go();
    await arm.outcome(accepted);
    assert.deepEqual(await states(), ["Running", "Running"]);
  });

  test("fails with ACI's own words where the quota is reached, keeps what it has, and goes on when asked again", async () => {
    await break_({ quota: { groups: 2 } });
    assert.equal(await outcome(fleetBody(3)), "ContainerGroupQuotaReached");
    assert.equal((await groupsIn(arm)).length, 2);
    assert.equal(textAt(await seen(), "properties.provisioningState"), "Failed");
    await break_({});
    assert.equal(await outcome(fleetBody(3)), "Succeeded");
    assert.equal((await groupsIn(arm)).length, 3);
  });

  const refusals: readonly (readonly [string, unknown, string])[] = [
    ["no room", { refuse: { count: 1, of: 1 } }, "ServiceUnavailable"],
    ["too many creates", { throttle: { createsPer5Minutes: 1 } }, "ResourceRequestsThrottled"],
    ["an image that is not there", { badImages: { "web:1": { notFound: true } } }, "InaccessibleImage"],
    [
      "a policy",
      { refuseCreate: { type: "Microsoft.ContainerInstance/containerGroups", times: 1 } },
      "RequestDisallowedByPolicy",
    ],
  ];
  for (const [what, faults, code] of refusals) {
    test(`meets ${what} as every group does`, async () => {
      await break_(faults);
      assert.equal(await outcome(fleetBody(2)), code);
    });
  }

  test("fails where one of its groups does, half-way, and keeps that one", async () => {
    const type = "Microsoft.ContainerInstance/containerGroups";
    await break_({ failOperation: { type, times: 1 } });
    assert.equal(await outcome(fleetBody(2)), "InternalOperationError");
    const states = (await groupsIn(arm)).map((group) => textAt(group, "properties.provisioningState"));
    assert.deepEqual(states, ["Failed"]);
  });

  test("adds the addresses of its groups to the pool of a load balancer", async () => {
    const balancer = inGroup("Microsoft.Network/loadBalancers/lb");
    const version = `?api-version=${NETWORK}`;
    const frontendIPConfigurations = [{ name: "in", properties: { subnet: { id: subnetId("nodes") } } }];
    const properties = { frontendIPConfigurations, backendAddressPools: [{ name: "web" }] };
    await arm.done("PUT", balancer + version, { location: "westeurope", properties });
    const [stub] = objectsAt(fleetBody(2), "properties.containerGroupProfiles");
    const pools = [{ resource: `${balancer}/backendAddressPools/web` }];
    const placed = {
      ...stub,
      containerGroupProperties: { subnetIds: [{ id: subnetId("aci") }] },
      networkProfile: { loadBalancer: { backendAddressPools: pools } },
    };
    await fleet(2, { containerGroupProfiles: [placed] });
    const { body } = await arm.request("GET", `${balancer}/backendAddressPools/web${version}`);
    const addresses = objectsAt(body, "properties.loadBalancerBackendAddresses");
    assert.deepEqual(addresses.map((address) => textAt(address, "properties.ipAddress")).sort(), [
      "10.0.16.4",
      "10.0.16.5",
    ]);
    const unknown = {
      ...placed,
      networkProfile: { loadBalancer: { backendAddressPools: [{ resource: `${balancer}/x` }] } },
    };
    const refused = await arm.request("PUT", FLEET, fleetBody(2, { containerGroupProfiles: [unknown] }));
    assert.equal(codeOf(refused), "400 InvalidResourceReference");
  });

  test("tells its containers their group and their NGroups where its tags ask for it", async () => {
    const tag = (name: string) => `metadata.container.environmentVariable.${name}`;
    await fleet(1, {}, { tags: { [tag("containerGroupName")]: "true", [tag("orchestratorId")]: "true" } });
    const [group = {}] = await groupsIn(arm);
    const [web] = objectsAt(group, "properties.containers");
    assert.deepEqual(objectsAt(web, "properties.environmentVariables"), [
      { name: "ContainerGroupName", value: nameOf(group) },
      { name: "OrchestratorId", value: inGroup("Microsoft.ContainerInstance/ngroups/web") },
    ]);
  });
});

describe("an update of NGroups", () => {
  const images = async () => (await groupsIn(arm)).map(imageOf).sort();

  test("by hand keeps the groups as they are; only new ones are of the new profile", async () => {
    await fleet(2);
    await profile("web:2");
    await fleet(3);
    assert.deepEqual(await images(), ["web:1", "web:1", "web:2"]);
  });

  test("that rolls replaces the groups batch by batch, under new names and in their zones", async () => {
    const envelope = { ...REPLACING, zones: ["1", "2"] };
    await fleet(4, rolling(1), envelope);
    const before = (await groupsIn(arm)).map(nameOf);
    await profile("web:2");
    const accepted = await arm.request(
      "PUT",
      FLEET,
      fleetBody(4, rolling(2, { pauseTimeBetweenBatches: "PT1S" }), envelope),
    );
    const half = await groupsWhere(arm, "the first batch", (all) => all.some((group) => imageOf(group) === "web:2"));
    const updated = half.filter((group) => imageOf(group) === "web:2");
    assert.equal(half.length, 4, "there are never fewer");
    assert.deepEqual(zonesOf(updated), ["1", "1"], "a batch is in one zone");
    await arm.outcome(accepted);
    const after = await groupsIn(arm);
    assert.deepEqual([await images(), zonesOf(after)], [Array(4).fill("web:2"), ["1", "1", "2", "2"]]);
    assert.ok(!after.some((group) => before.includes(nameOf(group))));
  });

  test("that rolls in place keeps the groups' names", async () => {
    await fleet(2, rolling(1, { inPlaceUpdate: true }));
    const before = (await groupsIn(arm)).map(nameOf);
    await profile("web:2");
    await fleet(2, rolling(2, { inPlaceUpdate: true }));
    assert.deepEqual(await images(), ["web:2", "web:2"]);
    assert.deepEqual((await groupsIn(arm)).map(nameOf), before);
  });

  test("in place meets what a group cannot change", async () => {
    await fleet(1, rolling(1, { inPlaceUpdate: true }));
    await profile("web:1", {
      containers: [container("web:1", { resources: { requests: { cpu: 2, memoryInGB: 1 } } })],
    });
    assert.equal(await outcome(fleetBody(1, rolling(2, { inPlaceUpdate: true }))), "InvalidContainerGroupUpdate");
  });

  test("to a bad image stops after the first batch, and goes back to the good one", async () => {
    await fleet(4, rolling(1), REPLACING);
    await break_({ badImages: { "web:2": { crashes: true } } });
    await profile("web:2");
    const update = await arm.request("PUT", FLEET, fleetBody(4, rolling(2), REPLACING));
    const status = await arm.outcome(update);
    assert.equal(textAt(status, "error.code"), "RollingUpdateFailed");
    assert.equal(
      textAt(status, "error.message"),
      "The rolling update of NGroups 'web' was stopped: 2 of 2 updated container groups are unhealthy, more than the 0 percent of maxUnhealthyPercent.",
    );
    assert.deepEqual(await images(), ["web:1", "web:1", "web:2", "web:2"]);
    assert.equal(textAt(await seen(), "properties.provisioningState"), "Failed");
    await arm.outcome(await arm.request("POST", FLEET.replace("?", "/restart?")));
    assert.deepEqual(await images(), ["web:1", "web:1", "web:2", "web:2"], "what comes next does not take it up again");
    assert.equal(await outcome(fleetBody(4, rolling(1), REPLACING)), "Succeeded");
    assert.deepEqual(await images(), Array(4).fill("web:1"));
  });

  test("that replaces groups needs the tag that allows it", async () => {
    const refused = await arm.request("PUT", FLEET, fleetBody(2, rolling(1)));
    assert.equal(codeOf(refused), "400 ReplaceRollingUpdateNotEnabled");
    assert.match(messageOf(refused), /needs the tag 'rollingupdate\.replace\.enabled: true'/);
  });

  test("is one at a time, and a delete ends it", async () => {
    await fleet(2, rolling(1), REPLACING);
    await profile("web:2");
    const slow = fleetBody(2, rolling(2, { pauseTimeBetweenBatches: "PT30S" }), REPLACING);
    await arm.request("PUT", FLEET, slow);
    assert.equal(codeOf(await arm.request("PUT", FLEET, slow)), "409 OperationNotAllowed");
    assert.equal((await arm.request("DELETE", FLEET)).status, 202);
    await awaited("the groups to be gone", PATIENCE_MS, async () =>
      (await groupsIn(arm)).length === 0 ? true : undefined,
    );
  });
});
