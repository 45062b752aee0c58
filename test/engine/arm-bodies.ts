import { existsSync } from "node:fs";
import path from "node:path";
import { requestBody } from "../../sandbox/azure-native/request-body";
import { schemaViolations } from "../arm-schema";
import { ROOT } from "../sandbox";
import type { StackResource } from "./stack";

/** What Azure's own schemas object to in the bodies of a stack's resources; or that the schemas aren't here. */
export function bodyViolations(resources: readonly StackResource[]): readonly string[] | "no schemas" {
  if (!existsSync(path.join(ROOT, "..", "shared", "arm-schemas"))) return "no schemas";
  const azure = resources.filter(({ type }) => type.startsWith("azure-native:"));
  return azure.flatMap(({ urn, type, inputs }) =>
    schemaViolations(requestBody(type, inputs)).map((violation) => `${urn}: ${violation}`),
  );
}
