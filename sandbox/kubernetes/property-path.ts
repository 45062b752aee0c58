import type { PropertyValue } from "../rpc/provider";
import { isList, isObject } from "./fields";

export type PathStep = string | number;

/** A path as Pulumi writes it: `spec.containers[0].image`, `metadata.annotations["pulumi.com/skipAwait"]`. */
export function formatPath(path: readonly PathStep[]): string {
  return path.reduce<string>((text, step) => {
    if (typeof step === "number") return `${text}[${step}]`;
    if (/[."[\]]/.test(step)) return `${text}["${step.replaceAll('"', '\\"')}"]`;
    return text === "" ? step : `${text}.${step}`;
  }, "");
}

/** The steps of a path as Pulumi writes it; `*` stands for every field or item. */
export function parsePath(text: string): PathStep[] {
  const steps = /\["((?:[^"\\]|\\.)*)"\]|\[(\d+|\*)\]|([^.[\]]+)/g;
  return [...text.matchAll(steps)].map(([, quoted, index, field]) => {
    if (quoted !== undefined) return quoted.replaceAll('\\"', '"');
    if (index !== undefined) return index === "*" ? "*" : Number(index);
    return field ?? "";
  });
}

/** The value at a path, or `undefined` where any step of it is missing. */
export function valueAt(value: PropertyValue, path: readonly PathStep[]): PropertyValue | undefined {
  return path.reduce<PropertyValue | undefined>((at, step) => {
    if (isList(at)) return typeof step === "number" ? at[step] : undefined;
    return isObject(at) ? at[step] : undefined;
  }, value);
}

/** Whether `path` is `prefix`, or lies below it. */
export function isAtOrBelow(path: readonly PathStep[], prefix: readonly PathStep[]): boolean {
  return prefix.length <= path.length && prefix.every((step, index) => step === "*" || step === path[index]);
}

/** Whether a change of `value` at `path` is a change of the field that `pattern` names. */
export function touches(path: readonly PathStep[], value: PropertyValue, pattern: string): boolean {
  const steps = parsePath(pattern);
  if (isAtOrBelow(path, steps)) return true;
  return isAtOrBelow(steps.slice(0, path.length), path.map(asPattern)) && has(value, steps.slice(path.length));
}

/** In a pattern, `*` may stand where the path has an index. */
function asPattern(step: PathStep): PathStep {
  return typeof step === "number" ? "*" : step;
}

function has(value: PropertyValue | undefined, [step, ...rest]: readonly PathStep[]): boolean {
  if (step === undefined) return value !== undefined;
  if (isList(value)) return value.some((item) => has(item, rest));
  return isObject(value) && has(value[step], rest);
}
