/** A JSON object. */
export type Properties = Readonly<Record<string, unknown>>;

/**
 * A copy of `base` with `patch` merged into it, for the patches of pod templates:
 *
 * - objects are merged member by member, and `null` takes a member away;
 * - lists whose items all have a `name` (containers, volumes, env, ports …) are merged item by item of the same name, in
 *   the order of `base`, with new items at the end;
 * - everything else, other lists among it, is replaced.
 *
 * Neither argument is changed.
 */
export function mergeTemplate(base: Properties, patch: Properties): Properties {
  const merged = new Map(Object.entries(base));
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) merged.delete(key);
    else if (value !== undefined) merged.set(key, mergedValue(merged.get(key), value));
  }
  return Object.fromEntries(merged);
}

function mergedValue(base: unknown, patch: unknown): unknown {
  if (isProperties(patch)) return mergeTemplate(isProperties(base) ? base : {}, patch);
  if (isNamedList(base) && isNamedList(patch)) return mergedList(base, patch);
  return patch;
}

type Named = Properties & { readonly name: string };

function mergedList(base: readonly Named[], patch: readonly Named[]): readonly Properties[] {
  const patched = base.map((item) =>
    patch
      .filter(({ name }) => name === item.name)
      .reduce<Properties>((merged, each) => mergeTemplate(merged, each), item),
  );
  const added = patch.filter(({ name }) => !base.some((item) => item.name === name));
  return [...patched, ...added.map((item) => mergeTemplate({}, item))];
}

/** Whether a value is a JSON object. */
export function isProperties(value: unknown): value is Properties {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A member that is an object; an empty one where it is none. */
export function objectAt(object: Properties, key: string): Properties {
  const value = object[key];
  return isProperties(value) ? value : {};
}

/** A member that is a list; an empty one where it is none. */
export function listAt(object: Properties, key: string): readonly unknown[] {
  const value = object[key];
  return Array.isArray(value) ? (value as readonly unknown[]) : [];
}

function isNamedList(value: unknown): value is readonly Named[] {
  return Array.isArray(value) && value.every((item) => isProperties(item) && typeof item["name"] === "string");
}
