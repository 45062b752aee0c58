import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, describe, test } from "node:test";
import { textAt, type Json } from "../../sandbox/arm/json";
import { armClient } from "../../sandbox/azure-native/arm-client";
import { changeFaults, readFaults } from "../../sandbox/commands/arm-faults";
import type { FaultChange } from "../../sandbox/commands/fault-words";
import { awaited } from "../waiting";
import {
  ArmFixture,
  clusterBody,
  clusterPlace,
  codeOf,
  inGroup,
  makeNetwork,
  messageOf,
  NETWORK,
  SECRET,
  subnetId,
  SUBSCRIPTION,
  TENANT,
} from "./fixture";

const NETWORK_CONTRIBUTOR = `/subscriptions/${SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/4d97b98b-1d4f-4787-a291-c67834d212e7`;
const GATEWAY_TYPE = "Microsoft.Network/natGateways";
const CLUSTER_TYPE = "Microsoft.ContainerService/managedClusters";
const gateway = `${inGroup(`${GATEWAY_TYPE}/nat`)}?api-version=${NETWORK}`;
const gatewayBody = { location: "westeurope", sku: { name: "Standard" }, properties: {} };

describe("Azure, broken on purpose", () => {
  let arm: ArmFixture;
  beforeEach(async () => {
    arm = await ArmFixture.start();
    await makeNetwork(arm);
  });
  afterEach(() => arm.end());

  const fault = (faults: unknown) => arm.request("PUT", "/sandbox/faults", faults);
  const access = () => ({
    url: arm.server.url,
    tokenUrl: `${arm.server.url}/${TENANT}/oauth2/v2.0/token`,
    clientId: "tests",
    clientSecret: SECRET,
    subscriptionId: SUBSCRIPTION,
    tenantId: TENANT,
  });
  const identity = (name: string) =>
    arm.done("PUT", `${inGroup(`Microsoft.ManagedIdentity/userAssignedIdentities/${name}`)}?api-version=2023-01-31`, {
      location: "westeurope",
    });
  const assign = (scope: string, properties: Record<string, unknown>) => {
    const place = `${scope}/providers/Microsoft.Authorization/roleAssignments/aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee`;
    const body = { properties: { roleDefinitionId: NETWORK_CONTRIBUTOR, ...properties } };
    return arm.request("PUT", `${place}?api-version=2022-04-01`, body);
  };
  const principalOf = (of: Json) => textAt(of, "properties.principalId") ?? "";
  const isStill = async (place: string) =>
    textAt((await arm.request("GET", place)).body, "properties.provisioningState");

  describe("a role that takes its time", () => {
    const clusterOf = (id: Json) => ({
      ...(clusterBody({ addonProfiles: {} }) as object),
      identity: { type: "UserAssigned", userAssignedIdentities: { [textAt(id, "id") ?? ""]: {} } },
    });

    test("a cluster is refused until the role of its identity has spread", async () => {
      await fault({ roleDelay: { seconds: 3600 } });
      const own = await identity("aks");
      assert.equal(codeOf(await arm.request("PUT", clusterPlace(), clusterOf(own))), "403 LinkedAuthorizationFailed");
      const role = { principalId: principalOf(own), principalType: "ServicePrincipal" };
      assert.equal((await assign(subnetId("nodes"), role)).status, 201);
      const refused = await arm.request("PUT", clusterPlace(), clusterOf(own));
      assert.equal(codeOf(refused), "403 LinkedAuthorizationFailed");
      assert.match(messageOf(refused), new RegExp(`object id '${principalOf(own)}' has permission to perform action`));
      assert.match(
        messageOf(refused),
        /'Microsoft.Network\/virtualNetworks\/subnets\/join\/action' on the linked scope/,
      );
      assert.equal(codeOf(await arm.request("GET", clusterPlace())), "404 ResourceNotFound");
      await fault({ roleDelay: { seconds: 0 } });
      assert.equal((await arm.request("PUT", clusterPlace(), clusterOf(own))).status, 201);
    });

    test("a principal that is new is found only by who says what it is", async () => {
      await fault({ roleDelay: { seconds: 60 } });
      const principalId = principalOf(await identity("young"));
      assert.equal(codeOf(await assign(subnetId("aci"), { principalId })), "400 PrincipalNotFound");
      const told = { principalId, principalType: "ServicePrincipal" };
      assert.equal((await assign(subnetId("aci"), told)).status, 201);
    });
  });

  describe("an operation that fails half-way", () => {
    test("leaves the resource as Failed, once, and another PUT repairs it", async () => {
      await fault({ failOperation: { type: GATEWAY_TYPE.toLowerCase(), times: 1 } });
      const accepted = await arm.request("PUT", gateway, gatewayBody);
      assert.equal(accepted.status, 201);
      const outcome = await arm.outcome(accepted);
      assert.deepEqual(
        [textAt(outcome, "status"), textAt(outcome, "error.code")],
        ["Failed", "InternalOperationError"],
      );
      assert.equal(await isStill(gateway), "Failed");
      assert.deepEqual((await arm.request("GET", "/sandbox/faults")).body, {});
      assert.equal(textAt(await arm.done("PUT", gateway, gatewayBody), "properties.provisioningState"), "Succeeded");
    });

    test("leaves a control plane behind a cluster that is Failed", async () => {
      await fault({ failOperation: { type: CLUSTER_TYPE, name: "AKS", times: 1, code: "CreateVMSSAgentPoolFailed" } });
      const outcome = await arm.outcome(await arm.request("PUT", clusterPlace(), clusterBody()));
      assert.equal(textAt(outcome, "error.code"), "CreateVMSSAgentPoolFailed");
      assert.equal(arm.host.ensured.length, 1);
      assert.equal(await isStill(clusterPlace()), "Failed");
      await arm.done("DELETE", clusterPlace());
      assert.equal(arm.host.removed.length, 1);
    });

    test("keeps what was to be deleted, as often as it is told to", async () => {
      await arm.done("PUT", gateway, gatewayBody);
      await fault({ failOperation: { type: GATEWAY_TYPE, times: 2 } });
      for (const left of [1, 0]) {
        assert.equal(textAt(await arm.outcome(await arm.request("DELETE", gateway)), "status"), "Failed");
        assert.equal(await isStill(gateway), "Failed", `${left} to come`);
      }
      await arm.done("DELETE", gateway);
      assert.equal(codeOf(await arm.request("GET", gateway)), "404 ResourceNotFound");
    });

    test("befalls nobody but the one that it is meant for", async () => {
      await fault({ failOperation: { type: GATEWAY_TYPE, name: "other", times: 1 } });
      assert.equal(textAt(await arm.done("PUT", gateway, gatewayBody), "properties.provisioningState"), "Succeeded");
    });
  });

  test("a create that is refused leaves nothing; what exists can still be written", async () => {
    await fault({ refuseCreate: { type: GATEWAY_TYPE, times: 2 } });
    assert.equal(codeOf(await arm.request("PUT", gateway, gatewayBody)), "403 RequestDisallowedByPolicy");
    assert.equal(codeOf(await arm.request("GET", gateway)), "404 ResourceNotFound");
    const role = { principalId: principalOf(await identity("me")) };
    await fault({ refuseCreate: { type: "Microsoft.Authorization/roleAssignments", times: 1 } });
    assert.equal(codeOf(await assign(subnetId("aci"), role)), "403 RequestDisallowedByPolicy");
    assert.equal((await assign(subnetId("aci"), role)).status, 201);
    await fault({ refuseCreate: { type: "Microsoft.Authorization/roleAssignments", times: 1 } });
    assert.equal((await assign(subnetId("aci"), role)).status, 200);
  });

  test("several who change the faults at the same moment undo nothing of each other's", async () => {
    const caFile = path.join(arm.directory, "ca.pem");
    writeFileSync(caFile, arm.certificate.ca);
    const attachment = { ...access(), caFile };
    const images = Array.from({ length: 8 }, (_, index) => `web:${index}`);
    const bad = (image: string): FaultChange => ({ on: { badImages: { [image]: { crashes: true } } } });
    await Promise.all(images.map((image) => changeFaults(attachment, bad(image))));
    assert.deepEqual(Object.keys((await readFaults(attachment)).badImages ?? {}).sort(), images);
    const [first = "", ...others] = images;
    await Promise.all([
      ...others.map((image) => changeFaults(attachment, { goodImage: image })),
      changeFaults(attachment, { on: { connectorDead: true } }),
    ]);
    assert.deepEqual(await readFaults(attachment), { badImages: { [first]: { crashes: true } }, connectorDead: true });
  });

  test("what flaps holds for a while and does not for as long, and is switched on all the while", async () => {
    const faults = { armThrottle: { every: 1 }, flap: { seconds: 1 } };
    const before = arm.faults.length;
    await fault(faults);
    const answers = (status: number) =>
      awaited(`answers with ${status}`, 60_000, async () =>
        (await arm.request("GET", gateway)).status === status ? true : undefined,
      );
    for (const status of [429, 404, 429]) {
      await answers(status);
      assert.deepEqual((await arm.request("GET", "/sandbox/faults")).body, faults);
    }
    assert.deepEqual(arm.faults.slice(before, before + 3), [faults, {}, faults]);
    await fault({});
    await answers(404);
  });

  test("the restart of API servers is ordered once, and is no state", async () => {
    const before = arm.faults.length;
    const { body } = await fault({ connectorDead: true, apiServerRestart: { seconds: 2 } });
    assert.deepEqual(body, { connectorDead: true });
    assert.deepEqual(arm.faults.slice(before), [{ connectorDead: true, apiServerRestart: { seconds: 2 } }]);
  });

  describe("a throttled ARM", () => {
    test("refuses every so many requests and says when to come back", async () => {
      await fault({ armThrottle: { every: 3 } });
      const answers = [];
      for (let count = 0; count < 6; count += 1) answers.push(await arm.request("GET", gateway));
      assert.deepEqual(
        answers.map(({ status }) => status),
        [404, 404, 429, 404, 404, 429],
      );
      const throttled = answers[2];
      assert.ok(throttled);
      assert.equal(codeOf(throttled), "429 SubscriptionRequestsThrottled");
      assert.equal(throttled.headers["retry-after"], "1");
      assert.match(
        messageOf(throttled),
        /operation 'GET\/SUBSCRIPTIONS\/RESOURCEGROUPS\/PROVIDERS\/MICROSOFT\.NETWORK\/NATGATEWAYS' exceeded/,
      );
    });

    test("does not stop the azure-native stand-in", async () => {
      await fault({ armThrottle: { every: 2 } });
      const client = armClient({ ...access(), ca: arm.certificate.ca });
      try {
        const patience = { timeoutSeconds: 20, signal: AbortSignal.timeout(20_000) };
        const call = { path: inGroup(`${GATEWAY_TYPE}/nat`), apiVersion: NETWORK, patience };
        const made = await client.put({ ...call, body: gatewayBody });
        assert.equal((made["properties"] as { provisioningState: string }).provisioningState, "Succeeded");
      } finally {
        client.close();
      }
    });
  });
});
