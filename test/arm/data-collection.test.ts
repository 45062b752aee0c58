import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, test } from "node:test";
import { textAt, valueAt } from "../../sandbox/arm/json";
import { ArmFixture, clusterBody, clusterPlace, codeOf, inGroup, makeNetwork, messageOf } from "./fixture";

const MONITOR = "2022-06-01";
const WORKSPACE = inGroup("Microsoft.OperationalInsights/workspaces/logs");
const RULE = inGroup("Microsoft.Insights/dataCollectionRules/insights");
const CLUSTER = inGroup("Microsoft.ContainerService/managedClusters/aks");
const ASSOCIATION = `${CLUSTER}/providers/Microsoft.Insights/dataCollectionRuleAssociations/ContainerInsightsExtension`;
const at = (id: string): string => `${id}?api-version=${MONITOR}`;

describe("data collection", () => {
  let arm: ArmFixture;
  beforeEach(async () => {
    arm = await ArmFixture.start();
    await makeNetwork(arm);
    const properties = { sku: { name: "PerGB2018" } };
    await arm.done("PUT", `${WORKSPACE}?api-version=2023-09-01`, { location: "westeurope", properties });
  });
  afterEach(() => arm.end());

  const STREAMS = ["Microsoft-ContainerInsights-Group-Default"];
  const putRule = ({ location = "westeurope", workspace = WORKSPACE } = {}) =>
    arm.request("PUT", at(RULE), {
      location,
      kind: "Linux",
      properties: {
        destinations: { logAnalytics: [{ name: "workspace", workspaceResourceId: workspace }] },
        dataFlows: [{ streams: STREAMS, destinations: ["workspace"] }],
      },
    });
  const associate = () => arm.request("PUT", at(ASSOCIATION), { properties: { dataCollectionRuleId: RULE } });

  test("a rule keeps its immutable id, and says which workspace it writes to", async () => {
    const made = await putRule();
    assert.equal(made.status, 201);
    const immutableId = textAt(made.body, "properties.immutableId") ?? "";
    assert.match(immutableId, /^dcr-[0-9a-f]{32}$/);
    const workspace = (await arm.request("GET", `${WORKSPACE}?api-version=2023-09-01`)).body;
    assert.deepEqual(valueAt(made.body, "properties.destinations.logAnalytics"), [
      {
        name: "workspace",
        workspaceResourceId: WORKSPACE,
        workspaceId: textAt(workspace, "properties.customerId"),
      },
    ]);
    const again = await putRule();
    assert.equal(again.status, 200);
    assert.equal(textAt(again.body, "properties.immutableId"), immutableId);
  });

  test("a rule is refused where its workspace is not", async () => {
    const elsewhere = await putRule({ location: "northeurope" });
    assert.equal(codeOf(elsewhere), "400 InvalidPayload");
    assert.match(messageOf(elsewhere), /logs' is in 'westeurope', and the rule in 'northeurope'/);
    const nowhere = await putRule({ workspace: `${WORKSPACE}2` });
    assert.equal(codeOf(nowhere), "400 InvalidPayload");
    assert.match(messageOf(nowhere), /logs2' was not found/);
  });

  test("an association needs the resource that it is on, and its rule", async () => {
    assert.equal(codeOf(await associate()), "404 ParentResourceNotFound");
    await arm.done("PUT", clusterPlace(), clusterBody());
    assert.equal(codeOf(await associate()), "400 InvalidPayload");
    await putRule();
    assert.equal((await associate()).status, 201);
    assert.equal(textAt((await arm.request("GET", at(ASSOCIATION))).body, "properties.dataCollectionRuleId"), RULE);
  });

  test("a rule stays as long as something is collected by it", async () => {
    await arm.done("PUT", clusterPlace(), clusterBody());
    await putRule();
    await associate();
    const refused = await arm.request("DELETE", at(RULE));
    assert.equal(codeOf(refused), "409 ExistingAssociationsPreventDelete");
    assert.ok(messageOf(refused).includes(ASSOCIATION), messageOf(refused));
    assert.equal((await arm.request("DELETE", at(ASSOCIATION))).status, 200);
    assert.equal((await arm.request("DELETE", at(ASSOCIATION))).status, 204);
    assert.equal((await arm.request("DELETE", at(RULE))).status, 200);
  });

  test("an association goes with its cluster", async () => {
    await arm.done("PUT", clusterPlace(), clusterBody());
    await putRule();
    await associate();
    await arm.done("DELETE", clusterPlace());
    assert.equal(codeOf(await arm.request("GET", at(ASSOCIATION))), "404 ResourceNotFound");
    assert.equal((await arm.request("DELETE", at(RULE))).status, 200);
  });
});
