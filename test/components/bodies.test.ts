import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { requestBody } from "../../sandbox/azure-native/request-body";
import { pathParameters } from "../../sandbox/azure-native/resource-type";
import { resourceTokens, resourceType } from "../../sandbox/azure-native/resource-types/table";
import type { Properties } from "../../sandbox/rpc/provider";
import { hasArmSchemas, hasSchemaFor, schemaViolations } from "../arm-schema";
import type { Registration } from "./recording";
import { VARIANTS_OF_ALL } from "./variants";

/** Types that the components create and that Azure's schemas at hand know nothing of. */
const WITHOUT_SCHEMA = ["DataCollectionRule", "DataCollectionRuleAssociation"];

describe("what is sent to Azure", { skip: hasArmSchemas ? false : "Azure's schemas are not on this machine" }, () => {
  const unknown = new Set<string>();

  for (const [variant, recorded] of Object.entries(VARIANTS_OF_ALL)) {
    test(`for ${variant} is what its schemas know, to the last member`, async () => {
      const sent = (await recorded()).registrations.filter(({ type }) => resourceTokens.includes(type));
      for (const { type } of sent.filter((each) => !hasSchemaFor(bodyOf(each)))) unknown.add(type);
      assert.deepEqual(
        sent.flatMap((each) => schemaViolations(bodyOf(each)).map((violation) => `${each.name}: ${violation}`)),
        [],
      );
    });
  }

  test("is checked for every type, but for those of which there is no schema here", () => {
    assert.deepEqual([...unknown].map((type) => type.split(":").at(-1)).sort(), WITHOUT_SCHEMA);
  });
});

/** What Azure is sent for a registration; names that the program does not give are the provider's part. */
function bodyOf({ type, name, inputs }: Registration) {
  const names = pathParameters(resourceType(type)).map((parameter) => [parameter, name] as const);
  return requestBody(type, { ...Object.fromEntries(names), ...inputs } as Properties);
}
