import type { Check } from "../check";

/** How the replicas of a tier are asked. */
export const EndpointScheme = {
  http: "HTTP",
  https: "HTTPS",
  /** That the port takes a connection is answer enough. */
  tcp: "TCP",
} as const;
export type EndpointScheme = (typeof EndpointScheme)[keyof typeof EndpointScheme];

/** What a user may say about how the replicas of a tier are asked. */
export interface EndpointProbeArgs {
  readonly scheme?: EndpointScheme | undefined;
  readonly path?: string | undefined;
  readonly port?: number | undefined;
  readonly expectedStatus?: number | undefined;
  readonly timeoutSeconds?: number | undefined;
  readonly periodSeconds?: number | undefined;
  readonly rounds?: number | undefined;
  readonly failures?: number | undefined;
  readonly successes?: number | undefined;
}

/**
 * How the replicas of a tier are asked, complete and checked. Not by the kubelet or ACI, as a ProbeSpec is: on virtual
 * nodes of v1 the readiness probe takes nobody out of the endpoints, so somebody must ask who can tell.
 */
export interface EndpointProbeSpec {
  readonly scheme: EndpointScheme;
  /** Nothing for TCP. */
  readonly path: string;
  readonly port: number;
  /** @default - any from 200 to 399, by the kubelet's rule */
  readonly expectedStatus?: number;
  readonly timeoutSeconds: number;
  readonly periodSeconds: number;
  /** How many of the last rounds are looked at. */
  readonly rounds: number;
  /** With so many bad ones among them the tier is sick. */
  readonly failures: number;
  /** With so many good ones in a row it is well again. */
  readonly successes: number;
}

const DEFAULTS = { timeoutSeconds: 2, periodSeconds: 5, rounds: 5, failures: 3, successes: 3 };
const HTTP_PATH = { pattern: /^\//, description: 'an HTTP path that starts with "/"' };
const MOST_ROUNDS = 20;

/** Checks a probe and completes it: it asks `port` unless it names another. */
export function endpointProbe(args: EndpointProbeArgs, port: number | undefined, check: Check): EndpointProbeSpec {
  const schemes = [EndpointScheme.http, EndpointScheme.https, EndpointScheme.tcp] as const;
  const scheme = check.oneOf("scheme", args.scheme ?? EndpointScheme.http, schemes);
  return {
    ...request(args, scheme, check),
    port: check.wholeNumber("port", args.port ?? port, { min: 1, max: 65535 }),
    ...timing(args, check),
    ...thresholds(args, check),
  };
}

function request({ path, expectedStatus }: EndpointProbeArgs, scheme: EndpointScheme, check: Check) {
  if (scheme !== EndpointScheme.tcp) {
    const status = { min: 100, max: 599 };
    return {
      scheme,
      path: check.text("path", path, HTTP_PATH),
      ...(expectedStatus === undefined
        ? {}
        : { expectedStatus: check.wholeNumber("expectedStatus", expectedStatus, status) }),
    };
  }
  for (const [name, value] of Object.entries({ path, expectedStatus })) {
    if (value !== undefined) check.problem(name, "must be left out with the scheme TCP, which asks nothing");
  }
  return { scheme, path: "" };
}

function timing(args: EndpointProbeArgs, check: Check) {
  const periodSeconds = check.wholeNumber("periodSeconds", args.periodSeconds ?? DEFAULTS.periodSeconds, {
    min: 1,
    max: 300,
  });
  // A round must be over before the next one starts.
  const timeoutSeconds = check.wholeNumber(
    "timeoutSeconds",
    args.timeoutSeconds ?? Math.min(DEFAULTS.timeoutSeconds, periodSeconds),
    { min: 1, max: periodSeconds },
  );
  return { periodSeconds, timeoutSeconds };
}

function thresholds(args: EndpointProbeArgs, check: Check) {
  const rounds = check.wholeNumber("rounds", args.rounds ?? DEFAULTS.rounds, { min: 1, max: MOST_ROUNDS });
  const upTo = (name: "failures" | "successes"): number =>
    check.wholeNumber(name, args[name] ?? Math.min(DEFAULTS[name], rounds), { min: 1, max: rounds });
  return { rounds, failures: upTo("failures"), successes: upTo("successes") };
}

/** A probe in the words of sentences: `GET :8080/healthz`. */
export function endpointProbeWords({ scheme, path, port }: EndpointProbeSpec): string {
  if (scheme === EndpointScheme.tcp) return `TCP :${port}`;
  return `${scheme === EndpointScheme.https ? "HTTPS " : ""}GET :${port}${path}`;
}
