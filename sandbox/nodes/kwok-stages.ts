import { stringify } from "yaml";

/** Label that takes a VM's node away from kwok: no heartbeat, no pod starts, stops or reports there. */
export const vmLossLabel = "aks-elastic/vm-loss";

/** Annotation of a pod whose process runs on this machine: once it is started, its status is not kwok's to tell. */
export const processAnnotation = "aks-elastic/process";

/** The nodes that kwok plays: VMs of agent pools that are not lost. The virtual node has a connector of its own. */
export const kwokNodeSelector = `kubernetes.azure.com/agentpool,!${vmLossLabel}`;

/** Seconds for which a node's lease holds; as the kubelet's, renewed each quarter of it. */
export const nodeLeaseSeconds = 40;

/** How long a container takes to start on a VM, in milliseconds: its image counts as pulled. */
const containerStartMs = 1_000;
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
const running: Requirement = { key: ".status.phase", operator: "In", values: ["Running"] };

/** Conditions as the kubelet reports them; the time of the last transition is kept where nothing changed. */
const nodeConditions = `
{{ $now := Now }}
{{ $known := dict }}
{{ range .status.conditions }}{{ $_ := set $known .type . }}{{ end }}
conditions:
{{ range NodeConditions }}
{{ $was := get $known .type }}
- type: {{ .type | Quote }}
  status: {{ .status | Quote }}
  reason: {{ .reason | Quote }}
  message: {{ .message | Quote }}
  lastHeartbeatTime: {{ $now | Quote }}
  lastTransitionTime: {{ if and $was (eq $was.status .status) }}{{ $was.lastTransitionTime | Quote }}{{ else }}{{ $now | Quote }}{{ end }}
{{ end }}
phase: Running
`;

const podReadyConditions = `
conditions:
{{ range tuple "PodReadyToStartContainers" "Initialized" "ContainersReady" "Ready" }}
- type: {{ . | Quote }}
  status: "True"
  lastTransitionTime: {{ $now | Quote }}
{{ end }}
{{ range .spec.readinessGates }}
- type: {{ .conditionType | Quote }}
  status: "True"
  lastTransitionTime: {{ $now | Quote }}
{{ end }}
`;

const podStarted = `
{{ $now := Now }}
{{ $pod := . }}
${podReadyConditions}
containerStatuses:
{{ range .spec.containers }}
- name: {{ .name | Quote }}
  image: {{ .image | Quote }}
  ready: true
  started: true
  restartCount: 0
  state: { running: { startedAt: {{ $now | Quote }} } }
{{ end }}
initContainerStatuses:
{{ range .spec.initContainers }}
- name: {{ .name | Quote }}
  image: {{ .image | Quote }}
  ready: true
  restartCount: 0
  {{ if eq .restartPolicy "Always" }}
  started: true
  state: { running: { startedAt: {{ $now | Quote }} } }
  {{ else }}
  state: { terminated: { exitCode: 0, reason: Completed, startedAt: {{ $now | Quote }}, finishedAt: {{ $now | Quote }} } }
  {{ end }}
{{ end }}
hostIP: {{ NodeIPWith .spec.nodeName | Quote }}
podIP: {{ PodIPWith .spec.nodeName ( or .spec.hostNetwork false ) ( or .metadata.uid "" ) ( or .metadata.name "" ) ( or .metadata.namespace "" ) | Quote }}
phase: Running
startTime: {{ $now | Quote }}
`;

const podCompleted = `
{{ $now := Now }}
{{ $pod := . }}
conditions:
- { type: Ready, status: "False", reason: PodCompleted, lastTransitionTime: {{ $now | Quote }} }
- { type: ContainersReady, status: "False", reason: PodCompleted, lastTransitionTime: {{ $now | Quote }} }
containerStatuses:
{{ range $index, $container := .spec.containers }}
{{ $status := index $pod.status.containerStatuses $index }}
- name: {{ $container.name | Quote }}
  image: {{ $container.image | Quote }}
  ready: false
  started: false
  restartCount: 0
  state:
    terminated: { exitCode: 0, reason: Completed, startedAt: {{ $status.state.running.startedAt | Quote }}, finishedAt: {{ $now | Quote }} }
{{ end }}
phase: Succeeded
`;

/**
 * The address that AKS's cloud provider would give a Service of type LoadBalancer, made from the ClusterIP, so that no
 * two have the same: in 198.18.0.0/16 (RFC 2544: reserved for tests, routed nowhere) for a public one, in 10.225.0.0/16
 * where `service.beta.kubernetes.io/azure-load-balancer-internal` asks for an internal one.
 */
const loadBalancerAddress = `
{{ $annotations := or .metadata.annotations dict }}
{{ $internal := eq (index $annotations "service.beta.kubernetes.io/azure-load-balancer-internal") "true" }}
{{ $host := slice (splitList "." .spec.clusterIP) 2 | join "." }}
loadBalancer:
  ingress:
  - ip: {{ printf "%s.%s" (ternary "10.225" "198.18" $internal) $host | Quote }}
    ipMode: VIP
`;

const stages: readonly Stage[] = [
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
    name: "pod-started",
    kind: "Pod",
    when: [living, { key: ".status.podIP", operator: "DoesNotExist" }],
    delayMs: containerStartMs,
    next: { statusTemplate: podStarted },
  },
  {
    // The node lifecycle controller marks the pods of a lost node unready; the kubelet reports them when it is back.
    name: "pod-ready-again",
    kind: "Pod",
    when: [living, running, played, { key: ready, operator: "In", values: ["False"] }],
    delayMs: containerStartMs,
    next: { statusTemplate: `{{ $now := Now }}${podReadyConditions}` },
  },
  {
    name: "pod-completed",
    kind: "Pod",
    when: [living, running, { key: ".metadata.ownerReferences.[].kind", operator: "In", values: ["Job"] }],
    delayMs: containerStartMs,
    next: { statusTemplate: podCompleted },
  },
  {
    name: "pod-deleted",
    kind: "Pod",
    when: [{ key: ".metadata.deletionTimestamp", operator: "Exists" }],
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
export function kwokStages(): string {
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
