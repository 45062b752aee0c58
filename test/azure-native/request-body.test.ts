import assert from "node:assert/strict";
import { test } from "node:test";
import { requestBody } from "../../sandbox/azure-native/request-body";
import { resourceTokens, resourceType } from "../../sandbox/azure-native/resource-types/table";
import { sdkOutputs } from "../../sandbox/azure-native/shape";
import { hasArmSchemas, schemaViolations } from "../arm-schema";
import { base } from "./body-case";
import { balancerBodies } from "./balancer-bodies";
import { computeBodies } from "./compute-bodies";
import { containerBodies } from "./container-bodies";
import { networkBodies } from "./network-bodies";
import { productionBodies } from "./production-bodies";

const cases = [...networkBodies, ...balancerBodies, ...computeBodies, ...containerBodies, ...productionBodies];

test("every resource type of the sandbox has a case here", () => {
  assert.deepEqual(cases.map(({ token }) => token).sort(), [...resourceTokens].sort());
});

for (const { token, inputs, id, body: expected } of cases) {
  test(`${token} is sent to its own path with azure-native's members where Azure has them`, () => {
    const request = requestBody(token, inputs);
    assert.equal(request.id, id);
    assert.deepEqual(request.body, expected);
  });

  test(`${token}'s body is one that Azure's schema accepts`, (t) => {
    if (!hasArmSchemas) {
      t.skip("Azure's schemas (../shared/arm-schemas) are not on this machine");
      return;
    }
    assert.deepEqual(schemaViolations(requestBody(token, inputs)), []);
  });

  test(`${token}'s answer comes back in azure-native's form`, () => {
    const { shape } = resourceType(token);
    const outputs = sdkOutputs({ id, name: "x", ...expected }, shape);
    // Of identities Azure answers more than it was sent.
    for (const name of Object.keys(inputs).filter((key) => key in outputs && key !== "identity")) {
      assert.deepEqual(outputs[name], inputs[name], name);
    }
    assert.equal(outputs["name"], "x");
  });
}

test("a body with a member in the wrong place is objected to", (t) => {
  if (!hasArmSchemas) {
    t.skip("Azure's schemas (../shared/arm-schemas) are not on this machine");
    return;
  }
  const request = requestBody("azure-native:network:NatGateway", { ...base, natGatewayName: "nat" });
  const wrong = { ...request, body: { ...request.body, idleTimeoutInMinutes: 10 } };
  assert.match(schemaViolations(wrong).join(), /idleTimeoutInMinutes/);
});

test("a resource type that the sandbox doesn't have is named", () => {
  assert.throws(
    () => requestBody("azure-native:storage:StorageAccount", {}),
    /^Error: Resource type azure-native:storage:StorageAccount is not part of the sandbox. It has: azure-native:resources/,
  );
});
