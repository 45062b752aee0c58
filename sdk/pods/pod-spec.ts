import { checked, type Check } from "../check";
import { type ProbeArgs, type ProbeSpec, probeSpec } from "./probe";

/** What a user may say about the container that a service runs. */
export interface PodArgs {
  readonly image: string;
  readonly port?: number | undefined;
  readonly resources: { readonly cpu: string; readonly memory: string };
  readonly env?: Readonly<Record<string, string>> | undefined;
  readonly probe?: ProbeArgs | undefined;
  readonly liveness?: ProbeArgs | undefined;
  readonly imagePullSecrets?: readonly string[] | undefined;
  readonly spread?: Spread | undefined;
}

/** How hard a service's replicas on VMs keep away from each other. */
export const Spread = {
  /** Over zones and VMs as evenly as there is room; a replica never waits for it. */
  preferred: "preferred",
  /** Over zones evenly and never two on one VM: a replica without such a place waits. */
  required: "required",
} as const;
export type Spread = (typeof Spread)[keyof typeof Spread];

/** The pod of a service, complete and checked. */
export interface PodSpec {
  readonly image: string;
  /** Port on which the container listens; none where it listens on no port. */
  readonly port?: number;
  readonly resources: { readonly cpu: string; readonly memory: string };
  readonly env: Readonly<Record<string, string>>;
  /** Whose answer makes the pod an endpoint of the Service. */
  readonly probe?: ProbeSpec;
  /** Whose silence restarts the container. */
  readonly liveness?: ProbeSpec;
  readonly imagePullSecrets: readonly string[];
  readonly spread: Spread;
}

const IMAGE = { pattern: /^[^\s]+$/, description: "the name of a container image" };
const SECRET_NAME = {
  pattern: /^[a-z0-9]([-.a-z0-9]{0,251}[a-z0-9])?$/,
  description: "the name of a Secret: lower-case letters, digits, dots and hyphens",
};
/** @see https://kubernetes.io/docs/tasks/inject-data-application/define-environment-variable-container/ */
const ENVIRONMENT_NAME = /^[-._a-zA-Z][-._a-zA-Z0-9]*$/;

/** @throws ArgumentError where an argument is wrong */
export function podSpec(args: PodArgs): PodSpec {
  return checked((check) => ({
    image: check.text("image", args.image, IMAGE),
    ...(args.port === undefined ? {} : { port: check.wholeNumber("port", args.port, { min: 1, max: 65535 }) }),
    resources: resources(args.resources, check.within("resources")),
    env: environment("env", args.env ?? {}, check),
    ...optionalProbe("probe", args, check),
    ...optionalProbe("liveness", args, check),
    imagePullSecrets: check.texts("imagePullSecrets", args.imagePullSecrets ?? [], SECRET_NAME),
    spread: check.oneOf("spread", args.spread ?? Spread.preferred, [Spread.preferred, Spread.required]),
  }));
}

/** Variables with their names and values checked. A value is in no message: it may be a secret. */
export function environment(
  path: string,
  variables: Readonly<Record<string, unknown>>,
  check: Check,
): Readonly<Record<string, string>> {
  const entries = Object.entries(variables).map(([name, value]): [string, string] => {
    if (!ENVIRONMENT_NAME.test(name))
      check.problem(`${path}.${name}`, "must be named by letters, digits, dots, _ and -");
    if (typeof value !== "string") check.problem(`${path}.${name}`, `must be text; got a ${typeof value}`);
    return [name, String(value)];
  });
  return Object.fromEntries(entries);
}

function resources(args: PodArgs["resources"] | undefined, check: Check): PodSpec["resources"] {
  return {
    cpu: check.quantity("cpu", args?.cpu, "500m"),
    memory: check.quantity("memory", args?.memory, "512Mi"),
  };
}

function optionalProbe(name: "probe" | "liveness", args: PodArgs, check: Check) {
  const probe = args[name];
  return probe === undefined ? {} : { [name]: probeSpec(probe, args.port, check.within(name)) };
}
