import { isList, isObject, sameValue } from "../rpc/property-value";
import type { DiffRequest, DiffResult, Properties, PropertyChange, PropertyValue } from "../rpc/provider";
import { CREATE_BEFORE_DELETE } from "./check";
import { pathParameters, type ResourceType } from "./resource-type";

/** What differs between a resource's old and new inputs, and whether it needs another resource. */
export function resourceDifference(type: ResourceType, { oldInputs, oldState, news }: DiffRequest): DiffResult {
  const replacing = new Set([...pathParameters(type), ...type.replacing]);
  const changes = objectChanges(oldInputs, news, "").map(({ path, kind, place }): PropertyChange => {
    // What only spells out what Azure had chosen anyway is no reason for another resource.
    const isAsBefore = kind === "add" && sameValue(news[path], oldState[path]);
    return { path, kind, replaces: !isAsBefore && isReplacing(replacing, place) };
  });
  const flag = oldInputs[CREATE_BEFORE_DELETE];
  const mustReplace = changes.some((change) => change.replaces);
  return { changes, deleteBeforeReplace: typeof flag === "boolean" ? mustReplace && !flag : mustReplace };
}

/** What differs between two configurations of the provider. */
export function configurationChanges(old: Properties, now: Properties): readonly PropertyChange[] {
  return objectChanges(old, now, "").map(({ path, kind }) => ({ path, kind, replaces: false }));
}

/** `place` is the path without the positions in lists, as the table of replacing inputs has it. */
type Change = Omit<PropertyChange, "replaces"> & { readonly place: string };

function isReplacing(replacing: ReadonlySet<string>, place: string): boolean {
  const parts = place.split(".");
  return parts.some((_part, index) => replacing.has(parts.slice(0, index + 1).join(".")));
}

function objectChanges(old: Properties, now: Properties, base: string): readonly Change[] {
  const names = [...new Set([...Object.keys(old), ...Object.keys(now)])].filter((name) => !name.startsWith("__"));
  return names.flatMap((name) => valueChanges(old[name] ?? null, now[name] ?? null, memberPath(base, name)));
}

function memberPath(base: string, name: string): string {
  if (!/^[A-Za-z_][\w-]*$/.test(name)) return `${base}["${name.replace(/"/g, '\\"')}"]`;
  return base === "" ? name : `${base}.${name}`;
}

function valueChanges(old: PropertyValue, now: PropertyValue, path: string): readonly Change[] {
  if (isSame(old, now, path)) return [];
  const place = path.replace(/\[[^\]]*\]/g, "");
  if (old === null) return [{ path, kind: "add", place }];
  if (now === null) return [{ path, kind: "delete", place }];
  if (isList(old) && isList(now)) return listChanges(old, now, path);
  if (isObject(old) && isObject(now)) return objectChanges(old, now, path);
  return [{ path, kind: "update", place }];
}

/** Items with a name are the same item wherever they stand, as Azure keeps them in no order. */
function listChanges(old: readonly PropertyValue[], now: readonly PropertyValue[], path: string): readonly Change[] {
  const pairs = itemPairs(old, now);
  return pairs.flatMap(({ before, after, index }) => valueChanges(before ?? null, after ?? null, `${path}[${index}]`));
}

interface ItemPair {
  readonly before: PropertyValue | undefined;
  readonly after: PropertyValue | undefined;
  /** The position in the new list, or in the old one for items that are gone. */
  readonly index: number;
}

function itemPairs(old: readonly PropertyValue[], now: readonly PropertyValue[]): readonly ItemPair[] {
  const [oldKeys, newKeys] = [itemKeys(old), itemKeys(now)];
  if (oldKeys === undefined || newKeys === undefined) {
    const length = Math.max(old.length, now.length);
    return Array.from({ length }, (_, index) => ({ before: old[index], after: now[index], index }));
  }
  const kept = now.map((after, index) => ({ before: old[oldKeys.indexOf(newKeys[index] ?? "")], after, index }));
  const gone = old
    .map((before, index) => ({ before, after: undefined, index }))
    .filter(({ index }) => !newKeys.includes(oldKeys[index] ?? ""));
  return [...kept, ...gone];
}

/** What tells a list's items apart: their names, or the ids that they refer to; `undefined` where nothing does. */
export function itemKeys(list: readonly PropertyValue[]): readonly string[] | undefined {
  const keys = list.map((item) => {
    if (!isObject(item)) return undefined;
    const key = item["name"] ?? item["id"];
    return typeof key === "string" ? key.toLowerCase() : undefined;
  });
  const known = keys.filter((key) => key !== undefined);
  return known.length === list.length && new Set(known).size === known.length ? known : undefined;
}

function isSame(old: PropertyValue, now: PropertyValue, path: string): boolean {
  if (sameValue(old, now)) return true;
  if (typeof old !== "string" || typeof now !== "string") return false;
  if (path === "location") return normalizedLocation(old) === normalizedLocation(now);
  const ignoresCase = path === "resourceGroupName" || (isResourceId(old) && isResourceId(now));
  return ignoresCase && old.toLowerCase() === now.toLowerCase();
}

/** "East US" and "eastus" are one location. */
function normalizedLocation(location: string): string {
  return location.toLowerCase().replaceAll(" ", "");
}

function isResourceId(value: string): boolean {
  return /^\/subscriptions\//i.test(value);
}
