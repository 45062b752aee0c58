import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { AcceptedOperationError, armClient } from "../../sandbox/azure-native/arm-client";
import { createAuthority } from "../../sandbox/certificates";
import { scriptedArm, type ScriptedArm } from "./scripted-arm";

let arm: ScriptedArm;

before(async () => {
  arm = await scriptedArm();
});

after(() => {
  arm.close();
});

const path = "/subscriptions/s/resourceGroups/rg";
const call = (timeoutSeconds = 20, signal = new AbortController().signal) => ({
  path,
  apiVersion: "2024-03-01",
  patience: { timeoutSeconds, signal },
});
const refusal = (code: string) => ({ error: { code, message: `because of ${code}` } });
const asynchronous = { "azure-asyncoperation": "{url}/operations/1", "retry-after": "0" };

test("one token serves many requests", async () => {
  arm.script({ status: 200, body: { id: path } }, { status: 404 });
  assert.deepEqual(await arm.client.get(call()), { id: path });
  assert.equal(await arm.client.get(call()), undefined);
  assert.deepEqual(arm.asked, [
    "POST /token",
    `GET ${path}?api-version=2024-03-01`,
    `GET ${path}?api-version=2024-03-01`,
  ]);
});

test("a creation returns when its operation has ended, with what Azure then says", async () => {
  arm.script(
    { status: 201, headers: asynchronous, body: { properties: { provisioningState: "Creating" } } },
    { status: 200, headers: { "retry-after": "0" }, body: { status: "InProgress" } },
    { status: 200, body: { status: "Succeeded" } },
    { status: 200, body: { properties: { provisioningState: "Succeeded" } } },
  );
  assert.deepEqual(await arm.client.put({ ...call(), body: {} }), { properties: { provisioningState: "Succeeded" } });
  assert.deepEqual(
    arm.asked.map((line) => line.split("?")[0]),
    [`PUT ${path}`, "GET /operations/1", "GET /operations/1", `GET ${path}`],
  );
});

test("a deletion is followed by its Location until that is done, and what is gone is deleted", async () => {
  const location = { location: "{url}/results/1", "retry-after": "0" };
  arm.script({ status: 202, headers: location }, { status: 202, headers: location }, { status: 204 });
  await arm.client.delete(call());
  assert.equal(arm.asked.length, 3);
  arm.script({ status: 404 });
  await arm.client.delete(call());
});

test("a throttled request waits as long as Azure says, and one in conflict with an operation is sent again", async () => {
  arm.script(
    { status: 429, headers: { "retry-after": "0" }, body: refusal("TooManyRequests") },
    { status: 409, headers: { "retry-after": "0" }, body: refusal("AnotherOperationInProgress") },
    { status: 200, body: { id: path } },
  );
  assert.deepEqual(await arm.client.get(call()), { id: path });
});

test("a refusal is told with the operation, the resource, Azure's code and its words", async () => {
  arm.script({ status: 409, body: refusal("InUseSubnetCannotBeDeleted") });
  await assert.rejects(arm.client.delete(call()), {
    message: `deleting ${path}: Status=409 Code="InUseSubnetCannotBeDeleted" Message="because of InUseSubnetCannotBeDeleted"`,
  });
});

test("an operation that fails after Azure accepted the request is told apart from a refusal", async () => {
  arm.script(
    { status: 201, headers: asynchronous, body: {} },
    { status: 200, body: { status: "Failed", ...refusal("QuotaExceeded") } },
  );
  await assert.rejects(arm.client.put({ ...call(), body: {} }), (error: unknown) => {
    assert.ok(error instanceof AcceptedOperationError);
    assert.match(error.message, /^creating or updating .*Code="QuotaExceeded"/);
    return true;
  });
});

test("waiting has an end, and can be cancelled", async () => {
  const forever = { status: 202, headers: { location: "{url}/results/1", "retry-after": "60" } };
  arm.script(forever);
  await assert.rejects(arm.client.delete(call(0.1)), { message: `deleting ${path}: did not end within 0.1 s` });
  arm.script(forever);
  const cancellation = new AbortController();
  const deletion = arm.client.delete(call(20, cancellation.signal));
  cancellation.abort();
  await assert.rejects(deletion, { message: `deleting ${path}: cancelled` });
});

test("a server that is not there is said to be not there", async () => {
  const { cert } = await createAuthority("nobody");
  const credentials = { tokenUrl: "https://127.0.0.1:9/token", tenantId: "t", clientId: "c", clientSecret: "s" };
  const client = armClient({ url: "https://127.0.0.1:9", ca: cert, subscriptionId: "s", ...credentials });
  await assert.rejects(client.get(call()), {
    message: `reading ${path}: Azure Resource Manager at https://127.0.0.1:9 can't be reached; is the sandbox up?`,
  });
});
