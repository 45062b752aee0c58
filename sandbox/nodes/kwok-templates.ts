import { pullingMark } from "../images/mark";

/** Conditions as the kubelet reports them; the time of the last transition is kept where nothing changed. */
export const nodeConditions = `
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

export const podReadyConditions = `
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

const podAddress = `
hostIP: {{ NodeIPWith .spec.nodeName | Quote }}
podIP: {{ PodIPWith .spec.nodeName ( or .spec.hostNetwork false ) ( or .metadata.uid "" ) ( or .metadata.name "" ) ( or .metadata.namespace "" ) | Quote }}`;

const waitingContainer = (imageId: string): string => `
- name: {{ .name | Quote }}
  image: {{ .image | Quote }}
  imageID: "${imageId}"
  ready: false
  started: false
  restartCount: 0
  state: { waiting: { reason: ContainerCreating } }
`;

const podWaiting = (imageId: string): string => `
{{ $now := Now }}
{{ $pod := . }}
conditions:
- { type: PodReadyToStartContainers, status: "True", lastTransitionTime: {{ $now | Quote }} }
{{ range tuple "Initialized" "ContainersReady" "Ready" }}
- { type: {{ . | Quote }}, status: "False", lastTransitionTime: {{ $now | Quote }} }
{{ end }}
containerStatuses:
{{ range .spec.containers }}${waitingContainer(imageId)}{{ end }}
initContainerStatuses:
{{ range .spec.initContainers }}${waitingContainer(imageId)}{{ end }}
${podAddress}
phase: Pending
startTime: {{ $now | Quote }}
`;

/** A pod whose address is set up and whose containers wait for their images. */
export const podHeld = podWaiting(pullingMark);

/** A pod whose address is set up; what its containers do is told by who runs them. */
export const podAddressed = podWaiting("");

export const podStarted = `
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
${podAddress}
phase: Running
startTime: {{ $now | Quote }}
`;

export const podCompleted = `
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
export const loadBalancerAddress = `
{{ $annotations := or .metadata.annotations dict }}
{{ $internal := eq (index $annotations "service.beta.kubernetes.io/azure-load-balancer-internal") "true" }}
{{ $host := slice (splitList "." .spec.clusterIP) 2 | join "." }}
loadBalancer:
  ingress:
  - ip: {{ printf "%s.%s" (ternary "10.225" "198.18" $internal) $host | Quote }}
    ipMode: VIP
`;
