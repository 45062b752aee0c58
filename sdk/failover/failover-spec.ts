import { checked, type Check } from "../check";
import { type EndpointProbeArgs, endpointProbe, type EndpointProbeSpec } from "./endpoint-probe";

/** What a user may say about when a service leaves a tier, and when it comes back. */
export interface FailoverArgs {
  readonly windowSeconds?: number | undefined;
  readonly holdDownSeconds?: number | undefined;
  readonly rate?: number | undefined;
  readonly breaker?: number | undefined;
  readonly floor?: number | undefined;
  readonly coldStartSeconds?: number | undefined;
  readonly mayExceedMax?: boolean | undefined;
  readonly probe?: EndpointProbeArgs | undefined;
}

/** When a service leaves a tier, and when it comes back; complete and checked. */
export interface FailoverSpec {
  /** For how long a tier must be sick before its replicas move, in seconds. */
  readonly windowSeconds: number;
  /** For how long a tier must be well again before they come home, in seconds. */
  readonly holdDownSeconds: number;
  /** The most replicas that one step moves; also how many more than wanted there may be while they move. */
  readonly rate: number;
  /** After how many moves in an hour failover holds still and says so. */
  readonly breaker: number;
  /**
   * The fewest ready replicas that are left when some are taken away on purpose.
   *
   * @default - as many as are wanted
   */
  readonly floor?: number;
  /** How long a replica may take from its creation until it is ready before its tier counts as sick, in seconds. */
  readonly coldStartSeconds: number;
  /** Whether the other tiers may run more than their `max` while one is sick. */
  readonly mayExceedMax: boolean;
  /** What is asked of the replicas of each tier. @default - nothing: Kubernetes' word counts */
  readonly probe?: EndpointProbeSpec;
}

/**
 * | word               | default | why                                                                                      |
 * | ------------------ | ------- | ---------------------------------------------------------------------------------------- |
 * | `windowSeconds`    | 30      | three heartbeats of a node; Kubernetes itself takes 40 to notice and 300 more to act     |
 * | `holdDownSeconds`  | 300     | as long as a VM that comes and goes takes to restart; longer than any window worth having |
 * | `rate`             | 20      | most services move in one step; a fifth of what ACI creates in 5 minutes                 |
 * | `breaker`          | 6       | three times there and back in an hour is flapping, which a person should look at         |
 * | `coldStartSeconds` | 120     | several times what ACI takes to pull and start an image of common size                   |
 */
const DEFAULTS = { windowSeconds: 30, holdDownSeconds: 300, rate: 20, breaker: 6, coldStartSeconds: 120 };

/** Shorter than a node's heartbeat nothing is known for sure; an hour is no failover. */
const WINDOW = { min: 5, max: 3600 };
const LONGEST_HOLD_DOWN = 86_400;
const RATE = { min: 1, max: 1000 };
/** 2: there and back. The moves of an hour are kept in an annotation. */
const BREAKER = { min: 2, max: 20 };
const COLD_START = { min: 10, max: 1800 };
const FLOOR = { min: 0, max: 100_000 };

/**
 * @param port where the replicas listen, for a probe that names no port
 * @throws ArgumentError where an argument is wrong
 */
export function failoverSpec(args: FailoverArgs, port?: number): FailoverSpec {
  return checked((root) => {
    const check = root.within("failover");
    const number = (name: keyof typeof DEFAULTS, range: { min: number; max: number }): number =>
      check.wholeNumber(name, args[name] ?? DEFAULTS[name], range);
    const windowSeconds = number("windowSeconds", WINDOW);
    return {
      windowSeconds,
      holdDownSeconds: holdDown(args, windowSeconds, check),
      rate: number("rate", RATE),
      breaker: number("breaker", BREAKER),
      ...(args.floor === undefined ? {} : { floor: check.wholeNumber("floor", args.floor, FLOOR) }),
      coldStartSeconds: number("coldStartSeconds", COLD_START),
      mayExceedMax: claim("mayExceedMax", args.mayExceedMax ?? true, check),
      ...(args.probe === undefined ? {} : { probe: endpointProbe(args.probe, port, check.within("probe")) }),
    };
  });
}

/** A service that comes home sooner than it leaves would do nothing else. */
function holdDown({ holdDownSeconds }: FailoverArgs, windowSeconds: number, check: Check): number {
  const usual = Math.max(DEFAULTS.holdDownSeconds, windowSeconds);
  return check.wholeNumber("holdDownSeconds", holdDownSeconds ?? usual, { min: windowSeconds, max: LONGEST_HOLD_DOWN });
}

function claim(path: string, value: unknown, check: Check): boolean {
  if (typeof value === "boolean") return value;
  check.problem(path, `must be true or false; got ${JSON.stringify(value)}`);
  return false;
}
