import { type ProbeSpec, ProbeScheme } from "../pods/probe";
import type { ContainerSpec } from "./container-spec";

/** A probe, as ACI takes it. */
export interface AciProbe {
  readonly httpGet: { readonly path: string; readonly port: number; readonly scheme: "http" | "https" };
  readonly initialDelaySeconds: number;
  readonly periodSeconds: number;
  readonly timeoutSeconds: number;
  readonly failureThreshold: number;
}

/** A container, as ACI takes it, without its name, its environment, its ports and its mounts. */
export interface ContainerManifest {
  readonly image: string;
  readonly command?: string[];
  readonly resources: { readonly requests: { readonly cpu: number; readonly memoryInGB: number } };
  readonly readinessProbe?: AciProbe;
  readonly livenessProbe?: AciProbe;
}

/** A container without limits: one that has none may use what it asks for, as `resources` says. */
export function containerManifest({ image, command, size, probe, liveness }: ContainerSpec): ContainerManifest {
  return {
    image,
    ...(command === undefined ? {} : { command: [...command] }),
    resources: { requests: { ...size } },
    ...(probe === undefined ? {} : { readinessProbe: aciProbe(probe) }),
    ...(liveness === undefined ? {} : { livenessProbe: aciProbe(liveness) }),
  };
}

/** Every time is said: ACI documents no defaults of its own for all of them. */
function aciProbe({ path, port, scheme, ...timing }: ProbeSpec): AciProbe {
  return { httpGet: { path, port, scheme: scheme === ProbeScheme.https ? "https" : "http" }, ...timing };
}
