import assert from "node:assert/strict";
import { test } from "node:test";
import { fleetBody, groupsIn, instancePlace, nameOf, profileBody } from "./container-place";
import { ArmFixture, makeNetwork, SUBSCRIPTION } from "./fixture";
import { runWithSdks } from "./sdk-process";

/** What a user of the official SDK of Azure Container Instances writes. */
const PROGRAM = `
const { ContainerInstanceManagementClient } = require("@azure/arm-containerinstance");
const [endpoint, subscription, token, subnet, fleet] = process.argv.slice(2);
const credential = { getToken: async () => ({ token, expiresOnTimestamp: Date.now() + 3600e3 }) };
const client = new ContainerInstanceManagementClient(credential, subscription, { endpoint, $host: endpoint });
const { containerGroups, containers, location } = client;

async function main() {
  const made = await containerGroups.beginCreateOrUpdateAndWait("rg", "web", {
    location: "westeurope",
    osType: "Linux",
    restartPolicy: "Always",
    subnetIds: [{ id: subnet }],
    containers: [{ name: "web", image: "web:1", resources: { requests: { cpu: 1, memoryInGB: 1 } } }],
  });
  const tagged = await containerGroups.update("rg", "web", { tags: { team: "a" } });
  await containerGroups.stop("rg", "web");
  const stopped = await containerGroups.get("rg", "web");
  await containerGroups.beginStartAndWait("rg", "web");
  const started = await containerGroups.get("rg", "web");
  await containerGroups.beginRestartAndWait("rg", "web");
  const [view] = (await containerGroups.get("rg", "web")).containers;
  const logs = await containers.listLogs("rg", "web", "web");
  const usages = [];
  for await (const usage of location.listUsage("westeurope")) usages.push([usage.name.value, usage.currentValue]);
  const names = [];
  for await (const group of containerGroups.listByResourceGroup("rg")) names.push(group.name);
  const one = await containerGroups.get("rg", fleet);
  const refused = await containerGroups
    .beginCreateOrUpdateAndWait("rg", "web", { ...made, osType: "Windows" })
    .then(() => "updated", (error) => error.code);
  await containerGroups.beginDeleteAndWait("rg", "web");
  const gone = await containerGroups.get("rg", "web").then(() => "there", (error) => error.code);
  console.log(JSON.stringify({
    made: [made.provisioningState, made.instanceView.state, made.ipAddress.ip],
    tags: tagged.tags,
    stopped: stopped.instanceView.state,
    started: started.instanceView.state,
    running: [view.instanceView.currentState.state, view.instanceView.currentState.startTime !== undefined],
    events: view.instanceView.events.map((event) => event.name),
    logs: logs.content.startsWith("The sandbox runs no containers"),
    usages, listed: names.length, one: one.containers[0].image, refused, gone,
  }));
}
main().catch((error) => { console.error(error); process.exit(1); });
`;

test("the official SDK makes, stops, starts, restarts, reads and deletes a group, and reads those of a fleet", async () => {
  const arm = await ArmFixture.start();
  try {
    await makeNetwork(arm);
    await arm.done("PUT", instancePlace("containerGroupProfiles/web"), profileBody("fleet:1"));
    await arm.done("PUT", instancePlace("ngroups/web"), fleetBody(2));
    const [first = {}] = await groupsIn(arm);
    const subnet = `/subscriptions/${SUBSCRIPTION}/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/net/subnets/aci`;
    const args = [arm.server.url, SUBSCRIPTION, arm.authorization.slice(7), subnet, nameOf(first)];
    assert.deepEqual(await runWithSdks(arm, PROGRAM, { args }), {
      made: ["Succeeded", "Running", "10.0.16.4"],
      tags: { team: "a" },
      stopped: "Stopped",
      started: "Running",
      running: ["Running", true],
      events: ["Pulling", "Pulled", "Created", "Started"],
      logs: true,
      usages: [
        ["ContainerGroups", 3],
        ["StandardCores", 3],
      ],
      listed: 3,
      one: "fleet:1",
      refused: "InvalidContainerGroupUpdate",
      gone: "ResourceNotFound",
    });
  } finally {
    await arm.end();
  }
});
