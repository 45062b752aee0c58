import { createHash } from "node:crypto";
import { UNKNOWN, type CheckFailure, type CheckRequest, type Properties } from "../rpc/provider";
import { nameParameter, pathParameters, type AutoName, type ResourceType } from "./resource-type";
import { missingMembers } from "./shape";

/**
 * The input by which azure-native remembers that a name is random, so that a replacement can be made before the old
 * resource is deleted.
 */
export const CREATE_BEFORE_DELETE = "__createBeforeDelete";

/** A resource's inputs with the provider's defaults: its name, and the API version. */
export function withDefaults(type: ResourceType, { name, olds, news, randomSeed }: CheckRequest): Properties {
  const parameter = nameParameter(type);
  const defaults = { ...news, azureApiVersion: news["azureApiVersion"] ?? type.apiVersion };
  if ((news[parameter] ?? null) !== null) return defaults;
  const old = olds[parameter];
  if (old !== undefined) {
    const flag = olds[CREATE_BEFORE_DELETE];
    return { ...defaults, [parameter]: old, ...(flag === undefined ? {} : { [CREATE_BEFORE_DELETE]: flag }) };
  }
  const isRandom = type.autoName !== "copy";
  const generated = generatedName(type.autoName, name, randomSeed);
  return { ...defaults, [parameter]: generated, ...(isRandom ? { [CREATE_BEFORE_DELETE]: true } : {}) };
}

/** The same seed gives the same name: the engine sends one for the preview and the update that follows. */
function generatedName(kind: AutoName, name: string, randomSeed: Uint8Array): string {
  if (kind === "copy") return name;
  const digits = createHash("sha256").update(randomSeed).digest("hex");
  if (kind === "random") return `${name}${digits.slice(0, 8)}`;
  return digits.slice(0, 32).replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/, "$1-$2-4$3-a$4-$5");
}

/** What is wrong with inputs, in the words of azure-native. */
export function checkFailures(type: ResourceType, inputs: Properties): readonly CheckFailure[] {
  const missing = [
    ...pathParameters(type).filter((name) => (inputs[name] ?? null) === null),
    ...(type.hasLocation && (inputs["location"] ?? null) === null ? ["location"] : []),
    ...missingMembers(inputs, type.shape),
  ];
  // azure-native names the property in the reason alone.
  return missing.map((path) => ({ property: "", reason: missingReason(path) }));
}

function missingReason(path: string): string {
  const reason = `missing required property '${path}'`;
  return path === "location"
    ? `${reason}. Either set it explicitly or configure it with 'pulumi config set azure-native:location <value>'.`
    : reason;
}

/** Where a resource goes that names no location. */
export interface LocationSources {
  /** The provider's configuration. */
  readonly configured: string | undefined;
  /** The location of a resource group, where there is such a group. */
  resourceGroupLocation(name: string): Promise<string | undefined>;
}

/** The resource's own location, what it had before, what is configured, or the resource group's, in this order. */
export async function withLocation(
  { olds }: Pick<CheckRequest, "olds">,
  inputs: Properties,
  sources: LocationSources,
): Promise<Properties> {
  if ((inputs["location"] ?? null) !== null) return inputs;
  const known = olds["location"] ?? sources.configured;
  if (known !== undefined) return { ...inputs, location: known };
  const group = inputs["resourceGroupName"];
  if (typeof group !== "string") return inputs;
  if (group === UNKNOWN) return { ...inputs, location: UNKNOWN };
  const location = await sources.resourceGroupLocation(group);
  return location === undefined ? inputs : { ...inputs, location };
}
