/** One thing that is wrong with what the user wrote. */
export interface ArgumentProblem {
  /** The property's path as the user wrote it, such as `userPools[0].count`. */
  readonly path: string;
  /** What is wrong, such as `must be a whole number, 0 or more; got -1`. */
  readonly reason: string;
}

/** A user's mistakes in one set of arguments: all of them, one line each. */
export class ArgumentError extends Error {
  override readonly name = "ArgumentError";

  constructor(readonly problems: readonly ArgumentProblem[]) {
    super(problems.map(({ path, reason }) => `${path}: ${reason}`).join("\n"));
  }
}
