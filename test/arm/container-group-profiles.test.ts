import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, test } from "node:test";
import { numberAt, objectsAt, textAt, type JsonObject } from "../../sandbox/arm/json";
import { container, imageOf, instancePlace, nameOf, profileBody, profileId } from "./container-place";
import { ArmFixture, codeOf, makeNetwork } from "./fixture";

describe("a container group profile", () => {
  let arm: ArmFixture;
  beforeEach(async () => {
    arm = await ArmFixture.start();
    await makeNetwork(arm);
    await profile("web:1");
  });
  afterEach(() => arm.end());

  const profile = (image: string, more: JsonObject = {}) => arm.done("PUT", place(""), profileBody(image, more));
  const place = (path: string) => instancePlace(`containerGroupProfiles/web${path}`);
  const revisions = async () => {
    const { body } = await arm.request("GET", place("/revisions"));
    return objectsAt(body, "value").map((each) => numberAt(each, "properties.revision"));
  };

  test("has a revision for each change, which stays as it was", async () => {
    await profile("web:1");
    assert.deepEqual(await revisions(), [1], "the same again is no change");
    await profile("web:2");
    assert.deepEqual(await revisions(), [1, 2]);
    const { body } = await arm.request("GET", place("/revisions/1"));
    assert.deepEqual([nameOf(body as JsonObject), imageOf(body as JsonObject)], ["web", "web:1"]);
    assert.equal(codeOf(await arm.request("GET", place("/revisions/3"))), "404 ResourceNotFound");
    assert.equal(codeOf(await arm.request("PUT", place("/revisions/3"), profileBody("x"))), "405 MethodNotAllowed");
  });

  test("makes a group, which says more of its containers and comes to no more than it says", async () => {
    await profile("web:2");
    const reference = { id: profileId("web"), revision: 1 };
    const configMap = { keyValuePairs: { password: "no secret" } };
    const properties = { containerGroupProfile: reference, containers: [{ name: "web", properties: { configMap } }] };
    const group = await arm.done("PUT", instancePlace("containerGroups/one"), { location: "westeurope", properties });
    const [web] = objectsAt(group, "properties.containers");
    assert.equal(imageOf(group as JsonObject), "web:1");
    assert.equal(textAt(web, "properties.configMap.keyValuePairs.password"), "no secret");
    assert.deepEqual(textAt(group, "properties.osType"), "Linux");
    const unknown = { ...properties, containerGroupProfile: { ...reference, revision: 7 } };
    const refused = await arm.request("PUT", instancePlace("containerGroups/two"), {
      location: "westeurope",
      properties: unknown,
    });
    assert.equal(codeOf(refused), "400 ContainerGroupProfileRevisionNotFound");
  });

  test("is checked as a group is, and shows no secrets", async () => {
    const wrong = await arm.request("PUT", place(""), profileBody("", {}));
    assert.equal(codeOf(wrong), "400 InvalidImage");
    const environmentVariables = [{ name: "TOKEN", secureValue: "hush" }];
    const secret = await profile("web:1", { containers: [container("web:1", { environmentVariables })] });
    assert.ok(!JSON.stringify(secret).includes("hush"));
    const all = await arm.request("GET", place("/revisions"));
    assert.ok(!JSON.stringify(all.body).includes("hush"));
  });
});
