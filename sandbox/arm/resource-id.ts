/** An ARM resource id taken apart. ARM compares ids without regard to case and gives them back as they were written. */
export interface ResourceId {
  readonly text: string;
  /** For comparison: the text in lower case. */
  readonly key: string;
  /** Such as `Microsoft.Network/virtualNetworks/subnets`, in the case in which it was written. */
  readonly type: string;
  readonly name: string;
  /** The resource that this one is nested in. */
  readonly parent?: string;
  /** What the resource is in or extends: a resource group, a subscription, another resource; empty for the tenant. */
  readonly scope: string;
  /** The id of the resource group that it is in. */
  readonly resourceGroup?: string;
}

/** The type of resource groups. */
export const RESOURCE_GROUP_TYPE = "Microsoft.Resources/resourceGroups";
/** The type of subscriptions. */
export const SUBSCRIPTION_TYPE = "Microsoft.Resources/subscriptions";

/** What the path of a request points at. */
export type Target =
  | { readonly kind: "resource"; readonly id: ResourceId }
  | { readonly kind: "collection"; readonly scope: string; readonly type: string }
  | { readonly kind: "provider"; readonly namespace: string }
  | { readonly kind: "action"; readonly id: ResourceId; readonly action: string };

/** The key under which ids are compared. */
export function idKey(id: string): string {
  return id.toLowerCase().replace(/\/+$/, "");
}

/** Whether two ids mean the same resource. */
export function sameId(one: string, other: string): boolean {
  return idKey(one) === idKey(other);
}

/** Whether `id` is `scope` or lies below it. */
export function isAtOrBelow(id: string, scope: string): boolean {
  return idKey(id) === idKey(scope) || idKey(id).startsWith(`${idKey(scope)}/`);
}

/** The last segment of an id. */
export function nameOf(id: string): string {
  return id.slice(id.lastIndexOf("/") + 1);
}

/** Takes an id apart; `undefined` where it is not the id of a resource. */
export function parseId(text: string): ResourceId | undefined {
  const target = parsePath(text);
  return target?.kind === "resource" ? target.id : undefined;
}

/** The id of the resource group that a resource is in. */
export function resourceGroupOf(id: string): string | undefined {
  return /^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+/i.exec(id)?.[0];
}

/**
 * Reads the path of an ARM request: a scope (tenant, subscription, resource group), then any number of
 * `/providers/{namespace}/{type}/{name}[/{type}/{name}…]`. What is left over at the end is a collection or an action.
 */
export function parsePath(path: string): Target | undefined {
  const segments = path.split("/").filter((segment) => segment !== "");
  let place = scopeOf(segments);
  while (place.rest[0]?.toLowerCase() === "providers") {
    const [, namespace, ...rest] = place.rest;
    if (namespace === undefined) return undefined;
    if (rest.length === 0) return { kind: "provider", namespace };
    place = descend({ ...place, rest }, namespace);
  }
  return targetOf(place);
}

/** How far the reading has come. `id` is the last resource passed. */
interface Place {
  readonly text: string;
  readonly id?: ResourceId;
  readonly namespace?: string;
  readonly rest: readonly string[];
}

function scopeOf(segments: readonly string[]): Place {
  const [first, subscription, second, group] = segments;
  if (first?.toLowerCase() !== "subscriptions" || subscription === undefined) return { text: "", rest: segments };
  const text = `/${first}/${subscription}`;
  const subscriptionId = resourceId({ text, type: SUBSCRIPTION_TYPE, scope: "" });
  if (second?.toLowerCase() !== "resourcegroups" || group === undefined) {
    return { text, id: subscriptionId, rest: segments.slice(2) };
  }
  const groupText = `${text}/${second}/${group}`;
  const groupId = resourceId({ text: groupText, type: RESOURCE_GROUP_TYPE, scope: text });
  return { text: groupText, id: groupId, rest: segments.slice(4) };
}

function descend(place: Place, namespace: string): Place {
  const scope = place.text;
  let text = `${scope}/providers/${namespace}`;
  let type = namespace;
  let parent: string | undefined;
  let id: ResourceId | undefined;
  let rest = place.rest;
  while (rest.length >= 2 && rest[0]?.toLowerCase() !== "providers") {
    const [typeName = "", name = "", ...after] = rest;
    text = `${text}/${typeName}/${name}`;
    type = `${type}/${typeName}`;
    id = resourceId({ text, type, scope, ...(parent === undefined ? {} : { parent }) });
    parent = text;
    rest = after;
  }
  return { text: id === undefined ? scope : text, namespace: type, rest, ...(id === undefined ? {} : { id }) };
}

function targetOf({ text, id, namespace, rest }: Place): Target | undefined {
  const [last, ...more] = rest;
  if (last === undefined) return id === undefined ? undefined : { kind: "resource", id };
  if (more.length > 0) return undefined;
  if (namespace === undefined) return scopeCollection(text, last);
  const type = `${namespace}/${last}`;
  if (id === undefined) return { kind: "collection", scope: text, type };
  return { kind: "action", id, action: last };
}

function scopeCollection(scope: string, last: string): Target | undefined {
  if (last.toLowerCase() === "resourcegroups") return { kind: "collection", scope, type: RESOURCE_GROUP_TYPE };
  if (last.toLowerCase() === "resources") return { kind: "collection", scope, type: "*" };
  return undefined;
}

function resourceId(parts: Pick<ResourceId, "text" | "type" | "scope" | "parent">): ResourceId {
  const resourceGroup = resourceGroupOf(parts.text);
  return {
    ...parts,
    key: idKey(parts.text),
    name: nameOf(parts.text),
    ...(resourceGroup === undefined ? {} : { resourceGroup }),
  };
}
