import { UNKNOWN, type DiffRequest, type DiffResult, type Properties } from "../rpc/provider";
import type { PropertyChange, PropertyValue } from "../rpc/provider";
import type { Configuration } from "./configuration";
import { at, isList, isObject, sameValue, textAt, withAt } from "./fields";
import { replacingFields, replacingPatchFields } from "./force-new";
import { isAutonamed, isNamed } from "./naming";
import { wireForm } from "./normal-form";
import { projected } from "./projection";
import { formatPath, isAtOrBelow, parsePath, touches, valueAt, type PathStep } from "./property-path";
import { isNamespacedBuiltIn, isPatchResource, kindOfObject } from "./resource-kind";

/**
 * What an update would change, and whether it takes a replacement. The new inputs are compared with the live state as
 * last seen, cut down to the old inputs; so fields of others are no difference, and drift that a refresh found is
 * (pulumi-kubernetes provider.go, Diff).
 */
export function objectDiff(request: DiffRequest, configuration: Configuration): DiffResult {
  const oldInputs = wireForm(request.oldInputs);
  const news = inNamespace(wireForm(request.news), request.type);
  const live = inNamespace(projected(request.oldState, oldInputs), request.type);
  // A name that was made for the object and is now written into the program is not a change.
  const olds = isNamed(news) ? withAt(live, ["metadata", "name"], at(request.oldState, "metadata", "name")) : live;
  const replacing = isPatchResource(request.type, news) ? replacingPatchFields : replacingFields(news, configuration);
  const ignored = request.ignoreChanges.map(parsePath);
  const changes = fieldChanges([], olds, news)
    // An empty value that the API server never kept is not missed.
    .filter(({ path, kind }) => kind !== "delete" || valueAt(request.oldState, path) !== undefined)
    .filter(({ path }) => !ignored.some((prefix) => isAtOrBelow(path, prefix)))
    .map((change) => propertyChange(change, replacing))
    .map((change) => ({ ...change, path: asWritten(change.path, request.news) }));
  return { changes, deleteBeforeReplace: changes.some(({ replaces }) => replaces) && keepsIdentity(request, news) };
}

/** A Secret's `data` may stand for the program's `stringData`, and the engine shows the values of what was written. */
function asWritten(path: string, news: Properties): string {
  const [field, key] = parsePath(path);
  const isStringData = field === "data" && key !== undefined && at(news, "stringData", String(key)) !== undefined;
  return isStringData ? `stringData${path.slice("data".length)}` : path;
}

/** The old object has to go first where the new one must have its name. */
function keepsIdentity({ oldState }: DiffRequest, news: Properties): boolean {
  return (
    isNamed(news) &&
    !isAutonamed(news) &&
    textAt(news, "metadata", "name") === textAt(oldState, "metadata", "name") &&
    textAt(news, "metadata", "namespace") === textAt(oldState, "metadata", "namespace")
  );
}

function inNamespace(object: Properties, token: string): Properties {
  const isNamespaced = isNamespacedBuiltIn(kindOfObject(object, token)) ?? true;
  if (!isNamespaced) return withAt(object, ["metadata", "namespace"], undefined);
  const namespace = at(object, "metadata", "namespace");
  return withAt(object, ["metadata", "namespace"], namespace === "" ? "default" : (namespace ?? "default"));
}

/** One field that differs, and its new value. */
export interface FieldChange {
  readonly path: readonly PathStep[];
  readonly kind: PropertyChange["kind"];
  readonly value: PropertyValue;
}

function propertyChange({ path, kind, value }: FieldChange, replacing: readonly string[]): PropertyChange {
  return { path: formatPath(path), kind, replaces: replacing.some((pattern) => touches(path, value, pattern)) };
}

type Path = readonly PathStep[];

/** The fields in which two objects differ. */
export function fieldChanges(path: Path, olds: Properties, news: Properties): FieldChange[] {
  const keys = [...new Set([...Object.keys(olds), ...Object.keys(news)])];
  return keys.flatMap((key) => valueChanges([...path, key], olds[key], news[key]));
}

function valueChanges(path: Path, old: PropertyValue | undefined, next: PropertyValue | undefined): FieldChange[] {
  if (sameValue(old, next)) return [];
  if (next === undefined || next === null) {
    return old === undefined ? [] : [{ path, kind: "delete", value: null }];
  }
  if (old === undefined) return [{ path, kind: "add", value: next }];
  if (next === UNKNOWN) return [{ path, kind: "update", value: next }];
  if (isObject(old) && isObject(next)) return fieldChanges(path, old, next);
  if (isList(old) && isList(next)) return itemChanges(path, old, next);
  return [{ path, kind: "update", value: next }];
}

function itemChanges(path: Path, olds: readonly PropertyValue[], news: readonly PropertyValue[]): FieldChange[] {
  const length = Math.max(olds.length, news.length);
  return Array.from({ length }).flatMap((_, index) => valueChanges([...path, index], olds[index], news[index]));
}
