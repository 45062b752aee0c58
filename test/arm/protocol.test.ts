import assert from "node:assert/strict";
import { once } from "node:events";
import type { IncomingMessage } from "node:http";
import https from "node:https";
import { after, before, describe, test } from "node:test";
import { listAt, textAt, valueAt } from "../../sandbox/arm/json";
import { ArmFixture, codeOf, inGroup, messageOf, NETWORK, SUBSCRIPTION, TENANT } from "./fixture";

const RESOURCES = "api-version=2024-03-01";

describe("ARM's protocol", () => {
  let arm: ArmFixture;
  before(async () => {
    arm = await ArmFixture.start();
    await arm.done("PUT", `resourceGroups/rg?${RESOURCES}`, { location: "West Europe", tags: { a: "1" } });
  });
  after(() => arm.end());

  test("a request without a token, or with a wrong one, is told so", async () => {
    const place = `/subscriptions/${SUBSCRIPTION}/resourceGroups/rg?${RESOURCES}`;
    const none = await arm.send("GET", place, { text: "", headers: {} });
    assert.equal(codeOf(none), "401 AuthenticationFailed");
    assert.match(none.headers["www-authenticate"] ?? "", /^Bearer /);
    assert.equal(codeOf(await arm.requestAs("a.b.c", { method: "GET", place })), "401 InvalidAuthenticationToken");
  });

  test("a connection stays open for as long as its client wants it", async () => {
    const agent = new https.Agent({ ca: arm.certificate.ca, keepAlive: true, maxSockets: 1 });
    try {
      const ask = async () => {
        const [response] = (await once(https.get(arm.server.url, { agent }), "response")) as [IncomingMessage];
        const { headers, socket } = response;
        response.resume();
        await once(response, "end");
        return { headers, socket };
      };
      const { headers, socket } = await ask();
      assert.equal(headers["keep-alive"], undefined, "a time-out, at whose end a request may get no answer");
      assert.equal((await ask()).socket, socket);
    } finally {
      agent.destroy();
    }
  });

  test("the token endpoint refuses a wrong secret", async () => {
    const text = "grant_type=client_credentials&client_id=x&client_secret=wrong";
    const answer = await arm.send("POST", `/${TENANT}/oauth2/v2.0/token`, { text, headers: {} });
    assert.deepEqual([answer.status, textAt(answer.body, "error")], [401, "invalid_client"]);
  });

  test("the api-version is required and checked for each type", async () => {
    assert.equal(codeOf(await arm.request("GET", "resourceGroups/rg")), "400 MissingApiVersionParameter");
    const network = inGroup("Microsoft.Network/virtualNetworks/net");
    const old = await arm.request("GET", `${network}?api-version=1999-01-01`);
    assert.equal(codeOf(old), "400 NoRegisteredProviderFound");
    assert.match(messageOf(old), /location 'westeurope' and API version '1999-01-01' for type 'virtualNetworks'/);
    const widget = await arm.request("GET", `${inGroup("Microsoft.Network/widgets/w")}?api-version=${NETWORK}`);
    assert.equal(codeOf(widget), "404 InvalidResourceType");
    const unknown = await arm.request("GET", `${inGroup("Contoso.Things/widgets/w")}?api-version=${NETWORK}`);
    assert.equal(codeOf(unknown), "404 InvalidResourceNamespace");
  });

  test("ids are matched in any case and given back as they were first written", async () => {
    const answer = await arm.request("GET", `/SUBSCRIPTIONS/${SUBSCRIPTION}/resourcegroups/RG?${RESOURCES}`);
    assert.equal(textAt(answer.body, "id"), `/subscriptions/${SUBSCRIPTION}/resourceGroups/rg`);
    assert.equal(textAt(answer.body, "location"), "westeurope");
    assert.match(answer.headers["x-ms-request-id"] ?? "", /^[0-9a-f-]{36}$/);
    const place = `/subscriptions/${SUBSCRIPTION}/resourcegroups/RG/providers/microsoft.network/ROUTETABLES/Routes`;
    const table = await arm.done("PUT", `${place}?api-version=${NETWORK}`, { location: "westeurope" });
    assert.equal(textAt(table, "id"), inGroup("Microsoft.Network/routeTables/Routes"));
    assert.equal(textAt(table, "type"), "Microsoft.Network/routeTables");
  });

  test("what is not there is told apart: resource, group, parent, subscription", async () => {
    const at = (rest: string): string => `${inGroup(rest)}?api-version=${NETWORK}`;
    const vnet = await arm.request("GET", at("Microsoft.Network/virtualNetworks/none"));
    assert.equal(codeOf(vnet), "404 ResourceNotFound");
    assert.match(messageOf(vnet), /'Microsoft.Network\/virtualNetworks\/none' under resource group 'rg' was not found/);
    assert.equal(codeOf(await arm.request("GET", `resourceGroups/none?${RESOURCES}`)), "404 ResourceGroupNotFound");
    const orphan = { properties: { addressPrefix: "10.0.0.0/24" } };
    const put = await arm.request("PUT", at("Microsoft.Network/virtualNetworks/none/subnets/s"), orphan);
    assert.equal(codeOf(put), "404 ParentResourceNotFound");
    const other = await arm.request("GET", `/subscriptions/${TENANT}/resourceGroups/rg?${RESOURCES}`);
    assert.equal(codeOf(other), "404 SubscriptionNotFound");
  });

  test("deleting what is gone is 204, a method that is not there 405, a body that is not JSON 400", async () => {
    const place = `${inGroup("Microsoft.Network/virtualNetworks/none")}?api-version=${NETWORK}`;
    assert.equal((await arm.request("DELETE", place)).status, 204);
    assert.equal(codeOf(await arm.request("POST", place)), "405 MethodNotAllowed");
    const bearer = { authorization: "Bearer x" };
    assert.equal((await arm.send("PUT", place, { text: "{", headers: bearer })).status, 401);
    assert.equal(codeOf(await arm.request("PUT", place, [])), "400 InvalidRequestContent");
  });

  test("a location that does not exist, or is not the resource's, is refused", async () => {
    const put = (location: string) => arm.request("PUT", `resourceGroups/rg?${RESOURCES}`, { location });
    assert.equal(codeOf(await put("atlantis")), "400 LocationNotAvailableForResourceGroup");
    assert.equal(codeOf(await put("eastus")), "409 InvalidResourceGroupLocation");
  });

  test("a long-running operation is accepted, runs, and ends", async () => {
    const place = `${inGroup("Microsoft.Network/networkSecurityGroups/nsg")}?api-version=${NETWORK}`;
    arm.clock.stop();
    const created = await arm.request("PUT", place, { location: "westeurope" });
    assert.deepEqual([created.status, textAt(created.body, "properties.provisioningState")], [201, "Updating"]);
    assert.match(
      created.headers["azure-asyncoperation"] ?? "",
      /^https:.*\/providers\/Microsoft.Network\/locations\/westeurope\/operations\/[0-9a-f-]+\?api-version=2024-05-01$/,
    );
    const second = await arm.request("PUT", place, { location: "westeurope" });
    assert.equal(codeOf(second), "429 RetryableError");
    assert.equal(second.headers["retry-after"], "1");
    arm.clock.go();
    assert.equal(textAt(await arm.outcome(created), "status"), "Succeeded");
    const found = await arm.request("GET", place);
    assert.equal(textAt(found.body, "properties.provisioningState"), "Succeeded");
    assert.match(textAt(found.body, "etag") ?? "", /^W\/"[0-9a-f-]{36}"$/);
    assert.equal(listAt(found.body, "properties.defaultSecurityRules").length, 6);
    assert.equal((await arm.request("PUT", place, { location: "westeurope" })).status, 200);
  });

  test("tags are changed by PATCH alone", async () => {
    const patched = await arm.request("PATCH", `resourceGroups/rg?${RESOURCES}`, { tags: { b: "2" } });
    assert.deepEqual([patched.status, valueAt(patched.body, "tags")], [200, { b: "2" }]);
  });

  test("the subscription, its regions and its providers answer", async () => {
    const own = await arm.request("GET", `/subscriptions/${SUBSCRIPTION}?${RESOURCES}`);
    assert.equal(textAt(own.body, "tenantId"), TENANT);
    const registered = await arm.request("POST", `providers/Microsoft.ContainerInstance/register?${RESOURCES}`);
    assert.equal(textAt(registered.body, "registrationState"), "Registered");
    const locations = await arm.request("GET", `locations?${RESOURCES}`);
    assert.ok(listAt(locations.body, "value").length > 40);
  });

  test("a precondition that does not hold stops the write", async () => {
    const place = `/subscriptions/${SUBSCRIPTION}/resourceGroups/rg?${RESOURCES}`;
    const text = JSON.stringify({ location: "westeurope" });
    const send = (condition: Record<string, string>) =>
      arm.send("PUT", place, { text, headers: { authorization: arm.authorization, ...condition } });
    assert.equal(codeOf(await send({ "if-none-match": "*" })), "412 PreconditionFailed");
    assert.equal(codeOf(await send({ "if-match": "an old etag" })), "412 PreconditionFailed");
    assert.equal((await send({ "if-match": "*" })).status, 200);
  });
});
