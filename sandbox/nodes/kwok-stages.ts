import { stringify } from "yaml";
import type { BadImages } from "../arm/faults";
import { spellings } from "../images/bad-image";
import { localPodLabel } from "../local-pods/local-pod";
import {
  loadBalancerAddress,
  nodeConditions,
  podAddressed,
  podCompleted,
  podHeld,
  podReadyConditions,
  podStarted,
} from "./kwok-templates";

/** Label that takes a VM's node away from kwok: no heartbeat, no pod starts, stops or reports there. */
export const vmLossLabel = "aks-elastic/vm-loss";

/** Annotation of a pod whose process runs on this machine: once it is started, its status is not kwok's to tell. */
export const processAnnotation = "aks-elastic/process";

/** The nodes that kwok plays: VMs of agent pools that are not lost. The virtual node has a connector of its own. */
export const kwokNodeSelector = `kubernetes.azure.com/agentpool,!${vmLossLabel}`;

/** Seconds for which a node's lease holds; as the kubelet's, renewed each quarter of it. */
export const nodeLeaseSeconds = 40;

/** How long a container takes to start on a VM, in milliseconds: its image counts as pulled. */
export const containerStartMs = 1_000;
/** As the kubelet's `nodeStatusReportFrequency`, in milliseconds. */
const statusReportMs = 300_000;

/** What a stage is about and when it applies: jq expressions of kwok's Stage API. */
interface Stage {
  readonly name: string;
  readonly kind: "Node" | "Pod" | "Service";
  readonly when: readonly Requirement[];
  readonly delayMs?: number;
  readonly next: Readonly<Record<string, unknown>>;
}

interface Requirement {
  readonly key: string;
  readonly operator: "In" | "NotIn" | "Exists" | "DoesNotExist";
  readonly values?: readonly string[];
}

const ready = `.status.conditions.[] | select( .type == "Ready" ) | .status`;
const living: Requirement = { key: ".metadata.deletionTimestamp", operator: "DoesNotExist" };
const played: Requirement = { key: `.metadata.annotations["${processAnnotation}"]`, operator: "DoesNotExist" };
/** Not of the pods whose containers are processes of this machine: who runs them tells how they are. */
const simulated: Requirement = {
  key: `.metadata.labels["${localPodLabel.key}"]`,
  operator: "NotIn",
  values: [localPodLabel.value],
};
const running: Requirement = { key: ".status.phase", operator: "In", values: ["Running"] };

const containers = ".status.containerStatuses.[]";
/** The images of a pod, but of one whose process runs on this machine. */
const images = `select( .metadata.annotations["${processAnnotation}"] == null ) | .spec.containers + .spec.initContainers | .[].image`;

/** Pods with a bad image get an address and no more: what becomes of them is not for kwok to say. */
function podStarts(badImages: BadImages | undefined): readonly Stage[] {
  const bad = spellings(badImages);
  const starting: readonly Requirement[] = [living, { key: ".status.podIP", operator: "DoesNotExist" }];
  const started: Stage = {
    name: "pod-started",
    kind: "Pod",
    when: [...starting, simulated],
    delayMs: containerStartMs,
    next: { statusTemplate: podStarted },
  };
  const local: Stage = {
    name: "pod-addressed",
    kind: "Pod",
    when: [...starting, { ...simulated, operator: "In" }],
    delayMs: containerStartMs,
    next: { statusTemplate: podAddressed },
  };
  if (bad.length === 0) return [local, started];
  return [
    local,
    { ...started, when: [...started.when, { key: images, operator: "NotIn", values: bad }] },
    {
      name: "pod-held",
      kind: "Pod",
      when: [...starting, simulated, { key: images, operator: "In", values: bad }],
      next: { statusTemplate: podHeld },
    },
  ];
}

const otherStages: readonly Stage[] = [
  {
    name: "node-ready",
    kind: "Node",
    when: [{ key: ready, operator: "NotIn", values: ["True"] }],
    next: { statusTemplate: nodeConditions },
  },
  {
    name: "node-status-report",
    kind: "Node",
    when: [{ key: ready, operator: "In", values: ["True"] }],
    delayMs: statusReportMs,
    next: { statusTemplate: nodeConditions },
  },
  {
    // The node lifecycle controller marks the pods of a lost node unready; the kubelet reports them when it is back.
    name: "pod-ready-again",
    kind: "Pod",
    when: [
      ...[living, running, played, simulated],
      { key: ready, operator: "In", values: ["False"] },
      { key: `${containers}.ready`, operator: "NotIn", values: ["false"] },
    ],
    delayMs: containerStartMs,
    next: { statusTemplate: `{{ $now := Now }}${podReadyConditions}` },
  },
  {
    name: "pod-completed",
    kind: "Pod",
    when: [
      ...[living, running, simulated],
      { key: ".metadata.ownerReferences.[].kind", operator: "In", values: ["Job"] },
      { key: `${containers}.state.waiting`, operator: "DoesNotExist" },
    ],
    delayMs: containerStartMs,
    next: { statusTemplate: podCompleted },
  },
  {
    name: "pod-deleted",
    kind: "Pod",
    when: [{ key: ".metadata.deletionTimestamp", operator: "Exists" }, simulated],
    next: { finalizers: { empty: true }, delete: true },
  },
  {
    name: "load-balancer",
    kind: "Service",
    when: [
      living,
      { key: ".spec.type", operator: "In", values: ["LoadBalancer"] },
      { key: ".status.loadBalancer.ingress", operator: "DoesNotExist" },
    ],
    delayMs: containerStartMs,
    next: { statusTemplate: loadBalancerAddress },
  },
];

/** What a VM's kubelet and AKS's cloud provider would do, as kwok's configuration file. */
export function kwokStages(badImages?: BadImages): string {
  const stages = [...otherStages, ...podStarts(badImages)];
  return stages.map((stage) => stringify(stageManifest(stage), { lineWidth: 0 })).join("---\n");
}

function stageManifest({ name, kind, when, delayMs, next }: Stage): unknown {
  return {
    apiVersion: "kwok.x-k8s.io/v1alpha1",
    kind: "Stage",
    metadata: { name },
    spec: {
      resourceRef: { apiGroup: "v1", kind },
      selector: { matchExpressions: when },
      ...(delayMs === undefined ? {} : { delay: { durationMilliseconds: delayMs } }),
      next,
    },
  };
}
