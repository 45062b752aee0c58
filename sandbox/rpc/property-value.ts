import { isDeepStrictEqual } from "node:util";
import { UNKNOWN, type Properties, type PropertyValue } from "./provider";

export function isList(value: PropertyValue | undefined): value is readonly PropertyValue[] {
  return Array.isArray(value);
}

export function isObject(value: PropertyValue | undefined): value is Properties {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function sameValue(one: PropertyValue | undefined, other: PropertyValue | undefined): boolean {
  return isDeepStrictEqual(one, other);
}

/** Whether a value, or any part of it, is not known before the deployment runs. */
export function hasUnknowns(value: PropertyValue | undefined): boolean {
  if (isList(value)) return value.some(hasUnknowns);
  return isObject(value) ? Object.values(value).some(hasUnknowns) : value === UNKNOWN;
}

/** The same object with each value replaced. */
export function mapValues<Value, Result>(
  object: Readonly<Record<string, Value>>,
  map: (value: Value, key: string) => Result,
): Record<string, Result> {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, map(value, key)]));
}
