import { ArgumentError, type ArgumentProblem } from "./argument-error";
import { cidrProblem, parseAddress, parseCidr, type Cidr } from "./network/cidr";
import { parseQuantity } from "./pods/quantity";

/** The whole numbers that an argument may be, both ends included. */
export interface WholeNumberRange {
  readonly min: number;
  /** @default - no upper end */
  readonly max?: number;
}

/** What a text argument must look like. */
export interface TextRule {
  readonly pattern: RegExp;
  /** Completes "must be …". */
  readonly description: string;
}

/**
 * Builds a spec from arguments and checks them on the way.
 *
 * @throws ArgumentError with every problem that `build` met, not only the first
 */
export function checked<Spec>(build: (check: Check) => Spec): Spec {
  const problems: ArgumentProblem[] = [];
  const spec = build(new Check(problems, ""));
  if (problems.length > 0) throw new ArgumentError(problems);
  return spec;
}

/**
 * Checks arguments one by one and keeps the problems. Every method returns the value in its type; where it met a problem
 * the value is a stand-in that nobody sees, because {@link checked} throws. Arguments are taken as `unknown`: programs in
 * JavaScript and YAML have no compiler that refuses `"3"` for `3`.
 */
export class Check {
  constructor(
    private readonly problems: ArgumentProblem[],
    private readonly prefix: string,
  ) {}

  /** The checks of a nested argument: `within("userPools[0]")` reports `userPools[0].count`. */
  within(path: string): Check {
    return new Check(this.problems, `${this.prefix}${path}.`);
  }

  /** Notes a problem that no other method knows. */
  problem(path: string, reason: string): void {
    this.problems.push({ path: `${this.prefix}${path}`, reason });
  }

  /** Whether nothing was wrong so far, for checks that need sound values. */
  get passed(): boolean {
    return this.problems.length === 0;
  }

  wholeNumber(path: string, value: unknown, { min, max = Infinity }: WholeNumberRange): number {
    if (typeof value === "number" && Number.isInteger(value) && value >= min && value <= max) return value;
    const range = max === Infinity ? `, ${min} or more` : ` from ${min} to ${max}`;
    return this.refuse(path, `must be a whole number${range}`, { value, standIn: min });
  }

  text(path: string, value: unknown, { pattern, description }: TextRule): string {
    if (typeof value === "string" && pattern.test(value)) return value;
    return this.refuse(path, `must be ${description}`, { value, standIn: "" });
  }

  texts(path: string, value: unknown, rule: TextRule): readonly string[] {
    if (!Array.isArray(value)) return this.refuse(path, "must be a list", { value, standIn: [] });
    return value.map((item: unknown, index) => this.text(`${path}[${index}]`, item, rule));
  }

  oneOf<Choice extends string>(path: string, value: unknown, choices: readonly [Choice, ...Choice[]]): Choice {
    const choice = choices.find((candidate) => candidate === value);
    if (choice !== undefined) return choice;
    const listed = choices.map((candidate) => `"${candidate}"`).join(", ");
    return this.refuse(path, `must be one of ${listed}`, { value, standIn: choices[0] });
  }

  cidr(path: string, value: unknown): Cidr {
    const cidr = typeof value === "string" ? parseCidr(value) : undefined;
    if (cidr) return cidr;
    return this.refuse(path, cidrProblem(value), { value, standIn: { first: 0, prefixLength: 32 } });
  }

  /** An IPv4 address, as a number. */
  address(path: string, value: unknown): number {
    const address = typeof value === "string" ? parseAddress(value) : undefined;
    return address ?? this.refuse(path, "must be an IPv4 address such as 10.0.0.10", { value, standIn: 0 });
  }

  /** A Kubernetes quantity above zero, in the user's own words. */
  quantity(path: string, value: unknown, example: string): string {
    if (typeof value === "string" && (parseQuantity(value) ?? 0) > 0) return value;
    return this.refuse(path, `must be a Kubernetes quantity above 0, such as ${example}`, { value, standIn: example });
  }

  private refuse<T>(path: string, rule: string, { value, standIn }: { value: unknown; standIn: T }): T {
    this.problem(
      path,
      value === undefined || value === null ? `is required and ${rule}` : `${rule}; got ${shown(value)}`,
    );
    return standIn;
  }
}

function shown(value: unknown): string {
  if (typeof value === "number") return String(value);
  // What JSON cannot say (a function, a symbol) is named by its type.
  const json = JSON.stringify(value) as string | undefined;
  return json ?? `a ${typeof value}`;
}
