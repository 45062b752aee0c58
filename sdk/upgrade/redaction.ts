import type { Properties } from "../pods/merge-template";

/** Shorter values are in too many words that have nothing to do with them. */
const SHORTEST = 6;

/**
 * A text without the values of a template's environment variables, each of which may be a secret: what a program says
 * when it fails often holds them.
 */
export function redacted(text: string, template: unknown): string {
  const longestFirst = [...environment(template)].sort((one, other) => other.value.length - one.value.length);
  return longestFirst.reduce((clean, { name, value }) => clean.replaceAll(value, `[${name}]`), text);
}

function environment(template: unknown): readonly { readonly name: string; readonly value: string }[] {
  const spec = member(template, "spec");
  return ["initContainers", "containers"]
    .flatMap((list) => items(spec, list))
    .flatMap((container) => items(container, "env"))
    .flatMap((variable) => {
      const [name, value] = [member(variable, "name"), member(variable, "value")];
      return typeof name === "string" && typeof value === "string" && value.length >= SHORTEST ? [{ name, value }] : [];
    });
}

function items(object: unknown, name: string): readonly unknown[] {
  const value = member(object, name);
  return Array.isArray(value) ? (value as readonly unknown[]) : [];
}

function member(object: unknown, name: string): unknown {
  return typeof object === "object" && object !== null ? (object as Properties)[name] : undefined;
}
