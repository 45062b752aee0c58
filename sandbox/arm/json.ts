/** A value of a JSON document. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;

/** A JSON object; a member that is `undefined` is not written. */
export interface JsonObject {
  readonly [key: string]: Json | undefined;
}

/** Whether a value is a JSON object, not a list and not null. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** What stands at a dotted path such as `properties.addressSpace`; `undefined` where the path ends early. */
export function valueAt(value: Json | undefined, path: string): Json | undefined {
  let here = value;
  for (const part of path.split(".")) here = isObject(here) ? here[part] : undefined;
  return here;
}

/** The string at a path. */
export function textAt(value: Json | undefined, path: string): string | undefined {
  const found = valueAt(value, path);
  return typeof found === "string" ? found : undefined;
}

/** The number at a path. */
export function numberAt(value: Json | undefined, path: string): number | undefined {
  const found = valueAt(value, path);
  return typeof found === "number" ? found : undefined;
}

/** The object at a path, or an empty one. */
export function objectAt(value: Json | undefined, path: string): JsonObject {
  const found = valueAt(value, path);
  return isObject(found) ? found : {};
}

/** The list at a path, or an empty one. */
export function listAt(value: Json | undefined, path: string): readonly Json[] {
  const found = valueAt(value, path);
  return isList(found) ? found : [];
}

/** The objects of the list at a path. */
export function objectsAt(value: Json | undefined, path: string): readonly JsonObject[] {
  return listAt(value, path).filter(isObject);
}

/** The strings of the list at a path. */
export function textsAt(value: Json | undefined, path: string): readonly string[] {
  return listAt(value, path).filter((entry) => typeof entry === "string");
}

/** A copy without some members. */
export function without(object: JsonObject, ...keys: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([key]) => !keys.includes(key)));
}

/** A copy with only some members, as far as they are there. */
export function only(object: JsonObject, keys: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([key, value]) => keys.includes(key) && value !== undefined));
}

/** `defaults` with what `given` says laid over them; a member that is null or absent takes the default. */
export function withDefaults(given: JsonObject, defaults: JsonObject): JsonObject {
  const said = Object.entries(given).filter(([, value]) => value !== undefined && value !== null);
  return { ...defaults, ...Object.fromEntries(said) };
}

function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}
