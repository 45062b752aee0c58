import assert from "node:assert/strict";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { afterEach, beforeEach, describe, test } from "node:test";
import { textAt } from "../../sandbox/arm/json";
import { waitUntil } from "../../sandbox/waiting";
import {
  ArmFixture,
  clusterBody,
  clusterPlace,
  codeOf,
  groupBody,
  groupPlace,
  inGroup,
  makeNetwork,
  NETWORK,
} from "./fixture";

const GROUP = "resourceGroups/rg?api-version=2024-03-01";

describe("the store", () => {
  let arm: ArmFixture;
  beforeEach(async () => {
    arm = await ArmFixture.start();
  });
  afterEach(() => arm.end());

  test("what was answered is in the file, so that a kill -9 loses nothing", async () => {
    await arm.request("PUT", GROUP, { location: "westeurope" });
    assert.match(readFileSync(arm.storeFile, "utf8"), /resourceGroups\/rg/);
  });

  test("everything is as it was after a restart", async () => {
    await makeNetwork(arm);
    await arm.done("PUT", clusterPlace(), clusterBody());
    await arm.done("PUT", groupPlace("web"), groupBody());
    const places = [
      GROUP,
      clusterPlace(),
      groupPlace("web"),
      `${inGroup("Microsoft.Network/virtualNetworks/net")}?api-version=${NETWORK}`,
    ];
    const before = await Promise.all(places.map((place) => arm.request("GET", place)));
    await arm.down();
    await arm.up();
    await arm.server.clustersRestored;
    const after = await Promise.all(places.map((place) => arm.request("GET", place)));
    assert.deepEqual(
      after.map(({ body }) => body),
      before.map(({ body }) => body),
    );
    assert.equal(arm.host.ensured.length, 2);
    assert.equal((await arm.request("POST", clusterPlace("/listClusterUserCredential"))).status, 200);
  });

  test("an operation that was under way goes on after a restart", async () => {
    await makeNetwork(arm);
    const accepted = await arm.request("PUT", clusterPlace(), clusterBody());
    assert.equal(accepted.status, 201);
    await arm.down();
    await arm.up();
    assert.equal(textAt(await arm.outcome(accepted), "status"), "Succeeded");
    const cluster = await arm.request("GET", clusterPlace());
    assert.equal(textAt(cluster.body, "properties.provisioningState"), "Succeeded");
    const deleted = await arm.request("DELETE", clusterPlace());
    await arm.down();
    await arm.up();
    assert.equal(textAt(await arm.outcome(deleted), "status"), "Succeeded");
    assert.equal(codeOf(await arm.request("GET", clusterPlace())), "404 ResourceNotFound");
  });

  for (const contents of ["{ not json", "[]", '{"version":1,"resources":[{}],"operations":[]}', ""]) {
    test(`a file with ${JSON.stringify(contents)} is named and moved aside, not emptied`, async () => {
      await arm.down();
      writeFileSync(arm.storeFile, contents);
      await arm.up();
      const [warning = ""] = arm.server.warnings;
      const moved = readdirSync(arm.directory).find((name) => name.includes(".corrupt-"));
      assert.ok(moved !== undefined && warning.includes(moved) && warning.includes(arm.storeFile), warning);
      assert.equal(readFileSync(`${arm.directory}/${moved}`, "utf8"), contents);
      assert.equal(codeOf(await arm.request("GET", GROUP)), "404 ResourceGroupNotFound");
    });
  }

  test("a container group that was starting still starts after a restart", async () => {
    await makeNetwork(arm);
    await arm.request("PUT", groupPlace("web"), groupBody());
    await arm.down();
    await arm.up();
    await waitUntil({ what: "the container group to run", timeoutMs: 60_000 }, async () => {
      const group = await arm.request("GET", groupPlace("web"));
      return textAt(group.body, "properties.provisioningState") === "Succeeded";
    });
  });
});
