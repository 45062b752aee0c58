import type { KubernetesObject } from "../../sdk/kubernetes/object";
import type { Container, ContainerStatus } from "../images/container-status";

/** The label by which a pod's containers run as processes on this machine. */
export const localPodLabel = { key: "app.kubernetes.io/component", value: "failover-agent" } as const;

/** The same as a selector. */
export const localPodSelector = `${localPodLabel.key}=${localPodLabel.value}`;

/** Whether a pod's containers are processes of this machine, where it is on a VM. */
export function isLocal({ metadata }: KubernetesObject): boolean {
  return metadata?.labels?.[localPodLabel.key] === localPodLabel.value;
}

/** Where Kubernetes' clients look for their account in a pod. */
export const serviceAccountPath = "/var/run/secrets/kubernetes.io/serviceaccount";

/** A probe, as far as the sandbox asks it. */
export interface ProbeSpec {
  readonly httpGet?: {
    readonly path?: string;
    readonly port: number | string;
    readonly scheme?: string;
    readonly httpHeaders?: readonly { readonly name: string; readonly value: string }[];
  };
  readonly tcpSocket?: { readonly port: number | string };
  readonly initialDelaySeconds?: number;
  readonly periodSeconds?: number;
  readonly timeoutSeconds?: number;
  readonly successThreshold?: number;
  readonly failureThreshold?: number;
}

interface KeyRef {
  readonly name?: string;
  readonly key: string;
  readonly optional?: boolean;
}

/** A variable of a container's environment. */
export interface Variable {
  readonly name: string;
  readonly value?: string;
  readonly valueFrom?: {
    readonly fieldRef?: { readonly fieldPath: string };
    readonly configMapKeyRef?: KeyRef;
    readonly secretKeyRef?: KeyRef;
    readonly resourceFieldRef?: unknown;
  };
}

/** A container that runs as a process. */
export interface LocalContainerSpec extends Container {
  readonly command?: readonly string[];
  readonly args?: readonly string[];
  readonly env?: readonly Variable[];
  readonly workingDir?: string;
  readonly ports?: readonly { readonly name?: string; readonly containerPort: number; readonly protocol?: string }[];
  readonly volumeMounts?: readonly { readonly name: string; readonly mountPath: string; readonly subPath?: string }[];
  readonly startupProbe?: ProbeSpec;
  readonly readinessProbe?: ProbeSpec;
  readonly livenessProbe?: ProbeSpec;
}

interface KeyToPath {
  readonly key: string;
  readonly path: string;
}

/** A ConfigMap, or a Secret in a projected volume, as a source of files. */
export interface ObjectSource {
  readonly name?: string;
  readonly items?: readonly KeyToPath[];
  readonly optional?: boolean;
}

/** What the pod says of itself, as a source of files. */
export interface DownwardSource {
  readonly items?: readonly { readonly path: string; readonly fieldRef?: { readonly fieldPath: string } }[];
}

/** A token for the pod's service account, as a file. */
export interface TokenSource {
  readonly path: string;
  readonly audience?: string;
  readonly expirationSeconds?: number;
}

/** A volume, as far as the sandbox makes one. */
export interface Volume {
  readonly name: string;
  readonly configMap?: ObjectSource;
  readonly secret?: Omit<ObjectSource, "name"> & { readonly secretName?: string };
  readonly emptyDir?: unknown;
  readonly downwardAPI?: DownwardSource;
  readonly projected?: {
    readonly sources?: readonly {
      readonly serviceAccountToken?: TokenSource;
      readonly configMap?: ObjectSource;
      readonly secret?: ObjectSource;
      readonly downwardAPI?: DownwardSource;
    }[];
  };
}

/** A pod whose containers run as processes. */
export interface LocalPod extends KubernetesObject {
  readonly spec?: {
    readonly nodeName?: string;
    readonly serviceAccountName?: string;
    readonly restartPolicy?: string;
    readonly terminationGracePeriodSeconds?: number;
    readonly containers?: readonly LocalContainerSpec[];
    readonly initContainers?: readonly unknown[];
    readonly volumes?: readonly Volume[];
  };
  readonly status?: {
    readonly phase?: string;
    readonly podIP?: string;
    readonly hostIP?: string;
    readonly containerStatuses?: readonly ContainerStatus[];
  };
}

/** A field of a pod as the downward API names it; `undefined` where the sandbox knows no such field. */
export function fieldOf({ metadata = {}, spec, status }: LocalPod, fieldPath: string): string | undefined {
  const [, map, key = ""] = /^metadata\.(labels|annotations)\['(.+)'\]$/.exec(fieldPath) ?? [];
  if (map === "labels") return metadata.labels?.[key] ?? "";
  if (map === "annotations") return metadata.annotations?.[key] ?? "";
  const fields: Readonly<Record<string, string | undefined>> = {
    "metadata.name": metadata.name,
    "metadata.namespace": metadata.namespace,
    "metadata.uid": metadata.uid,
    "spec.nodeName": spec?.nodeName,
    "spec.serviceAccountName": spec?.serviceAccountName,
    "status.podIP": status?.podIP,
    "status.podIPs": status?.podIP,
    "status.hostIP": status?.hostIP,
  };
  return fields[fieldPath];
}

/** The port of its pod on which a container listens: the first that it declares, or what its variable `PORT` says. */
export function portOf({ ports = [], env = [] }: LocalContainerSpec): number | undefined {
  const declared = ports.find(({ protocol = "TCP" }) => protocol === "TCP")?.containerPort;
  if (declared !== undefined) return declared;
  const given = Number(env.find(({ name }) => name === "PORT")?.value ?? Number.NaN);
  return Number.isInteger(given) ? given : undefined;
}
