import { requestBody } from "../../sandbox/azure-native/request-body";
import type { Properties } from "../../sandbox/rpc/provider";
import { schemaViolations } from "../arm-schema";
import type { StackResource } from "./stack";

/** What Azure's own schemas object to in the bodies that a stack's resources are sent with. */
export function bodyViolations(resources: readonly StackResource[]): readonly string[] {
  const azure = resources.filter(({ type, custom }) => custom && type.startsWith("azure-native:"));
  return azure.flatMap(({ urn, type, inputs }) =>
    schemaViolations(requestBody(type, inputs as Properties)).map((violation) => `${urn}: ${violation}`),
  );
}
