import * as pulumi from "@pulumi/pulumi";
import { ArgumentError, type ArgumentProblem } from "../sdk/argument-error";

/** Something that a component decides from some of its args. */
export interface Decision<Resolved> {
  /** What is wrong with the args, as far as they are plain. */
  problems(): readonly ArgumentProblem[];
  /** What is decided, known as soon as the args are. */
  resolve(owner: string): Resolved;
}

/**
 * One decision of a component. Give it the args it needs and no others: where one of them is not known yet, neither is
 * the spec, and an image that is still being built must not hide in a preview how many replicas there will be.
 */
export function decision<Args, Spec>(
  args: Args,
  toSpec: (args: pulumi.Unwrap<Args>) => Spec,
): Decision<pulumi.Output<Spec>> {
  return {
    problems: () => (isPlain(args) ? problemsOf(() => toSpec(args as pulumi.Unwrap<Args>)) : []),
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

/** An item of a list of args, and what is decided about it. */
export interface Decided<Item, Spec> {
  readonly item: Item;
  readonly spec: pulumi.Output<Spec>;
}

/** The same decision for each item of a list. */
export function decisionForEach<Item, Spec>(
  items: readonly Item[],
  toSpec: (item: pulumi.Unwrap<Item>, index: number) => Spec,
): Decision<readonly Decided<Item, Spec>[]> {
  const decisions = items.map((item, index) => ({ item, each: decision(item, (known) => toSpec(known, index)) }));
  return {
    problems: () => decisions.flatMap(({ each }) => each.problems()),
    resolve: (owner) => decisions.map(({ item, each }) => ({ item, spec: each.resolve(owner) })),
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
  const problems = distinct(Object.values(decisions).flatMap((each) => each.problems()));
  if (problems.length > 0) throw new RejectedArgumentsError(owner, problems);
  const resolved = Object.entries(decisions).map(([name, each]) => [name, each.resolve(owner)]);
  return Object.fromEntries(resolved) as { [Name in keyof Decisions]: ReturnType<Decisions[Name]["resolve"]> };
}

/** Some of the properties of an object. */
export function pick<T, Key extends keyof T>(object: T, ...keys: readonly Key[]): Pick<T, Key> {
  return Object.fromEntries(keys.map((key) => [key, object[key]])) as Pick<T, Key>;
}

/**
 * Wrong args of a component, as Pulumi prints them: the component, and one line a problem. It has no stack, because the
 * lines say all, and because Node 20 can take half a minute to print one (nodejs/node issue 64011).
 */
export class RejectedArgumentsError extends pulumi.RunError {
  override readonly name = "RejectedArgumentsError";

  constructor(
    owner: string,
    readonly problems: readonly ArgumentProblem[],
  ) {
    const message = `${owner} has wrong arguments:\n${new ArgumentError(problems).message.replace(/^/gm, "  ")}`;
    super(message);
    delete this.stack;
    // Pulumi writes the properties of children in front, which are not the user's (@pulumi/pulumi runtime/rpc.js).
    Object.defineProperty(this, "message", { get: () => message, set: () => undefined });
  }
}

/** Two decisions may hang on the same arg. */
function distinct(problems: readonly ArgumentProblem[]): readonly ArgumentProblem[] {
  return problems.filter(
    ({ path, reason }, index) =>
      problems.findIndex((other) => other.path === path && other.reason === reason) === index,
  );
}

function problemsOf(decide: () => unknown): readonly ArgumentProblem[] {
  try {
    decide();
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
