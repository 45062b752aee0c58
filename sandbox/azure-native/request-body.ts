import { isList, isObject, mapValues } from "../rpc/property-value";
import type { Properties, PropertyValue } from "../rpc/provider";
import { pathParameters, type ResourceType } from "./resource-type";
import { resourceType } from "./resource-types/table";
import { armBody } from "./shape";

/** A resource as it is sent to ARM. */
export interface ArmRequest {
  /** The resource's id, which is also the path of the request. */
  readonly id: string;
  readonly apiVersion: string;
  readonly body: Properties;
}

/** What `subscriptionId` is in ids that are only looked at. */
const NO_SUBSCRIPTION = "00000000-0000-0000-0000-000000000000";

/** Inputs that are the provider's own and no part of a body. */
const PROVIDER_INPUTS: ReadonlySet<string> = new Set(["azureApiVersion"]);

/**
 * The request that creates or updates a resource.
 *
 * @param token - azure-native's type token, such as `azure-native:network:Subnet`
 * @param inputs - the resource's checked inputs, with every name set
 */
export function requestBody(token: string, inputs: Properties, subscriptionId = NO_SUBSCRIPTION): ArmRequest {
  const type = resourceType(token);
  const id = resourceId(type, inputs, subscriptionId);
  const body = armBody(bodyInputs(type, inputs), type.shape);
  return { id, apiVersion: type.apiVersion, body: mapValues(body, (value) => withoutSelf(value, id)) };
}

/**
 * A value whose ids inside the resource itself are spelt out: the rule of a load balancer names its pool as
 * `$self/backendAddressPools/pool`, because nobody knows its id beforehand (pulumi-azure-native, sub-resource references).
 */
function withoutSelf(value: PropertyValue, id: string): PropertyValue {
  if (typeof value === "string") return value.startsWith("$self/") ? value.replace("$self", id) : value;
  if (isList(value)) return value.map((item) => withoutSelf(item, id));
  return isObject(value) ? mapValues(value, (member) => withoutSelf(member, id)) : value;
}

/** The inputs that belong into the body. */
export function bodyInputs(type: ResourceType, inputs: Properties): Properties {
  const inPath = new Set(pathParameters(type));
  const isInBody = ([name, value]: readonly [string, PropertyValue]): boolean =>
    value !== null && !inPath.has(name) && !PROVIDER_INPUTS.has(name) && !name.startsWith("__");
  return Object.fromEntries(Object.entries(inputs).filter(isInBody));
}

/** The path of a resource in ARM. */
export function resourceId(
  type: Pick<ResourceType, "token" | "path">,
  inputs: Properties,
  subscriptionId: string,
): string {
  return type.path.replace(/\{(\w+)\}/g, (_placeholder, name: string) => {
    const value = name === "subscriptionId" ? subscriptionId : inputs[name];
    if (typeof value !== "string") throw new Error(`${type.token}: missing required property '${name}'`);
    return isPath(name) ? value.replace(/^\/+/, "") : encodeURIComponent(value);
  });
}

/** The inputs in a resource's path, read from its id. */
export function pathInputs(type: ResourceType, id: string): Properties {
  const names: string[] = [];
  const pattern = type.path.replace(/\{(\w+)\}/g, (_placeholder, name: string) => {
    names.push(name);
    return isPath(name) ? "(.+)" : "([^/]+)";
  });
  const values = new RegExp(`^${pattern}$`, "i").exec(id)?.slice(1);
  if (values === undefined) throw new Error(`${type.token}: the id ${id} is not of the form ${type.path}`);
  const inputs = names.map((name, index) => [name, decodeURIComponent(values[index] ?? "")] as const);
  return Object.fromEntries(inputs.filter(([name]) => name !== "subscriptionId"));
}

/** What a resource extends is a path itself, written with or without the slash in front. */
function isPath(parameter: string): boolean {
  return parameter === "scope" || parameter === "resourceUri";
}
