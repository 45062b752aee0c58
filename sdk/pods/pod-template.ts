import { nodeSelection, type NodeSelection, type TierNodes } from "../placement/node-selection";
import { Tier } from "../placement/tier";
import { VirtualNodeGeneration } from "../virtual-node/generation";
import { tierLabels } from "./labels";
import type { PodSpec } from "./pod-spec";

/** The pod template of a Deployment, as Kubernetes takes it. */
export interface PodTemplateManifest {
  readonly metadata: { readonly labels: Readonly<Record<string, string>> };
  readonly spec: PodManifest;
}

export interface PodManifest extends NodeSelection {
  readonly containers: ContainerManifest[];
  readonly imagePullSecrets: { readonly name: string }[];
  readonly automountServiceAccountToken: boolean;
  readonly terminationGracePeriodSeconds?: number;
}

export interface ContainerManifest {
  readonly name: string;
  readonly image: string;
  readonly env: { readonly name: string; readonly value: string }[];
  readonly ports: { readonly name: string; readonly containerPort: number }[];
  readonly resources: {
    readonly requests: Readonly<Record<string, string>>;
    readonly limits: Readonly<Record<string, string>>;
  };
  readonly readinessProbe?: ProbeManifest;
  readonly livenessProbe?: ProbeManifest;
}

export interface ProbeManifest {
  readonly httpGet: { readonly path: string; readonly port: number };
}

/**
 * v1's connector deletes a pod's container group at once and gives it no time to end (virtual-kubelet/azure-aci,
 * pkg/provider/aci.go, DeletePod); the pod would only be listed for as long as its grace lasts. Not 0: then the API server
 * would forget the pod before the connector has seen that it is to go.
 */
const CONNECTOR_GRACE_SECONDS = 1;

/**
 * The pods of one tier of a service. The tiers' pods differ in their label, the nodes they run on, and the grace that v1
 * of virtual nodes cannot give them.
 */
export function podTemplateManifest(service: string, nodes: TierNodes, spec: PodSpec): PodTemplateManifest {
  return {
    metadata: { labels: tierLabels(service, nodes.tier) },
    spec: {
      containers: [container(service, spec)],
      imagePullSecrets: spec.imagePullSecrets.map((name) => ({ name })),
      // A workload that calls the Kubernetes API says so; and ACI could not mount the token
      // (virtual-kubelet/azure-aci issue 189).
      automountServiceAccountToken: false,
      ...(givesNoGrace(nodes) ? { terminationGracePeriodSeconds: CONNECTOR_GRACE_SECONDS } : {}),
      ...nodeSelection(nodes),
    },
  };
}

function givesNoGrace(nodes: TierNodes): boolean {
  return nodes.tier === Tier.virtualNode && nodes.virtualNodes.generation === VirtualNodeGeneration.v1;
}

function container(name: string, spec: PodSpec): ContainerManifest {
  return {
    name,
    image: spec.image,
    env: Object.entries(spec.env).map(([name, value]) => ({ name, value })),
    ports: [{ name: "http", containerPort: spec.port }],
    // Limits are the requests: ACI refuses a limit above the sum of the group's requests
    // (MicrosoftDocs/azure-docs issue 29780), and a pod is to behave the same on both tiers.
    resources: { requests: { ...spec.resources }, limits: { ...spec.resources } },
    ...(spec.readinessPath === undefined ? {} : { readinessProbe: httpProbe(spec.readinessPath, spec.port) }),
    ...(spec.livenessPath === undefined ? {} : { livenessProbe: httpProbe(spec.livenessPath, spec.port) }),
  };
}

/** ACI takes probes by HTTP or by command, and no others (virtual-kubelet/azure-aci, pkg/provider/aci.go). */
function httpProbe(path: string, port: number): ProbeManifest {
  return { httpGet: { path, port } };
}
