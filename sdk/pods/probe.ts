import type { Check } from "../check";

/** How a probe asks. */
export const ProbeScheme = { http: "HTTP", https: "HTTPS" } as const;
export type ProbeScheme = (typeof ProbeScheme)[keyof typeof ProbeScheme];

/** What a user may say about a probe. */
export interface ProbeArgs {
  readonly path: string;
  readonly port?: number | undefined;
  readonly scheme?: ProbeScheme | undefined;
  readonly initialDelaySeconds?: number | undefined;
  readonly periodSeconds?: number | undefined;
  readonly timeoutSeconds?: number | undefined;
  readonly failureThreshold?: number | undefined;
}

/** A probe by HTTP, complete and checked. */
export interface ProbeSpec {
  readonly path: string;
  readonly port: number;
  readonly scheme: ProbeScheme;
  readonly initialDelaySeconds: number;
  readonly periodSeconds: number;
  readonly timeoutSeconds: number;
  readonly failureThreshold: number;
}

/** A probe, as Kubernetes takes it. */
export interface ProbeManifest {
  readonly httpGet?: { readonly path: string; readonly port: number; readonly scheme?: ProbeScheme };
  readonly tcpSocket?: { readonly port: number };
  readonly initialDelaySeconds?: number;
  readonly periodSeconds?: number;
  readonly timeoutSeconds?: number;
  readonly failureThreshold?: number;
}

const HTTP_PATH = { pattern: /^\//, description: 'an HTTP path that starts with "/"' };
const PORT = { min: 1, max: 65535 };
const SECONDS = { min: 1, max: 3600 };

/**
 * Kubernetes' own defaults.
 *
 * @see https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/#configure-probes
 */
const DEFAULTS = { initialDelaySeconds: 0, periodSeconds: 10, timeoutSeconds: 1, failureThreshold: 3 };

/** Checks a probe and completes it: it asks `port` unless it names another. */
export function probeSpec(args: ProbeArgs, port: number | undefined, check: Check): ProbeSpec {
  return {
    path: check.text("path", args.path, HTTP_PATH),
    port: check.wholeNumber("port", args.port ?? port, PORT),
    scheme: check.oneOf("scheme", args.scheme ?? ProbeScheme.http, [ProbeScheme.http, ProbeScheme.https]),
    initialDelaySeconds: check.wholeNumber(
      "initialDelaySeconds",
      args.initialDelaySeconds ?? DEFAULTS.initialDelaySeconds,
      { min: 0, max: 3600 },
    ),
    periodSeconds: check.wholeNumber("periodSeconds", args.periodSeconds ?? DEFAULTS.periodSeconds, SECONDS),
    timeoutSeconds: check.wholeNumber("timeoutSeconds", args.timeoutSeconds ?? DEFAULTS.timeoutSeconds, SECONDS),
    failureThreshold: check.wholeNumber("failureThreshold", args.failureThreshold ?? DEFAULTS.failureThreshold, {
      min: 1,
      max: 100,
    }),
  };
}

/**
 * The probe as Kubernetes takes it. By HTTP: ACI takes probes by HTTP or by command, and no others
 * (virtual-kubelet/azure-aci, pkg/provider/aci.go).
 */
export function probeManifest({ path, port, scheme, ...timing }: ProbeSpec): ProbeManifest {
  const changed = Object.entries(timing).filter(([name, value]) => value !== DEFAULTS[name as keyof typeof DEFAULTS]);
  return {
    httpGet: { path, port, ...(scheme === ProbeScheme.http ? {} : { scheme }) },
    ...Object.fromEntries(changed),
  };
}
