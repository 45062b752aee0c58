import type { Properties, PropertyValue } from "../rpc/provider";
import { isObject, listAt, objectAt, withAt } from "./fields";
import { parsePath, valueAt } from "./property-path";

/** Who creates an object: POST, not apply, so that an object of somebody else is never taken over by accident. */
export const creationManager = "pulumi-kubernetes";

/** Managers whose fields an update takes over: those of our own creation and of kubectl (await.go, fixCSAFieldManagers). */
const takenOver: readonly (readonly [manager: string, operation: string])[] = [
  ["kubectl", "Apply"],
  ["kubectl", "Update"],
  ["before-first-apply", "Update"],
  ["pulumi-kubernetes", "Update"],
  ["pulumi-resource-kubernetes", "Update"],
];

/**
 * The record of managed fields with those of our creation and of kubectl handed to `fieldManager`; `undefined` where
 * nothing is to be handed over.
 */
export function handedOver(live: Properties, fieldManager: string): readonly Properties[] | undefined {
  const entries = managedFields(live);
  const given = entries.filter((entry) => entry !== ownEntry(entries, fieldManager) && isTakenOver(entry));
  const [first] = given;
  if (first === undefined) return undefined;
  const own = ownEntry(entries, fieldManager) ?? first;
  const fields = given.reduce((all, entry) => merged(all, objectAt(entry, "fieldsV1")), objectAt(own, "fieldsV1"));
  const others = entries.filter((entry) => entry !== own && !given.includes(entry));
  return [...others, { ...own, manager: fieldManager, operation: "Apply", fieldsV1: fields }];
}

/** A dry run must not fail over fields that the update would take over first, nor over those that nobody recorded. */
export function needsForce(live: Properties, isDryRun: boolean): boolean {
  const entries = managedFields(live);
  if (entries.length === 0) return true;
  return isDryRun && entries.some(isTakenOver);
}

/** As whom inputs are applied, and which of their fields the program ignores. */
export interface AppliedAs {
  readonly fieldManager: string;
  readonly ignoreChanges: readonly string[];
}

/**
 * Inputs without the ignored fields that somebody else manages, so that applying them is no conflict; other ignored
 * fields get the value that they have (await.go, handleSSAIgnoreFields).
 */
export function withoutIgnored(inputs: Properties, live: Properties, applied: AppliedAs): Properties {
  return applied.ignoreChanges.reduce((object, ignored) => {
    const path = parsePath(ignored);
    const keys = path.filter((step) => typeof step === "string");
    // Paths into lists stay as the engine has set them: to the last inputs.
    if (keys.length !== path.length || keys.includes("*")) return object;
    const value = valueAt(live, path);
    if (value === undefined) return object;
    return withAt(object, keys, isManagedByOthersAlone(live, keys, applied.fieldManager) ? undefined : value);
  }, inputs);
}

function isManagedByOthersAlone(live: Properties, keys: readonly string[], fieldManager: string): boolean {
  const managers = managedFields(live).filter((entry) => hasField(objectAt(entry, "fieldsV1"), keys));
  return managers.length > 0 && !managers.some((entry) => entry["manager"] === fieldManager || isTakenOver(entry));
}

function hasField(fields: Properties, keys: readonly string[]): boolean {
  return (
    valueAt(
      fields,
      keys.map((key) => `f:${key}`),
    ) !== undefined
  );
}

function isTakenOver(entry: Properties): boolean {
  const manager = entry["manager"];
  const isWhole = entry["subresource"] === undefined || entry["subresource"] === "";
  if (typeof manager !== "string" || !isWhole) return false;
  return takenOver.some(([prefix, operation]) => manager.startsWith(prefix) && entry["operation"] === operation);
}

function ownEntry(entries: readonly Properties[], fieldManager: string): Properties | undefined {
  return entries.find((entry) => entry["manager"] === fieldManager && entry["operation"] === "Apply");
}

function managedFields(live: Properties): readonly Properties[] {
  return listAt(live, "metadata", "managedFields").filter(isObject);
}

function merged(one: Properties, other: Properties): Properties {
  const keys = [...new Set([...Object.keys(one), ...Object.keys(other)])];
  return Object.fromEntries(
    keys.map((key): [string, PropertyValue] => [key, merged(objectAt(one, key), objectAt(other, key))]),
  );
}
