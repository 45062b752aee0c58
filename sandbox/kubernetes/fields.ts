import { UNKNOWN, type Properties, type PropertyValue } from "../rpc/provider";

/** The value at a path, or `undefined` where any step of it is missing. */
export function at(value: PropertyValue | undefined, ...path: readonly string[]): PropertyValue | undefined {
  return path.reduce<PropertyValue | undefined>((step, key) => (isObject(step) ? step[key] : undefined), value);
}

export function textAt(value: PropertyValue | undefined, ...path: readonly string[]): string | undefined {
  const found = at(value, ...path);
  return typeof found === "string" ? found : undefined;
}

export function numberAt(value: PropertyValue | undefined, ...path: readonly string[]): number | undefined {
  const found = at(value, ...path);
  return typeof found === "number" ? found : undefined;
}

/** The list at a path; empty where there is none. */
export function listAt(value: PropertyValue | undefined, ...path: readonly string[]): readonly PropertyValue[] {
  const found = at(value, ...path);
  return isList(found) ? found : [];
}

/** The object at a path; empty where there is none. */
export function objectAt(value: PropertyValue | undefined, ...path: readonly string[]): Properties {
  const found = at(value, ...path);
  return isObject(found) ? found : {};
}

/** A copy with another value at a path; `undefined` takes the field away. */
export function withAt(object: Properties, path: readonly string[], value: PropertyValue | undefined): Properties {
  const [key, ...rest] = path;
  if (key === undefined) return object;
  if (rest.length > 0) {
    if (value === undefined && !isObject(object[key])) return object;
    return { ...object, [key]: withAt(objectAt(object, key), rest, value) };
  }
  if (value !== undefined) return { ...object, [key]: value };
  return Object.fromEntries(Object.entries(object).filter(([other]) => other !== key));
}

export function isObject(value: PropertyValue | undefined): value is Properties {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function isList(value: PropertyValue | undefined): value is readonly PropertyValue[] {
  return Array.isArray(value);
}

/** Some value in it is not known before the deployment runs. */
export function containsUnknown(value: PropertyValue | undefined): boolean {
  if (isList(value)) return value.some(containsUnknown);
  if (isObject(value)) return Object.values(value).some(containsUnknown);
  return value === UNKNOWN;
}

export function sameValue(one: PropertyValue | undefined, other: PropertyValue | undefined): boolean {
  if (isList(one) && isList(other)) {
    return one.length === other.length && one.every((item, index) => sameValue(item, other[index]));
  }
  if (isObject(one) && isObject(other)) {
    const keys = new Set([...Object.keys(one), ...Object.keys(other)]);
    return [...keys].every((key) => sameValue(one[key], other[key]));
  }
  return one === other;
}
