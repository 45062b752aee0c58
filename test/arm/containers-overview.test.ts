import assert from "node:assert/strict";
import { test } from "node:test";
import type { ContainersOverview } from "../../sandbox/arm/containers/overview";
import { describeContainers } from "../../sandbox/commands/arm-containers";
import { awaited } from "../waiting";
import { container, fleetBody, instancePlace, profileBody, profileId } from "./container-place";
import { ArmFixture, codeOf, groupBody, groupPlace, inGroup, makeNetwork } from "./fixture";

test("a sandbox tells of its container instances but of those that stand for pods", async () => {
  const arm = await ArmFixture.start();
  try {
    await makeNetwork(arm);
    const ipAddress = { type: "Public", ports: [{ port: 80 }] };
    const properties = { osType: "Linux", containers: [container("web:1")], ipAddress };
    const single = { location: "westeurope", zones: ["2"], properties };
    await arm.done("PUT", instancePlace("containerGroups/first"), single);
    await arm.done("PUT", groupPlace("pod"), {
      ...groupBody(),
      tags: { UID: "0a", PodName: "web", Namespace: "shop" },
    });
    await arm.done("PUT", instancePlace("containerGroupProfiles/web"), profileBody("web:1"));
    await arm.request("PUT", "/sandbox/faults", { quota: { groups: 4 } });
    const more = await arm.request("PUT", instancePlace("ngroups/web"), fleetBody(3));
    await arm.outcome(more);
    await arm.request("PUT", "/sandbox/faults", {});
    const pool = `${inGroup("Microsoft.StandbyPool/standbyContainerGroupPools/ready")}?api-version=2024-03-01`;
    const containerGroupProperties = { containerGroupProfile: { id: profileId("web") } };
    const elasticityProfile = { maxReadyCapacity: 1 };
    await arm.done("PUT", pool, {
      location: "westeurope",
      properties: { elasticityProfile, containerGroupProperties },
    });
    const lines = async () => {
      const { body } = await arm.request("GET", "/sandbox/containers");
      return describeContainers(body as unknown as ContainersOverview);
    };
    const seen = await awaited("the pool to be filled", 60_000, async () => {
      const all = await lines();
      return all.at(-1) === "standby pool ready: 1 of 1 running" ? all : undefined;
    });
    assert.deepEqual(seen, [
      "container group first: Running (198.19.0.4, zone 2)",
      "NGroups web: 2 of 3 running, 2 there (Failed)",
      "standby pool ready: 1 of 1 running",
    ]);
    assert.equal(codeOf(await arm.request("PUT", "/sandbox/containers", {})), "405 MethodNotAllowed");
  } finally {
    await arm.end();
  }
});
