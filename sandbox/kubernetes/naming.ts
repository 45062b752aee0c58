import { createHash } from "node:crypto";
import type { CheckRequest, Properties } from "../rpc/provider";
import { annotated, annotation, isAnnotatedTrue } from "./annotations";
import { at, textAt, withAt } from "./fields";

/** Inputs with a name: the program's own, the one that the object already has, or a new one. */
export function named(inputs: Properties, { name, olds, randomSeed }: CheckRequest): Properties {
  if (isNamed(inputs)) return inputs;
  if (isAutonamed(olds)) return autonamed(inputs, textAt(olds, "metadata", "name") ?? "");
  if (Object.keys(olds).length > 0) return inputs;
  return autonamed(inputs, `${name}-${randomSuffix(randomSeed)}`);
}

export function isNamed(inputs: Properties): boolean {
  const name = at(inputs, "metadata", "name");
  return name !== undefined && name !== null && name !== "";
}

export function isAutonamed(inputs: Properties): boolean {
  return isAnnotatedTrue(inputs, annotation.autonamed);
}

function autonamed(inputs: Properties, name: string): Properties {
  return annotated(withAt(inputs, ["metadata", "name"], name), annotation.autonamed, "true");
}

/** Eight hexadecimal digits, the same for the same seed (pulumi sdk/go/common/resource/resource_id.go, NewUniqueName). */
export function randomSuffix(seed: Uint8Array): string {
  return createHash("sha512").update(seed).digest("hex").slice(0, 8);
}

/** The id of a resource: `namespace/name`, or the name alone for what lives in no namespace. */
export function objectId(object: Properties): string {
  const name = textAt(object, "metadata", "name") ?? "";
  const namespace = textAt(object, "metadata", "namespace") ?? "";
  return namespace === "" ? name : `${namespace}/${name}`;
}

export function nameAndNamespace(id: string): { readonly name: string; readonly namespace: string | undefined } {
  const slash = id.indexOf("/");
  return slash < 0 ? { name: id, namespace: undefined } : { name: id.slice(slash + 1), namespace: id.slice(0, slash) };
}
