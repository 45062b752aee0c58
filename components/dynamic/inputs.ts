import { isDeepStrictEqual } from "node:util";
import type { dynamic } from "@pulumi/pulumi";
import { ArgumentError } from "../../sdk/argument-error";
import { checked, type Check } from "../../sdk/check";

/** What a preview has in place of a value that only the deployment will know (`rpc.unknownValue` in @pulumi/pulumi). */
const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** The inputs or the state of a dynamic resource, `__provider` among them, as the engine sends them. */
export type Properties = Readonly<Record<string, unknown>>;

/** How long a wait may take. */
export const TIMEOUT_MINUTES = { min: 1, max: 1440 };

/** Whether a value is known, also inside. */
export function isKnown(value: unknown): boolean {
  if (value === UNKNOWN) return false;
  return typeof value !== "object" || value === null || Object.values(value).every(isKnown);
}

/** The inputs with their defaults, and what is wrong with those that are known already. */
export function checkedInputs<Inputs extends Properties>(
  inputs: Inputs,
  checks: Readonly<Record<string, (check: Check, value: unknown, path: string) => unknown>>,
): dynamic.CheckResult<Inputs> {
  const known = Object.entries(checks).filter(([name]) => isKnown(inputs[name]));
  try {
    checked((check) => {
      for (const [name, examine] of known) examine(check, inputs[name], name);
    });
    return { inputs };
  } catch (error) {
    if (!(error instanceof ArgumentError)) throw error;
    return { inputs, failures: error.problems.map(({ path, reason }) => ({ property: path, reason })) };
  }
}

/** Which of the named properties differ. What is not known yet counts as different. */
export function changedProperties(olds: Properties, news: Properties, names: readonly string[]): readonly string[] {
  return names.filter((name) => !isKnown(news[name]) || !isDeepStrictEqual(olds[name], news[name]));
}
