import { parseArgs, type ParseArgsConfig } from "node:util";

/** A mistake in how a command was written. Exit code 2. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** One command of the command line. */
export interface Command {
  /** What `--help` prints. */
  readonly help: string;
  /** @returns the exit code. */
  run(args: readonly string[]): Promise<number>;
}

type Options = NonNullable<ParseArgsConfig["options"]>;

/** Every command of the sandbox knows `--name`. */
const nameOption = { name: { type: "string", default: "default" } } as const;

/** The values by option, and the words that belong to none. */
export type Parsed<O extends Options> = ReturnType<
  typeof parseArgs<{ options: O; allowPositionals: true; strict: true }>
>;

/** `parseArgs`, strict, with its complaints as usage errors. */
export function parsedStrictly<const O extends Options>(args: readonly string[], options: O): Parsed<O> {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  } catch (error) {
    if (error instanceof Error && "code" in error && String(error.code).startsWith("ERR_PARSE_ARGS")) {
      throw new UsageError(error.message, { cause: error });
    }
    throw error;
  }
}

/** As {@link parsedStrictly}, for a command of the sandbox. */
export function parsed<const O extends Options>(args: readonly string[], options: O): Parsed<O & typeof nameOption> {
  return parsedStrictly(args, { ...options, ...nameOption });
}

/** Refuses what a command has no use for. */
export function noPositionals(positionals: readonly string[]): void {
  if (positionals.length > 0) throw new UsageError(`unexpected argument "${positionals.join(" ")}"`);
}

/** Reads a number within bounds. */
export function numberWithin(
  what: string,
  text: string | undefined,
  { least, most, whole = true }: { readonly least: number; readonly most: number; readonly whole?: boolean },
): number {
  const number = text === undefined || text.trim() === "" ? Number.NaN : Number(text);
  if (number >= least && number <= most && (!whole || Number.isInteger(number))) return number;
  const kind = whole ? "a whole number" : "a number";
  throw new UsageError(
    `${what}: must be ${kind} from ${least} to ${most}; got ${text === undefined ? "nothing" : `"${text}"`}`,
  );
}
