import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import Ajv from "ajv-draft-04";
import { packageRoot } from "../sandbox/package-root";
import type { ArmRequest } from "../sandbox/azure-native/request-body";

const SCHEMAS = path.join(packageRoot(), "..", "shared", "arm-schemas");
const COMMON = "https://schema.management.azure.com/schemas/common/definitions.json";

/**
 * Schemas that are not called after the provider and the version. Private DNS zones are the network provider's in versions
 * of their own; role definitions are sent in a preview version that has no schema, and the resource is the same.
 */
const SCHEMA_OF: Readonly<Record<string, string>> = {
  "Microsoft.Network.2024-06-01": "Microsoft.Network.PrivateDns.2024-06-01",
  "Microsoft.Authorization.2022-05-01-preview": "Microsoft.Authorization.2022-04-01",
};

/** Whether Azure's schemas are at hand. They are not part of this repository. */
export const hasArmSchemas: boolean = existsSync(SCHEMAS);

interface Schema {
  readonly id: string;
  readonly resourceDefinitions: Readonly<Record<string, Schema>>;
  readonly properties?: { readonly apiVersion?: { readonly enum?: readonly string[] } };
}

/**
 * What Azure's own schema of the resource type objects to. Members that the schema doesn't mention are objected to as
 * well, which Azure's schemas by themselves don't.
 */
export function schemaViolations(request: ArmRequest): readonly string[] {
  const { provider, types, name } = resourceParts(request.id);
  const file = schemaFile(request);
  const schema = closedSchema(file);
  if (schema === undefined) return [];
  const definition = types.join("_");
  const [apiVersion] = schema.resourceDefinitions[definition]?.properties?.apiVersion?.enum ?? [];
  const resource = { name, type: `${provider}/${types.join("/")}`, apiVersion, ...request.body };
  const validate = validator(schema).getSchema(`${schema.id.replace(/#$/, "")}#/resourceDefinitions/${definition}`);
  if (validate === undefined) return [`${request.id}: ${file} has no ${definition}`];
  if (validate(resource) === true) return [];
  // Each member may also be a template expression; that it is none is no news, nor that neither alternative fits.
  const errors = (validate.errors ?? []).filter(
    ({ schemaPath, keyword }) => !schemaPath.includes("expression") && keyword !== "oneOf",
  );
  return errors.map((error) => `${error.instancePath}: ${error.message ?? ""} ${JSON.stringify(error.params)}`);
}

/** Whether Azure's schema of the resource type is at hand. Resource groups belong to no provider, and have none. */
export function hasSchemaFor(request: ArmRequest): boolean {
  return closedSchema(schemaFile(request)) !== undefined;
}

function schemaFile({ id, apiVersion }: ArmRequest): string {
  const file = `${resourceParts(id).provider}.${apiVersion}`;
  return SCHEMA_OF[file] ?? file;
}

/** `…/providers/A.B/types/name/subtypes/name` taken apart. */
function resourceParts(id: string) {
  const [provider = "", ...rest] = (id.split("/providers/").at(-1) ?? "").split("/");
  const types = rest.filter((_part, index) => index % 2 === 0);
  return { provider, types, name: rest.at(-1) };
}

const schemas = new Map<string, Schema | undefined>();

function closedSchema(file: string): Schema | undefined {
  if (!schemas.has(file)) {
    const where = path.join(SCHEMAS, `${file}.json`);
    schemas.set(file, existsSync(where) ? (closed(readJson(where)) as Schema) : undefined);
  }
  return schemas.get(file);
}

/**
 * The schemas call these whole numbers, and the API that they are made from doesn't (azure-rest-api-specs, containerInstance.json:
 * `ResourceRequests`, number, double); nor do Azure's own examples, with half a CPU.
 */
const FRACTIONS = new Set(["cpu", "memoryInGB"]);

function fractional(schema: unknown): unknown {
  return JSON.parse(JSON.stringify(schema).replaceAll('"integer"', '"number"')) as unknown;
}

/** The schema with every object limited to the members that it lists. */
function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed);
  if (typeof schema !== "object" || schema === null) return schema;
  const members = Object.entries(schema).map(
    ([key, value]) => [key, closed(FRACTIONS.has(key) ? fractional(value) : value)] as const,
  );
  const isObject = "type" in schema && schema.type === "object" && "properties" in schema;
  const isOpen = isObject && !("additionalProperties" in schema);
  return { ...Object.fromEntries(members), ...(isOpen ? { additionalProperties: false } : {}) };
}

const validators = new Map<Schema, Ajv>();

function validator(schema: Schema): Ajv {
  const known = validators.get(schema);
  if (known !== undefined) return known;
  const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false });
  ajv.addSchema(readJson(path.join(SCHEMAS, "common-definitions.json")), COMMON);
  ajv.addSchema(schema, schema.id);
  validators.set(schema, ajv);
  return ajv;
}

function readJson(file: string): object {
  return JSON.parse(readFileSync(file, "utf8")) as object;
}
