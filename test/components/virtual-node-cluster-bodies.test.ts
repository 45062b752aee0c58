import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { requestBody } from "../../sandbox/azure-native/request-body";
import { pathParameters } from "../../sandbox/azure-native/resource-type";
import { resourceTokens, resourceType } from "../../sandbox/azure-native/resource-types/table";
import type { Properties } from "../../sandbox/rpc/provider";
import { hasArmSchemas, schemaViolations } from "../arm-schema";
import { recordCluster, VARIANTS } from "./clusters";
import type { Registration } from "./recording";

/** What Azure is sent for a registration. */
function bodyOf({ type, name, inputs }: Registration) {
  const names = pathParameters(resourceType(type)).map((parameter) => [parameter, name] as const);
  return requestBody(type, { ...Object.fromEntries(names), ...inputs } as Properties);
}

describe(
  "what a cluster sends to Azure",
  { skip: hasArmSchemas ? false : "Azure's schemas are not on this machine" },
  () => {
    for (const [variant, args] of Object.entries(VARIANTS)) {
      test(`with ${variant}, is what its schemas know, to the last member`, async () => {
        const { registrations } = await recordCluster(args);
        const sent = registrations.filter(({ type }) => resourceTokens.includes(type));
        assert.ok(sent.some(({ type }) => type === "azure-native:containerservice:ManagedCluster"));
        assert.deepEqual(
          sent.flatMap((each) => schemaViolations(bodyOf(each)).map((violation) => `${each.name}: ${violation}`)),
          [],
        );
      });
    }
  },
);
