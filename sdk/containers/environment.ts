import { checked, type Check } from "../check";

/** What a user may say about the environment of a container. */
export interface ContainerEnvironmentArgs {
  readonly env?: Readonly<Record<string, string>> | undefined;
  readonly secrets?: Readonly<Record<string, string>> | undefined;
}

/** One environment variable, as ACI takes it. What is a secret can be read nowhere again, not even by its owner. */
export interface EnvironmentVariable {
  readonly name: string;
  readonly value?: string;
  readonly secureValue?: string;
}

/** @see https://learn.microsoft.com/azure/container-instances/container-instances-troubleshooting#naming-conventions */
const NAME = /^(?=.{1,63}$)[A-Za-z0-9](\w*[A-Za-z0-9])?$/;
const NAMING =
  "ACI refuses the name: it takes 1 to 63 letters, digits and underscores, no underscore first or last " +
  "(https://learn.microsoft.com/azure/container-instances/container-instances-troubleshooting#naming-conventions)";

/**
 * The environment of a container, its plain variables first.
 *
 * @param path where it stands, such as `sidecars[0]`; empty for the args themselves
 * @throws ArgumentError where ACI would take a name or a value not at all, or another than the user means
 */
export function containerEnvironment(
  { env = {}, secrets = {} }: ContainerEnvironmentArgs,
  path = "",
): readonly EnvironmentVariable[] {
  return checked((root) => {
    const check = path === "" ? root : root.within(path);
    checkNames([...namesIn("env", env), ...namesIn("secrets", secrets)], check);
    return [
      ...texts("env", env, check).map(([name, value]) => ({ name, value })),
      ...texts("secrets", secrets, check).map(([name, secureValue]) => ({ name, secureValue })),
    ];
  });
}

interface NamedVariable {
  readonly name: string;
  readonly path: string;
}

function namesIn(path: string, variables: object): readonly NamedVariable[] {
  return Object.keys(variables).map((name) => ({ name, path: `${path}.${name}` }));
}

/** ACI does not tell the cases of letters apart. */
function checkNames(variables: readonly NamedVariable[], check: Check): void {
  const isSame = (one: NamedVariable) => (other: NamedVariable) => one.name.toLowerCase() === other.name.toLowerCase();
  for (const [index, variable] of variables.entries()) {
    const { name, path } = variable;
    if (!NAME.test(name)) check.problem(path, NAMING);
    const first = variables.slice(0, index).find(isSame(variable));
    if (first !== undefined)
      check.problem(path, `must be said once, whatever the case of its letters; ${first.path} is there`);
  }
}

/** A value is in no message: it may be a secret. */
function texts(path: string, variables: Readonly<Record<string, unknown>>, check: Check): readonly [string, string][] {
  return Object.entries(variables).map(([name, value]) => {
    if (typeof value !== "string") check.problem(`${path}.${name}`, `must be text; got a ${typeof value}`);
    return [name, String(value)];
  });
}
