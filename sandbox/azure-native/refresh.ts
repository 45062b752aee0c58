import { isList, isObject, sameValue } from "../rpc/property-value";
import type { Properties, PropertyValue } from "../rpc/provider";
import { itemKeys } from "./difference";
import { pathInputs } from "./request-body";
import type { ResourceType } from "./resource-type";

/**
 * A resource's inputs after Azure was looked at. Azure answers much that no program has set, so that only what changed
 * since the last look counts, and of that only what the program had set.
 *
 * @param outputs - what Azure answered before, and answers now
 */
export function refreshedInputs(
  inputs: Properties,
  outputs: { readonly before: Properties; readonly now: Properties },
): Properties {
  const kept = Object.entries(inputs).map(([name, input]) => {
    const [before, now] = [outputs.before[name], outputs.now[name]];
    return [name, refreshedValue(input, before, now)] as const;
  });
  return Object.fromEntries(kept.filter((entry): entry is readonly [string, PropertyValue] => entry[1] !== undefined));
}

function refreshedValue(
  input: PropertyValue,
  before: PropertyValue | undefined,
  now: PropertyValue | undefined,
): PropertyValue | undefined {
  if (sameValue(before, now)) return input;
  if (isObject(input) && isObject(before) && isObject(now)) return refreshedInputs(input, { before, now });
  if (isList(input) && isList(before) && isList(now)) return refreshedList(input, before, now);
  // A set is a list of names here and an object in Azure's answer.
  return isList(input) && isObject(now) ? Object.keys(now) : now;
}

function refreshedList(
  input: readonly PropertyValue[],
  before: readonly PropertyValue[],
  now: readonly PropertyValue[],
): readonly PropertyValue[] {
  const [keys, keysBefore, keysNow] = [itemKeys(input), itemKeys(before), itemKeys(now)];
  if (keys === undefined || keysBefore === undefined || keysNow === undefined) return now;
  return input.flatMap((item, index) => {
    const key = keys[index] ?? "";
    const value = refreshedValue(item, before[keysBefore.indexOf(key)], now[keysNow.indexOf(key)]);
    return value === undefined ? [] : [value];
  });
}

/** The inputs of a resource that no program made: everything but what Azure sets itself. */
export function importedInputs(type: ResourceType, id: string, outputs: Properties): Properties {
  const computed = new Set(["id", ...(type.shape.computed ?? [])]);
  const settable = Object.entries(outputs).filter(([name]) => !computed.has(name));
  return { ...Object.fromEntries(settable), ...pathInputs(type, id) };
}
