import * as pulumi from "@pulumi/pulumi";
import { ArgumentError, type ArgumentProblem } from "../sdk/argument-error";

/** A spec that is made from some of a component's args. */
export interface Decision<Spec> {
  /** Makes the spec at once where its args are all plain. @throws ArgumentError where one is wrong */
  check(): void;
  /** The spec, as soon as all its args are known. */
  resolve(owner: string): pulumi.Output<Spec>;
}

/**
 * One decision of a component. Give it the args it needs and no others: where one of them is not known yet, neither is
 * the spec, and an image that is still being built must not hide in a preview how many replicas there will be.
 */
export function decision<Args, Spec>(args: Args, toSpec: (args: pulumi.Unwrap<Args>) => Spec): Decision<Spec> {
  return {
    check: () => {
      if (isPlain(args)) toSpec(args as pulumi.Unwrap<Args>);
    },
    resolve: (owner) =>
      pulumi.output(args).apply((known) => {
        try {
          return toSpec(known);
        } catch (error) {
          throw error instanceof ArgumentError ? new RejectedArgumentsError(owner, error.problems) : error;
        }
      }),
  };
}

/**
 * Resolves the decisions of a component.
 *
 * @throws RejectedArgumentsError at once, with the problems of all decisions whose args are plain
 */
export function resolve<Decisions extends Record<string, Decision<unknown>>>(
  owner: string,
  decisions: Decisions,
): { [Name in keyof Decisions]: ReturnType<Decisions[Name]["resolve"]> } {
  const problems = Object.values(decisions).flatMap(problemsOf);
  if (problems.length > 0) throw new RejectedArgumentsError(owner, problems);
  const resolved = Object.entries(decisions).map(([name, { resolve }]) => [name, resolve(owner)]);
  return Object.fromEntries(resolved) as { [Name in keyof Decisions]: ReturnType<Decisions[Name]["resolve"]> };
}

/** Some of the properties of an object. */
export function pick<T, Key extends keyof T>(object: T, ...keys: readonly Key[]): Pick<T, Key> {
  return Object.fromEntries(keys.map((key) => [key, object[key]])) as Pick<T, Key>;
}

/**
 * Wrong args of a component, as Pulumi prints them: the component and one line a problem. It has no stack, because the
 * lines say all, and because Node 20 takes half a minute to print one (nodejs/node issue 64011).
 */
export class RejectedArgumentsError extends pulumi.RunError {
  override readonly name = "RejectedArgumentsError";

  constructor(
    owner: string,
    readonly problems: readonly ArgumentProblem[],
  ) {
    super(`${owner} has wrong arguments:\n${new ArgumentError(problems).message.replace(/^/gm, "  ")}`);
    delete this.stack;
  }
}

function problemsOf(decision: Decision<unknown>): readonly ArgumentProblem[] {
  try {
    decision.check();
    return [];
  } catch (error) {
    if (error instanceof ArgumentError) return error.problems;
    throw error;
  }
}

function isPlain(value: unknown): boolean {
  if (pulumi.Output.isInstance(value) || value instanceof Promise) return false;
  return typeof value !== "object" || value === null || Object.values(value).every(isPlain);
}
