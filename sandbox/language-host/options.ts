import type * as language from "@pulumi/pulumi/proto/language_pb";

/** The `runtime.options` of a `Pulumi.yaml`, as far as this host honours them. */
export interface RuntimeOptions {
  /** Whether programs are TypeScript sources. @default true */
  readonly typescript: boolean;
  /** Path of the `tsconfig.json`. @default - the program directory's own */
  readonly tsconfig: string | undefined;
  /** Arguments for `node` itself. @default - none */
  readonly nodeargs: readonly string[];
}

/**
 * Reads the runtime options of a program or plugin.
 *
 * @throws Error that names an option of the wrong type
 */
export function runtimeOptions(program: language.ProgramInfo | undefined): RuntimeOptions {
  const options = program?.getOptions()?.toJavaScript() ?? {};
  return {
    typescript: option(options, "typescript", "boolean") ?? true,
    tsconfig: option(options, "tsconfig", "string"),
    nodeargs: splitArguments(option(options, "nodeargs", "string") ?? ""),
  };
}

/** Splits a command line at its blanks; single or double quotes hold a part with blanks together. */
export function splitArguments(line: string): readonly string[] {
  const words = line.match(/(?:"[^"]*"|'[^']*'|[^\s"'])+/g) ?? [];
  return words.map((word) => word.replace(/"([^"]*)"|'([^']*)'/g, "$1$2"));
}

interface OptionTypes {
  readonly boolean: boolean;
  readonly string: string;
}

function option<T extends keyof OptionTypes>(
  options: Readonly<Record<string, unknown>>,
  name: string,
  type: T,
): OptionTypes[T] | undefined {
  const value = options[name];
  if (value !== undefined && typeof value !== type) {
    throw new Error(`runtime.options.${name}: must be a ${type}; got ${JSON.stringify(value)}`);
  }
  return value as OptionTypes[T] | undefined;
}
