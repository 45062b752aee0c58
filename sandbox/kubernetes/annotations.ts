import type { Properties } from "../rpc/provider";
import { textAt, withAt, at, isObject } from "./fields";

/** The annotations that the official provider obeys (pulumi-kubernetes pkg/metadata/annotations.go). */
export const annotation = {
  autonamed: "pulumi.com/autonamed",
  deletionPropagationPolicy: "pulumi.com/deletionPropagationPolicy",
  patchFieldManager: "pulumi.com/patchFieldManager",
  patchForce: "pulumi.com/patchForce",
  replaceUnready: "pulumi.com/replaceUnready",
  skipAwait: "pulumi.com/skipAwait",
  timeoutSeconds: "pulumi.com/timeoutSeconds",
  waitFor: "pulumi.com/waitFor",
} as const;

/** Those that the sandbox would have to ignore, and therefore refuses. */
export const unsupportedAnnotations: readonly string[] = [annotation.replaceUnready, annotation.waitFor];

export function annotationOf(object: Properties, name: string): string | undefined {
  return textAt(object, "metadata", "annotations", name);
}

export function isAnnotatedTrue(object: Properties, name: string): boolean {
  return annotationOf(object, name) === "true";
}

/** A copy with the annotation set; the same object where its annotations aren't known yet. */
export function annotated(object: Properties, name: string, value: string): Properties {
  const annotations = at(object, "metadata", "annotations");
  const isKnown = annotations === undefined || annotations === null || isObject(annotations);
  return isKnown ? withAt(object, ["metadata", "annotations", name], value) : object;
}

/**
 * Seconds that an operation may take: the resource's `customTimeouts`, else its annotation, else the default
 * (pulumi-kubernetes pkg/metadata/overrides.go, TimeoutDuration).
 */
export function timeoutSeconds(object: Properties, customTimeout: number, defaultSeconds: number): number {
  if (customTimeout > 0) return customTimeout;
  const annotatedTimeout = Number(annotationOf(object, annotation.timeoutSeconds) ?? Number.NaN);
  return Number.isInteger(annotatedTimeout) && annotatedTimeout > 0 ? annotatedTimeout : defaultSeconds;
}
