import type { Properties, PropertyValue } from "../rpc/provider";
import { isList, isObject } from "./fields";

/**
 * A live object cut down to the fields of the inputs, with the live values: what the inputs would be if the program had
 * said what the cluster has. What the API server or a controller added is not in it; what they changed is.
 */
export function projected(live: Properties, inputs: Properties): Properties {
  const kept = Object.entries(inputs).flatMap(([key, input]): [string, PropertyValue][] => {
    const value = live[key];
    // The API server leaves empty values out of what it returns, which is not a change of them.
    if (value === undefined || value === null) return isEmptyValue(input) ? [[key, input]] : [];
    return [[key, projectedValue(value, input)]];
  });
  return Object.fromEntries(kept);
}

function projectedValue(live: PropertyValue, input: PropertyValue): PropertyValue {
  if (isObject(live) && isObject(input)) return projected(live, input);
  if (!isList(live) || !isList(input)) return live;
  // Controllers and admission append to lists; that is not a change of what the program wrote.
  return input.slice(0, live.length).map((item, index) => projectedValue(live[index] ?? null, item));
}

/** What Go's `omitempty` leaves out of JSON. */
export function isEmptyValue(value: PropertyValue): boolean {
  if (value === null || value === false || value === 0 || value === "") return true;
  if (isList(value)) return value.length === 0;
  return isObject(value) && Object.values(value).every(isEmptyValue);
}
