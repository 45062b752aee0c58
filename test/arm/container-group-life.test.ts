import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, test } from "node:test";
import { numberAt, objectAt, objectsAt, textAt, type JsonObject } from "../../sandbox/arm/json";
import { awaited } from "../waiting";
import { container, eventsOf, instancePlace, stateOf, viewOf } from "./container-place";
import { ArmFixture, codeOf, groupBody, inGroup, makeNetwork, messageOf } from "./fixture";

const PLACE = instancePlace("containerGroups/web");
const PATIENCE_MS = 60_000;

describe("a container group", () => {
  let arm: ArmFixture;
  beforeEach(async () => {
    arm = await ArmFixture.start();
    await makeNetwork(arm);
  });
  afterEach(() => arm.end());

  const put = (properties: JsonObject, envelope: JsonObject = {}) =>
    arm.request("PUT", PLACE, { ...groupBody(properties), ...envelope });
  const make = async (properties: JsonObject = {}, envelope: JsonObject = {}) => {
    await arm.done("PUT", PLACE, { ...groupBody(properties), ...envelope });
    return seen();
  };
  const seen = async () => (await arm.request("GET", PLACE)).body;
  const post = (deed: string) => arm.request("POST", PLACE.replace("?", `/${deed}?`));
  const break_ = (faults: unknown) => arm.request("PUT", "/sandbox/faults", faults);
  const cores = async () => {
    const place = "providers/Microsoft.ContainerInstance/locations/westeurope/usages?api-version=2025-09-01";
    const { body } = await arm.request("GET", place);
    return objectsAt(body, "value").map((entry) => [textAt(entry, "name.value"), numberAt(entry, "currentValue")]);
  };
  const publicAddress = { type: "Public", dnsNameLabel: "my-shop", ports: [{ port: 80, protocol: "TCP" }] };

  test("gives up its cores and its address when it is stopped, and gets them anew when it is started", async () => {
    await make();
    assert.deepEqual(await cores(), [
      ["ContainerGroups", 1],
      ["StandardCores", 1],
    ]);
    assert.equal((await post("stop")).status, 204);
    const stopped = await seen();
    assert.equal(stateOf(stopped), "Stopped");
    assert.equal(textAt(stopped, "properties.provisioningState"), "Succeeded");
    assert.equal(textAt(stopped, "properties.ipAddress.ip"), undefined);
    assert.equal(textAt(viewOf(stopped), "currentState.state"), "Terminated");
    assert.deepEqual(await cores(), [
      ["ContainerGroups", 1],
      ["StandardCores", 0],
    ]);
    arm.clock.stop();
    const accepted = await post("start");
    assert.equal(accepted.status, 202);
    assert.equal(stateOf(await seen()), "Pending");
    arm.clock.go();
    await arm.outcome(accepted);
    assert.equal(stateOf(await seen()), "Running");
    assert.equal(textAt(await seen(), "properties.ipAddress.ip"), "10.0.16.4");
  });

  test("is not started where the quota has no cores for it", async () => {
    await make();
    await post("stop");
    await break_({ quota: { cores: 0 } });
    assert.equal(codeOf(await post("start")), "409 ContainerGroupQuotaReached");
  });

  test("starts all its containers anew when it is restarted, at its old address", async () => {
    const before = textAt(viewOf(await make()), "currentState.startTime");
    arm.clock.stop();
    const accepted = await post("restart");
    assert.equal(codeOf(await post("restart")), "409 ContainerGroupTransitioning");
    arm.clock.go();
    await arm.outcome(accepted);
    const after = await seen();
    assert.notEqual(textAt(viewOf(after), "currentState.startTime"), before);
    assert.equal(textAt(after, "properties.ipAddress.ip"), "10.0.16.4");
  });

  test("is restarted in place by a change of its image, and not by the same body or by tags", async () => {
    const started = async () => textAt(viewOf(await seen()), "currentState.startTime");
    await make({ containers: [container("web:1")] });
    const first = await started();
    await make({ containers: [container("web:1")] });
    await make({ containers: [container("web:1")] }, { tags: { team: "a" } });
    assert.equal(await started(), first);
    arm.clock.stop();
    assert.equal((await put({ containers: [container("web:2")] })).status, 200);
    assert.equal(stateOf(await seen()), "Pending");
    arm.clock.go();
    await awaited("the new image to run", PATIENCE_MS, async () =>
      stateOf(await seen()) === "Running" ? true : undefined,
    );
    assert.notEqual(await started(), first);
    assert.match(JSON.stringify(viewOf(await seen())), /pulling image \\"web:2\\"/);
  });

  const fixed: readonly (readonly [string, JsonObject])[] = [
    ["operating system", { osType: "Windows" }],
    ["restart policy", { restartPolicy: "Never" }],
    ["CPUs", { containers: [container("web:1", { resources: { requests: { cpu: 2, memoryInGB: 1 } } })] }],
    ["memory", { containers: [container("web:1", { resources: { requests: { cpu: 1, memoryInGB: 2 } } })] }],
    ["network", { subnetIds: [] }],
  ];
  for (const [what, change] of fixed) {
    test(`refuses another ${what} in Azure's words while it runs, and takes it when it is stopped`, async () => {
      await make({ containers: [container("web:1")] });
      const changed = { containers: [container("web:1")], ...change };
      const refused = await put(changed);
      assert.equal(codeOf(refused), "400 InvalidContainerGroupUpdate");
      assert.equal(
        messageOf(refused),
        "The updates on container group 'web' are invalid. If you are going to update the os type, restart policy, network profile, CPU, memory or GPU resources for a container group, you must delete it first and then create a new one.",
      );
      await post("stop");
      await arm.done("PUT", PLACE, groupBody(changed));
      assert.equal(stateOf(await seen()), "Running");
    });
  }

  test("in public has an address and a name, which no other group can have", async () => {
    const ports = { containers: [container("web:1")], subnetIds: [], ipAddress: publicAddress };
    const group = await make(ports);
    assert.equal(textAt(group, "properties.ipAddress.ip"), "198.19.0.4");
    assert.equal(textAt(group, "properties.ipAddress.fqdn"), "my-shop.westeurope.azurecontainer.io");
    const other = await arm.request("PUT", instancePlace("containerGroups/other"), groupBody(ports));
    assert.equal(codeOf(other), "400 DnsNameLabelNotAvailable");
    const scoped = { ...publicAddress, autoGeneratedDomainNameLabelScope: "ResourceGroupReuse" };
    await make({ ...ports, ipAddress: scoped });
    const name = textAt(await seen(), "properties.ipAddress.fqdn") ?? "";
    assert.match(name, /^my-shop\.[0-9a-f]{16}\.westeurope\.azurecontainer\.io$/);
  });

  const refusals: readonly (readonly [string, JsonObject, string])[] = [
    ["a public address in a subnet", { ipAddress: publicAddress }, "400 IPAddressTypeNotSupported"],
    [
      "a DNS name without a public address",
      { ipAddress: { ...publicAddress, type: "Private" } },
      "400 DnsNameLabelNotSupported",
    ],
    [
      "a DNS name that is none",
      { subnetIds: [], ipAddress: { ...publicAddress, dnsNameLabel: "web" } },
      "400 InvalidDnsNameLabel",
    ],
    ["spare capacity in a subnet", { priority: "Spot" }, "400 SpotPriorityNotSupported"],
    [
      "spare capacity and enclaves",
      { priority: "Spot", subnetIds: [], sku: "Confidential" },
      "400 SpotPriorityNotSupported",
    ],
  ];
  for (const [what, properties, code] of refusals) {
    test(`with ${what} is refused with ${code}`, async () => {
      assert.equal(codeOf(await put(properties)), code);
    });
  }

  test("is confidential as it asks, and a spare one has neither address nor zone", async () => {
    const policy = { ccePolicy: "cGFja2FnZSBwb2xpY3k=" };
    const confidential = await make({ sku: "Confidential", confidentialComputeProperties: policy });
    assert.deepEqual(objectAt(confidential, "properties.confidentialComputeProperties"), policy);
    const spare = { ...groupBody({ priority: "Spot", subnetIds: [] }) };
    await arm.done("PUT", instancePlace("containerGroups/spare"), spare);
  });

  test("has the identities that it was given, with their principals", async () => {
    const id = inGroup("Microsoft.ManagedIdentity/userAssignedIdentities/me");
    const me = await arm.done("PUT", `${id}?api-version=2023-01-31`, { location: "westeurope" });
    const both = { type: "SystemAssigned, UserAssigned", userAssignedIdentities: { [id]: {} } };
    const group = await make({}, { identity: both });
    assert.match(textAt(group, "identity.principalId") ?? "", /^[0-9a-f-]{36}$/);
    const given = objectAt(group, "identity.userAssignedIdentities")[id];
    assert.equal(textAt(given, "principalId"), textAt(me, "properties.principalId"));
    const unknown = { type: "UserAssigned", userAssignedIdentities: { [`${id}-2`]: {} } };
    assert.equal(codeOf(await put({}, { identity: unknown })), "400 IdentityNotFound");
  });

  test("whose work is done has succeeded, holds no cores, and starts over on demand", async () => {
    await break_({ badImages: { "job:1": { completes: true } } });
    const group = await make({ restartPolicy: "OnFailure", containers: [container("job:1")] });
    assert.equal(stateOf(group), "Succeeded");
    assert.deepEqual(
      [textAt(viewOf(group), "currentState.state"), numberAt(viewOf(group), "currentState.exitCode")],
      ["Terminated", 0],
    );
    assert.deepEqual((await cores())[1], ["StandardCores", 0]);
    assert.equal((await post("stop")).status, 204);
    assert.equal(stateOf(await seen()), "Succeeded", "what is over is not stopped");
    await break_({});
    await arm.outcome(await post("start"));
    assert.equal(stateOf(await seen()), "Running");
  });

  test("with a readiness probe that fails runs, and only its events tell", async () => {
    await break_({ badImages: { "web:2": { answers: 500 } } });
    const readinessProbe = { httpGet: { path: "/", port: 80 }, periodSeconds: 1 };
    await make({ containers: [container("web:2", { readinessProbe })] });
    const group = await awaited("a second failure", PATIENCE_MS, async () => {
      const now = await seen();
      return (numberAt(eventsOf(now).get("Unhealthy"), "count") ?? 0) >= 2 ? now : undefined;
    });
    assert.equal(stateOf(group), "Running");
    assert.equal(textAt(viewOf(group), "currentState.state"), "Running");
    assert.equal(numberAt(viewOf(group), "restartCount"), 0);
    const event = eventsOf(group).get("Unhealthy");
    assert.equal(textAt(event, "message"), "Readiness probe failed: HTTP probe failed with statuscode: 500");
    assert.equal(textAt(event, "type"), "Warning");
  });

  test("of a good image tells of its pull and its start, and of no more", async () => {
    const readinessProbe = { httpGet: { path: "/", port: 80 }, periodSeconds: 1 };
    const group = await make({ containers: [container("web:1", { readinessProbe })] });
    assert.deepEqual([...eventsOf(group).keys()], ["Pulling", "Pulled", "Created", "Started"]);
  });

  test("whose liveness probe fails tells that the container was killed", async () => {
    await break_({ badImages: { "web:2": { answers: 500 } } });
    const livenessProbe = { httpGet: { path: "/", port: 80 }, periodSeconds: 1, failureThreshold: 1 };
    await make({ containers: [container("web:2", { livenessProbe })] });
    const group = await awaited("a restart", PATIENCE_MS, async () => {
      const now = await seen();
      return (numberAt(viewOf(now), "restartCount") ?? 0) > 0 ? now : undefined;
    });
    assert.ok(eventsOf(group).has("Killing"));
    assert.match(textAt(eventsOf(group).get("Unhealthy"), "message") ?? "", /^Liveness probe failed: HTTP probe/);
  });

  test("has logs that say that nothing runs, and nothing to execute", async () => {
    await make({ containers: [container("web:1")] });
    const logs = await arm.request("GET", instancePlace("containerGroups/web/containers/web/logs"));
    assert.match(textAt(logs.body, "content") ?? "", /^The sandbox runs no containers: there is no output of web:1\./);
    const exec = await arm.request("POST", instancePlace("containerGroups/web/containers/web/exec"), {});
    assert.equal(codeOf(exec), "409 ContainerNotEntered");
    const none = await arm.request("GET", instancePlace("containerGroups/web/containers/other/logs"));
    assert.equal(none.status, 404);
  });

  test("never gives back the secrets of its volumes, its workspace and its environment", async () => {
    const volumes = [
      { name: "share", azureFile: { shareName: "s", storageAccountName: "a", storageAccountKey: "hush" } },
      { name: "secret", secret: { token: "hush" } },
    ];
    const diagnostics = { logAnalytics: { workspaceId: "w", workspaceKey: "hush" } };
    const environmentVariables = [{ name: "TOKEN", secureValue: "hush" }];
    const group = await make({ volumes, diagnostics, containers: [container("web:1", { environmentVariables })] });
    assert.ok(!JSON.stringify(group).includes("hush"));
    assert.equal(textAt(group, "properties.diagnostics.logAnalytics.workspaceId"), "w");
  });
});
