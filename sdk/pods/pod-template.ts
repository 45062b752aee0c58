import { nodeSelection, type NodeSelection, type TierNodes } from "../placement/node-selection";
import { TierKind } from "../placement/tier";
import { VirtualNodeGeneration } from "../virtual-node/generation";
import { tierLabels } from "./labels";
import { mergeTemplate, type Properties } from "./merge-template";
import type { PodSpec } from "./pod-spec";
import { pinned } from "./pinned-template";
import { probeManifest, type ProbeManifest } from "./probe";
import { inAciSteps } from "./rules/amounts";
import { spreadManifest, type SpreadManifest } from "./spread";

/** The pod template of a Deployment, as Kubernetes takes it. */
export interface PodTemplateManifest {
  readonly metadata: { readonly labels: Readonly<Record<string, string>> };
  readonly spec: PodManifest;
}

export interface PodManifest extends Omit<NodeSelection, "affinity"> {
  readonly containers: ContainerManifest[];
  readonly imagePullSecrets: { readonly name: string }[];
  readonly automountServiceAccountToken: boolean;
  readonly terminationGracePeriodSeconds?: number;
  readonly securityContext?: { readonly seccompProfile: { readonly type: "RuntimeDefault" } };
  readonly topologySpreadConstraints?: SpreadManifest["topologySpreadConstraints"];
  readonly affinity?: Partial<NonNullable<NodeSelection["affinity"]> & SpreadManifest["affinity"]>;
}

export interface ContainerManifest {
  readonly name: string;
  readonly image: string;
  readonly env: { readonly name: string; readonly value: string }[];
  readonly envFrom?: EnvironmentSource[];
  readonly ports: { readonly name: string; readonly containerPort: number }[];
  readonly resources: {
    readonly requests: Readonly<Record<string, string>>;
    readonly limits: Readonly<Record<string, string>>;
  };
  readonly readinessProbe?: ProbeManifest;
  readonly livenessProbe?: ProbeManifest;
  readonly securityContext?: { readonly allowPrivilegeEscalation: boolean };
}

interface EnvironmentSource {
  readonly configMapRef?: { readonly name: string };
  readonly secretRef?: { readonly name: string };
}

/** What a service's pod template is made from. */
export interface TemplateParts {
  readonly pod: PodSpec;
  /** The ConfigMap and the Secret whose entries the container has as environment variables. */
  readonly configMap?: string | undefined;
  readonly secret?: string | undefined;
  /** What the user merges into it, in this order: that of the service, then that of the tier. */
  readonly patches?: readonly Properties[];
}

/**
 * v1's connector deletes a pod's container group at once and gives it no time to end (virtual-kubelet/azure-aci,
 * pkg/provider/aci.go, DeletePod); the pod would only be listed for as long as its grace lasts. Not 0: then the API server
 * would forget the pod before the connector has seen that it is to go.
 */
const CONNECTOR_GRACE_SECONDS = 1;

/**
 * The pods of one tier of a service. What a user merges into them can change all but what makes them this tier's: their
 * labels, and the nodes they are pinned to.
 */
export function podTemplateManifest(service: string, nodes: TierNodes, parts: TemplateParts): PodTemplateManifest {
  const base = { spec: tierPod(service, nodes, parts) };
  const merged = (parts.patches ?? []).reduce<Properties>(mergeTemplate, base as unknown as Properties);
  return pinned(merged, tierLabels(service, nodes.name), nodeSelection(nodes)) as unknown as PodTemplateManifest;
}

function tierPod(service: string, nodes: TierNodes, parts: TemplateParts): PodManifest {
  const common = {
    imagePullSecrets: parts.pod.imagePullSecrets.map((name) => ({ name })),
    // A workload that calls the Kubernetes API says so; and ACI could not mount the token
    // (virtual-kubelet/azure-aci issue 189).
    automountServiceAccountToken: false,
  };
  if (nodes.kind !== TierKind.virtualNode) {
    return {
      ...common,
      containers: [vmContainer(service, parts)],
      securityContext: { seccompProfile: { type: "RuntimeDefault" } },
      ...spreadManifest(parts.pod.spread, tierLabels(service, nodes.name)),
    };
  }
  if (nodes.virtualNodes.generation !== VirtualNodeGeneration.v1) {
    return { ...common, containers: [container(service, parts)] };
  }
  return {
    ...common,
    containers: [container(service, { ...parts, pod: { ...parts.pod, resources: inSteps(parts.pod.resources) } })],
    terminationGracePeriodSeconds: CONNECTOR_GRACE_SECONDS,
  };
}

/** v1's connector would cut amounts to ACI's steps, so that a container had less than it asked for. */
function inSteps({ cpu, memory }: PodSpec["resources"]): PodSpec["resources"] {
  return { cpu: inAciSteps(cpu, "cpu"), memory: inAciSteps(memory, "memory") };
}

/** VMs run a container as it is asked for; ACI takes no security context, nor a probe by TCP. */
function vmContainer(service: string, parts: TemplateParts): ContainerManifest {
  const { port, probe } = parts.pod;
  const listens = port !== undefined && probe === undefined ? { readinessProbe: { tcpSocket: { port } } } : {};
  return { ...container(service, parts), ...listens, securityContext: { allowPrivilegeEscalation: false } };
}

function container(name: string, { pod, configMap, secret }: TemplateParts): ContainerManifest {
  const envFrom = [
    ...(configMap === undefined ? [] : [{ configMapRef: { name: configMap } }]),
    ...(secret === undefined ? [] : [{ secretRef: { name: secret } }]),
  ];
  return {
    name,
    image: pod.image,
    env: Object.entries(pod.env).map(([name, value]) => ({ name, value })),
    ...(envFrom.length === 0 ? {} : { envFrom }),
    ports: pod.port === undefined ? [] : [{ name: "http", containerPort: pod.port }],
    // Limits are the requests: ACI refuses a limit above the sum of the group's requests
    // (MicrosoftDocs/azure-docs issue 29780), and a pod is to behave the same on both tiers.
    resources: { requests: { ...pod.resources }, limits: { ...pod.resources } },
    ...(pod.probe === undefined ? {} : { readinessProbe: probeManifest(pod.probe) }),
    ...(pod.liveness === undefined ? {} : { livenessProbe: probeManifest(pod.liveness) }),
  };
}
