import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, test } from "node:test";
import { objectsAt, textAt, textsAt } from "../../sandbox/arm/json";
import { awaited } from "../waiting";
import {
  container,
  fleetBody,
  groupsIn,
  groupsWhere,
  instancePlace,
  profileBody,
  stateOf,
  viewOf,
} from "./container-place";
import { ArmFixture, codeOf, makeNetwork, messageOf } from "./fixture";

describe("a zone that is lost", () => {
  let arm: ArmFixture;
  beforeEach(async () => {
    arm = await ArmFixture.start();
    await makeNetwork(arm);
    await arm.done("PUT", instancePlace("containerGroupProfiles/web"), profileBody("web:1"));
  });
  afterEach(() => arm.end());

  const place = (name: string) => instancePlace(`containerGroups/${name}`);
  const put = (name: string, zone: string, more = {}) => {
    const properties = { osType: "Linux", containers: [container("web:1")], ...more };
    return arm.request("PUT", place(name), { location: "westeurope", zones: [zone], properties });
  };
  const make = async (name: string, zone: string, more = {}) => arm.outcome(await put(name, zone, more));
  const group = async (name: string) => (await arm.request("GET", place(name))).body;
  const lose = (zone: string) => arm.request("PUT", "/sandbox/faults", { zoneOutage: { zone } });
  const mend = () => arm.request("PUT", "/sandbox/faults", {});

  test("makes the groups in it unhealthy until it is back, and leaves the others alone", async () => {
    await make("one", "1");
    await make("two", "2");
    await lose("1");
    const lost = await group("one");
    assert.deepEqual([stateOf(lost), textAt(lost, "properties.provisioningState")], ["Pending", "Unhealthy"]);
    assert.equal(textAt(viewOf(lost), "currentState.state"), "Waiting");
    const [event] = objectsAt(lost, "properties.instanceView.events");
    assert.equal(textAt(event, "name"), "NodeDown");
    assert.equal(stateOf(await group("two")), "Running");
    arm.clock.stop();
    await mend();
    assert.equal(textAt(await group("one"), "properties.provisioningState"), "Repairing");
    arm.clock.go();
    await awaited("the group to run again", 60_000, async () =>
      stateOf(await group("one")) === "Running" ? true : undefined,
    );
    assert.equal(textAt(await group("one"), "properties.provisioningState"), "Succeeded");
  });

  test("ends a group that is never started again", async () => {
    await make("job", "1", { restartPolicy: "Never" });
    await lose("1");
    assert.equal(stateOf(await group("job")), "Failed");
    await mend();
    assert.equal(stateOf(await group("job")), "Failed");
  });

  test("has no room for a new group", async () => {
    await lose("2");
    const refused = await put("two", "2");
    assert.equal(codeOf(refused), "409 ServiceUnavailable");
    assert.match(messageOf(refused), /is not available in the location 'westeurope' at this moment/);
    assert.equal((await put("one", "1")).status, 201);
  });

  test("is left by NGroups that maintain their count, and is where others fail to scale out", async () => {
    const zones = { zones: ["1", "2"] };
    const elasticProfile = { desiredCount: 4, maintainDesiredCount: true };
    await arm.done("PUT", instancePlace("ngroups/web"), fleetBody(4, { elasticProfile }, zones));
    await lose("1");
    const moved = await groupsWhere(
      arm,
      "all groups to run in the other zone",
      (all) =>
        all.length === 4 && all.every((each) => stateOf(each) === "Running" && textsAt(each, "zones")[0] === "2"),
    );
    assert.equal(moved.length, 4);
    const more = fleetBody(6, { elasticProfile: { ...elasticProfile, desiredCount: 6 } }, zones);
    const status = await arm.outcome(await arm.request("PUT", instancePlace("ngroups/web"), more));
    assert.equal(textAt(status, "error.code"), "ServiceUnavailable");
    await groupsWhere(arm, "what is missing, in the other zone", (all) => all.length === 6);
    await mend();
    const most = fleetBody(8, { elasticProfile: { ...elasticProfile, desiredCount: 8 } }, zones);
    await arm.done("PUT", instancePlace("ngroups/web"), most);
    const spread = (await groupsIn(arm)).map((each) => textsAt(each, "zones")[0]);
    assert.equal(spread.filter((zone) => zone === "1").length, 2, "what is new goes where there are fewest");
  });

  test("stays with the groups of NGroups that do not maintain their count", async () => {
    await arm.done("PUT", instancePlace("ngroups/web"), fleetBody(2, {}, { zones: ["1", "2"] }));
    await lose("1");
    assert.deepEqual((await groupsIn(arm)).map(stateOf).sort(), ["Pending", "Running"]);
  });
});
