import { randomBytes } from "node:crypto";
import type { Properties, PropertyValue, ResourceState } from "../rpc/provider";
import { annotation, annotationOf } from "./annotations";
import { isList, isObject, textAt, withAt } from "./fields";
import { objectId, randomSuffix } from "./naming";

const fieldManagerKey = "__fieldManager";
const initialApiVersionKey = "__initialApiVersion";

/** What Pulumi's state keeps of an object: the object as the cluster has it, and who applied it. */
export function checkpoint(live: Properties, fieldManager: string, olds: Properties = {}): ResourceState {
  const object = sdkForm(withAt(live, ["metadata", "managedFields"], undefined));
  const initialApiVersion = textAt(olds, initialApiVersionKey) ?? textAt(live, "apiVersion") ?? "";
  const state = { ...object, [initialApiVersionKey]: initialApiVersion, [fieldManagerKey]: fieldManager };
  const isSecret = live["apiVersion"] === "v1" && live["kind"] === "Secret";
  return { id: objectId(live), state, secrets: isSecret ? ["data", "stringData"].filter((key) => key in state) : [] };
}

/** An object as the API server knows it, from what Pulumi's state or a program says. */
export function objectOf(properties: Properties): Properties {
  const own = Object.entries(properties).filter(([key]) => !key.startsWith("__"));
  return mapKeys(Object.fromEntries(own), kubernetesKey);
}

/** An object with the fields' names as programs have them. */
export function sdkForm(object: Properties): Properties {
  return mapKeys(object, sdkKey);
}

/** The name under which an object's fields are applied: the program's, that of its state, or a new one. */
export function fieldManagerOf(inputs: Properties, state: Properties): string {
  const name = annotationOf(inputs, annotation.patchFieldManager) ?? textAt(state, fieldManagerKey);
  return name ?? `pulumi-kubernetes-${randomSuffix(randomBytes(32))}`;
}

/** The SDKs' spelling of fields that are no identifiers (pulumi-kubernetes provider.go, underscoreToDashMap). */
const dashed: Readonly<Record<string, string>> = {
  x_kubernetes_embedded_resource: "x-kubernetes-embedded-resource",
  x_kubernetes_int_or_string: "x-kubernetes-int-or-string",
  x_kubernetes_list_map_keys: "x-kubernetes-list-map-keys",
  x_kubernetes_list_type: "x-kubernetes-list-type",
  x_kubernetes_map_type: "x-kubernetes-map-type",
  x_kubernetes_preserve_unknown_fields: "x-kubernetes-preserve-unknown-fields",
  x_kubernetes_validations: "x-kubernetes-validations",
};
const underscored = Object.fromEntries(Object.entries(dashed).map(([sdk, kubernetes]) => [kubernetes, sdk]));

function kubernetesKey(key: string): string {
  return dashed[key] ?? key;
}

function sdkKey(key: string): string {
  return underscored[key] ?? key;
}

function mapKeys(object: Properties, map: (key: string) => string): Properties {
  const mapValue = (value: PropertyValue): PropertyValue => {
    if (isList(value)) return value.map(mapValue);
    return isObject(value) ? mapKeys(value, map) : value;
  };
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [map(key), mapValue(value)]));
}
