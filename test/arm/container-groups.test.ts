import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, test } from "node:test";
import { isRefused } from "../../sandbox/arm/containers/admission";
import { GroupAdmission } from "../../sandbox/arm/containers/admission";
import { rates, secondsToWait } from "../../sandbox/arm/containers/throttle";
import { objectsAt, textAt } from "../../sandbox/arm/json";
import { waitUntil } from "../../sandbox/waiting";
import { ArmFixture, codeOf, groupBody, groupPlace, makeNetwork, messageOf, subnetId } from "./fixture";

describe("container groups", () => {
  let arm: ArmFixture;
  const create = (name: string, properties = {}) => arm.request("PUT", groupPlace(name), groupBody(properties));
  const break_ = (faults: unknown) => arm.request("PUT", "/sandbox/faults", faults);
  beforeEach(async () => {
    arm = await ArmFixture.start();
    await makeNetwork(arm);
  });
  afterEach(() => arm.end());

  test("a group is accepted at once, pending, and runs after the cold start", async () => {
    arm.clock.stop();
    const accepted = await create("web");
    assert.equal(accepted.status, 201);
    assert.equal(textAt(accepted.body, "properties.provisioningState"), "Pending");
    assert.equal(textAt(accepted.body, "properties.instanceView.state"), "Pending");
    assert.equal(textAt(accepted.body, "properties.ipAddress.ip"), undefined);
    assert.equal(codeOf(await create("web")), "409 ContainerGroupTransitioning");
    arm.clock.go();
    await arm.outcome(accepted);
    const { body } = await arm.request("GET", groupPlace("web"));
    assert.equal(textAt(body, "properties.instanceView.state"), "Running");
    assert.equal(textAt(body, "properties.ipAddress.ip"), "10.0.16.4");
    const [container] = objectsAt(body, "properties.containers");
    assert.equal(textAt(container, "properties.instanceView.currentState.state"), "Running");
    assert.match(textAt(container, "properties.instanceView.currentState.startTime") ?? "", /^\d{4}-/);
  });

  test("addresses skip the five that Azure keeps, and run out", async () => {
    for (let count = 0; count < 11; count += 1) assert.equal((await create(`g${count}`)).status, 201);
    assert.equal(codeOf(await create("one-more")), "400 SubnetIsFull");
    const last = await arm.request("GET", groupPlace("g10"));
    await waitUntil({ what: "the last group to run", timeoutMs: 60_000 }, async () => {
      const { body } = await arm.request("GET", groupPlace("g10"));
      return textAt(body, "properties.ipAddress.ip") === "10.0.16.14";
    });
    assert.equal(last.status, 200);
  });

  const resources = (requests: unknown, limits?: unknown) => [
    { name: "web", properties: { image: "nginx", resources: { requests, limits } } },
  ];
  const refusals: readonly (readonly [string, Record<string, unknown>, string])[] = [
    [
      "limits above the requests",
      { containers: resources({ cpu: 1, memoryInGB: 1 }, { cpu: 2 }) },
      "400 ContainerLimitGreaterThanContainerGroupTotalRequest",
    ],
    [
      "limits below the requests",
      { containers: resources({ cpu: 1, memoryInGB: 0.1 }, { cpu: 1, memoryInGB: 0 }) },
      "400 ResourceLimitsLessThanRequests",
    ],
    [
      "a mount of a volume that it does not have",
      {
        containers: [
          {
            name: "web",
            properties: {
              image: "nginx",
              resources: { requests: { cpu: 1, memoryInGB: 1 } },
              volumeMounts: [{ name: "token", mountPath: "/token" }],
            },
          },
        ],
        volumes: [{ name: "other", emptyDir: {} }],
      },
      "400 VolumesNotFound",
    ],
    ["more than 31 CPUs", { containers: resources({ cpu: 32, memoryInGB: 1 }) }, "409 ServiceUnavailable"],
    ["more than 240 GB", { containers: resources({ cpu: 1, memoryInGB: 240.1 }) }, "409 ServiceUnavailable"],
    ["no requests", { containers: resources(undefined) }, "400 ResourceRequestsNotSpecified"],
    [
      "no image",
      { containers: [{ name: "web", properties: { resources: { requests: { cpu: 1, memoryInGB: 1 } } } }] },
      "400 InvalidImage",
    ],
    ["no containers", { containers: [] }, "400 MissingRequiredProperty"],
    ["a name in capitals", { containers: [{ name: "Web", properties: { image: "x" } }] }, "400 InvalidContainerName"],
    [
      "a subnet that is not delegated",
      { subnetIds: [{ id: subnetId("nodes") }] },
      "400 SubnetMissingRequiredDelegation",
    ],
    ["a subnet that is not there", { subnetIds: [{ id: subnetId("none") }] }, "400 SubnetNotFound"],
    ["more than 100 cores", { containers: resources({ cpu: 101, memoryInGB: 1 }) }, "409 ContainerGroupQuotaReached"],
  ];
  for (const [what, properties, code] of refusals) {
    test(`a group with ${what} is refused with ${code}`, async () => {
      assert.equal(codeOf(await create("web", properties)), code);
      assert.equal(codeOf(await arm.request("GET", groupPlace("web"))), "404 ResourceNotFound");
    });
  }

  test("the quota of groups is told in Azure's words", async () => {
    await break_({ quota: { groups: 1 } });
    assert.equal((await create("one")).status, 201);
    const refused = await create("two");
    assert.equal(codeOf(refused), "409 ContainerGroupQuotaReached");
    assert.equal(
      messageOf(refused),
      "Resource type 'Microsoft.ContainerInstance/containerGroups' container group quota 'ContainerGroups' exceeded in region 'westeurope'. Limit: '1', Usage: '1' Requested: '1'.",
    );
  });

  test("creates beyond the throttle are told when to come back", async () => {
    await break_({ throttle: { createsPer5Minutes: 1 } });
    assert.equal((await create("one")).status, 201);
    const refused = await create("two");
    assert.equal(codeOf(refused), "429 ResourceRequestsThrottled");
    assert.ok(Number(refused.headers["retry-after"]) > 290);
    await break_({});
    assert.equal((await create("two")).status, 201);
  });

  test("the throttle is a region's: another has all of its own", () => {
    const admission = new GroupAdmission();
    const faults = { throttle: { createsPer5Minutes: 1 } };
    admission.checkCreate("westeurope", faults);
    assert.throws(() => {
      admission.checkCreate("westeurope", faults);
    }, /exceeded the limit of '1'/);
    assert.doesNotThrow(() => {
      admission.checkCreate("uksouth", faults);
    });
  });

  test("without room in the region, n of m groups are refused in Azure's words", async () => {
    await break_({ refuse: { count: 1, of: 2 } });
    const answers = [await create("a"), await create("b"), await create("a"), await create("c"), await create("d")];
    assert.deepEqual(
      answers.map(({ status }) => status),
      [409, 201, 409, 409, 201],
      "a group that is tried again gets the answer that it got before",
    );
    const [refused] = answers;
    assert.ok(refused);
    assert.equal(codeOf(refused), "409 ServiceUnavailable");
    assert.equal(
      messageOf(refused),
      "The requested resource is not available in the location 'westeurope' at this moment. Please retry with a different resource request or in another location. Resource requested: '1' CPU '1.5' GB memory 'Linux' OS virtual network",
    );
  });

  test("a slow start is slow, and a group can be deleted while it starts", async () => {
    await break_({ slowStart: { seconds: 60 } });
    const accepted = await create("web");
    const deleted = await arm.request("DELETE", groupPlace("web"));
    assert.deepEqual([deleted.status, textAt(deleted.body, "name")], [200, "web"]);
    assert.equal(codeOf(await arm.request("GET", groupPlace("web"))), "404 ResourceNotFound");
    assert.equal(
      textAt(
        (
          await arm.request(
            "GET",
            new URL(accepted.headers["azure-asyncoperation"] ?? "").pathname + "?api-version=2021-10-01",
          )
        ).body,
        "status",
      ),
      "InProgress",
    );
  });

  test("faults are checked as a whole and reported to the sandbox", async () => {
    const refused = await break_({ refuse: { count: 1 }, quota: { groups: -1 }, earthquake: true });
    assert.equal(codeOf(refused), "400 InvalidFaults");
    assert.match(
      messageOf(refused),
      /^refuse\.of: is required; quota\.groups: must be a whole number, 0 or more; got -1; earthquake: is not known; known are refuse, quota, .*zoneOutage, /,
    );
    await break_({ connectorDead: true });
    assert.deepEqual(arm.faults, [{}, { connectorDead: true }]);
    assert.deepEqual((await arm.request("GET", "/sandbox/faults")).body, { connectorDead: true });
  });

  test("secrets are never given back", async () => {
    const environmentVariables = [{ name: "TOKEN", secureValue: "hush" }];
    const containers = [
      {
        name: "web",
        properties: { image: "x", environmentVariables, resources: { requests: { cpu: 1, memoryInGB: 1 } } },
      },
    ];
    const { body } = await create("web", {
      containers,
      imageRegistryCredentials: [{ server: "s", username: "u", password: "hush" }],
    });
    assert.ok(!JSON.stringify(body).includes("hush"));
  });
});

describe("ACI's counting", () => {
  test("of each m arrivals the first n are refused", () => {
    const refused = [0, 1, 2, 3, 4, 5].map((arrival) => isRefused(arrival, { count: 2, of: 3 }));
    assert.deepEqual(refused, [true, true, false, true, true, false]);
    assert.equal(isRefused(0, undefined), false);
  });

  test("the hundred-and-first create in five minutes waits, as does the three-hundred-and-first in an hour", () => {
    const now = 10_000_000;
    const recent = Array.from({ length: 100 }, (_, index) => now - 200_000 + index);
    assert.equal(secondsToWait(recent.slice(1), now, rates()), 0);
    assert.equal(secondsToWait(recent, now, rates()), 100);
    const spread = Array.from({ length: 300 }, (_, index) => now - 3_500_000 + index);
    assert.equal(secondsToWait(spread, now, rates()), 100);
  });
});
