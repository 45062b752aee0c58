import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, test } from "node:test";
import { numberAt, objectAt, objectsAt, textAt, type JsonObject } from "../../sandbox/arm/json";
import { awaited } from "../waiting";
import { imageOf, instancePlace, profileBody, profileId, stateOf } from "./container-place";
import { ArmFixture, codeOf, inGroup } from "./fixture";

const POOL = inGroup("Microsoft.StandbyPool/standbyContainerGroupPools/ready");
const VERSION = "?api-version=2024-03-01";

describe("a standby pool", () => {
  let arm: ArmFixture;
  beforeEach(async () => {
    // A cold start that nobody waits for: what runs soon was taken from the pool.
    arm = await ArmFixture.start({ coldStartSeconds: 1 });
    await arm.done("PUT", "resourceGroups/rg?api-version=2024-03-01", { location: "westeurope" });
    await arm.done("PUT", instancePlace("containerGroupProfiles/web"), profileBody("web:1"));
  });
  afterEach(() => arm.end());

  const pool = (maxReadyCapacity: number, revision = 1) =>
    arm.done("PUT", POOL + VERSION, {
      location: "westeurope",
      properties: {
        elasticityProfile: { maxReadyCapacity },
        containerGroupProperties: { containerGroupProfile: { id: profileId("web"), revision } },
      },
    });
  const view = async () => (await arm.request("GET", `${POOL}/runtimeViews/latest${VERSION}`)).body;
  const counts = async (): Promise<Readonly<Record<string, number>>> => {
    const [summary] = objectsAt(await view(), "properties.instanceCountSummary");
    const states = objectsAt(summary, "instanceCountsByState");
    return Object.fromEntries(states.map((each) => [textAt(each, "state") ?? "", numberAt(each, "count") ?? 0]));
  };
  const running = (count: number) =>
    awaited(`${count} instances that run`, 60_000, async () =>
      (await counts())["Running"] === count ? true : undefined,
    );
  const usage = async () => {
    const place = "providers/Microsoft.ContainerInstance/locations/westeurope/usages?api-version=2025-09-01";
    return objectsAt((await arm.request("GET", place)).body, "value").map((entry) => numberAt(entry, "currentValue"));
  };
  const take = (name: string, more: JsonObject = {}) => {
    const properties = {
      containerGroupProfile: { id: profileId("web"), revision: 1 },
      containers: [],
      standbyPoolProfile: { id: POOL, ...more },
    };
    return arm.request("PUT", instancePlace(`containerGroups/${name}`), { location: "westeurope", properties });
  };
  const break_ = (faults: unknown) => arm.request("PUT", "/sandbox/faults", faults);

  test("fills itself, counts as what it holds, and is filled again after a group was taken from it", async () => {
    await pool(2);
    await running(2);
    assert.deepEqual(await usage(), [2, 2]);
    await break_({ slowStart: { seconds: 60 } });
    const taken = await take("one");
    assert.equal(taken.status, 201);
    assert.equal(objectAt(taken.body, "properties")["isCreatedFromStandbyPool"], true);
    await arm.outcome(taken);
    const group = (await arm.request("GET", instancePlace("containerGroups/one"))).body;
    assert.deepEqual([stateOf(group), imageOf(group as JsonObject)], ["Running", "web:1"]);
    await awaited("a new instance", 60_000, async () => ((await counts())["Creating"] === 1 ? true : undefined));
    assert.deepEqual(await usage(), [3, 3]);
  });

  test("that is empty leaves the group to a cold start, or to a refusal where that is asked for", async () => {
    await break_({ slowStart: { seconds: 60 } });
    await pool(1);
    const cold = await take("one");
    assert.equal(objectAt(cold.body, "properties")["isCreatedFromStandbyPool"], false);
    const refused = await take("two", { failContainerGroupCreateOnReuseFailure: true });
    assert.equal(codeOf(refused), "409 StandbyPoolReuseFailed");
  });

  test("takes no more than the quota has, says that it is degraded, and goes on when it can", async () => {
    await break_({ quota: { groups: 1 } });
    await pool(3);
    await awaited("a degraded pool", 60_000, async () =>
      textAt(await view(), "properties.status.code") === "HealthState/degraded" ? true : undefined,
    );
    assert.match(textAt(await view(), "properties.status.message") ?? "", /quota 'ContainerGroups' exceeded/);
    await break_({});
    await running(3);
    assert.equal(textAt(await view(), "properties.status.code"), "HealthState/healthy");
  });

  test("is drained by another profile, and shrinks with its capacity", async () => {
    await pool(2);
    await running(2);
    await pool(1);
    assert.deepEqual((await counts())["Running"], 1);
    await arm.done("PUT", instancePlace("containerGroupProfiles/web"), profileBody("web:2"));
    await pool(1, 2);
    assert.deepEqual((await counts())["Running"], 0);
    const other = await take("one", { failContainerGroupCreateOnReuseFailure: true });
    assert.equal(codeOf(other), "409 StandbyPoolReuseFailed", "a group of another revision is not taken from it");
  });

  test("is refused with a name, a capacity or a profile that Azure does not take", async () => {
    const put = (name: string, maxReadyCapacity: number, id = profileId("web")) =>
      arm.request("PUT", POOL.replace("ready", name) + VERSION, {
        location: "westeurope",
        properties: {
          elasticityProfile: { maxReadyCapacity },
          containerGroupProperties: { containerGroupProfile: { id } },
        },
      });
    assert.equal(codeOf(await put("no", 1)), "400 InvalidResourceName");
    assert.equal(codeOf(await put("ready", 2001)), "400 InvalidMaxReadyCapacity");
    assert.equal(codeOf(await put("ready", 1, profileId("none"))), "400 ContainerGroupProfileNotFound");
  });

  test("does not start from an image that crashes as if it were well", async () => {
    await break_({ badImages: { "web:1": { crashes: true } } });
    await pool(1);
    await running(1);
    await break_({});
    await arm.outcome(await take("one"));
    const { body } = await arm.request("GET", instancePlace("containerGroups/one"));
    const [web] = objectsAt(body, "properties.containers");
    assert.equal(textAt(web, "properties.instanceView.currentState.state"), "Terminated");
  });
});
