import { checked, type Check } from "../check";

/** What a user may say about the container that a service runs. */
export interface PodArgs {
  readonly image: string;
  readonly port: number;
  readonly resources: { readonly cpu: string; readonly memory: string };
  readonly env?: Readonly<Record<string, string>> | undefined;
  readonly readinessPath?: string | undefined;
  readonly livenessPath?: string | undefined;
  readonly imagePullSecrets?: readonly string[] | undefined;
}

/** The pod of a service, complete and checked. */
export interface PodSpec {
  readonly image: string;
  readonly port: number;
  readonly resources: { readonly cpu: string; readonly memory: string };
  readonly env: Readonly<Record<string, string>>;
  /** HTTP path whose answer makes the pod an endpoint of the Service. */
  readonly readinessPath?: string;
  /** HTTP path whose silence restarts the container. */
  readonly livenessPath?: string;
  readonly imagePullSecrets: readonly string[];
}

const IMAGE = { pattern: /^[^\s]+$/, description: "the name of a container image" };
const HTTP_PATH = { pattern: /^\//, description: 'an HTTP path that starts with "/"' };
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
    port: check.wholeNumber("port", args.port, { min: 1, max: 65535 }),
    resources: resources(args.resources, check.within("resources")),
    env: environment(args.env ?? {}, check),
    ...optionalPath("readinessPath", args, check),
    ...optionalPath("livenessPath", args, check),
    imagePullSecrets: check.texts("imagePullSecrets", args.imagePullSecrets ?? [], SECRET_NAME),
  }));
}

function resources(args: PodArgs["resources"] | undefined, check: Check): PodSpec["resources"] {
  return {
    cpu: check.quantity("cpu", args?.cpu, "500m"),
    memory: check.quantity("memory", args?.memory, "512Mi"),
  };
}

function environment(env: Readonly<Record<string, unknown>>, check: Check): PodSpec["env"] {
  const entries = Object.entries(env).map(([name, value]): [string, string] => {
    if (!ENVIRONMENT_NAME.test(name)) check.problem(`env.${name}`, "must be named by letters, digits, dots, _ and -");
    // The value is not repeated in the message: it may be a secret.
    if (typeof value !== "string") check.problem(`env.${name}`, `must be text; got a ${typeof value}`);
    return [name, String(value)];
  });
  return Object.fromEntries(entries);
}

function optionalPath(name: "readinessPath" | "livenessPath", args: PodArgs, check: Check) {
  const path = args[name];
  return path === undefined ? {} : { [name]: check.text(name, path, HTTP_PATH) };
}
