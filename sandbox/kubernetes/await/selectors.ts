import type { Properties } from "../../rpc/provider";
import { isObject, listAt, objectAt, textAt } from "../fields";
import type { Query } from "./verdict";

/** The collection of `plural` in the namespace of an object. */
export function inNamespaceOf(live: Properties, api: string, plural: string): string {
  return `${api}/namespaces/${encodeURIComponent(textAt(live, "metadata", "namespace") ?? "default")}/${plural}`;
}

/** The pods that an object's `spec.selector` selects. */
export function selectedPods(live: Properties): Query {
  return {
    path: inNamespaceOf(live, "/api/v1", "pods"),
    labelSelector: labelSelector(objectAt(live, "spec", "selector")),
  };
}

/** A `LabelSelector` as the query parameter of a list (k8s.io/apimachinery, LabelSelectorAsSelector). */
export function labelSelector(selector: Properties): string {
  const labels = Object.entries(objectAt(selector, "matchLabels")).map(([key, value]) => `${key}=${value as string}`);
  const expressions = listAt(selector, "matchExpressions").filter(isObject).map(requirement);
  return [...labels, ...expressions].join(",");
}

function requirement(expression: Properties): string {
  const key = textAt(expression, "key") ?? "";
  const values = listAt(expression, "values").map(String).join(",");
  switch (expression["operator"]) {
    case "In":
      return `${key} in (${values})`;
    case "NotIn":
      return `${key} notin (${values})`;
    case "DoesNotExist":
      return `!${key}`;
    default:
      return key;
  }
}

export function isOwnedBy(object: Properties, owner: Properties): boolean {
  const uid = textAt(owner, "metadata", "uid");
  return listAt(object, "metadata", "ownerReferences").some((reference) => textAt(reference, "uid") === uid);
}

/** The condition of a type in `status.conditions`. */
export function condition(object: Properties, type: string): Properties | undefined {
  return listAt(object, "status", "conditions")
    .filter(isObject)
    .find((candidate) => candidate["type"] === type);
}

/** `namespace/name`; the name alone in the default namespace. */
export function displayName(object: Properties): string {
  const name = textAt(object, "metadata", "name") ?? "";
  const namespace = textAt(object, "metadata", "namespace") ?? "default";
  return namespace === "default" ? name : `${namespace}/${name}`;
}

/** The controller has seen the object's present generation, so that its status speaks of it. */
export function isObserved(object: Properties): boolean {
  const generation = objectAt(object, "metadata")["generation"];
  return generation !== undefined && objectAt(object, "status")["observedGeneration"] === generation;
}
