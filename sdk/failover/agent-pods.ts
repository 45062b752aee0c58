import { Spread } from "../pods/pod-spec";
import { spreadManifest } from "../pods/spread";
import { agentLabels, agentName } from "./agent-names";
import type { FailoverAgentSpec } from "./agent-spec";

/** Where the script is in the agent's pods, and in its ConfigMap. */
export const AGENT_SCRIPT_KEY = "failover-agent.js";
const MOUNT_PATH = "/agent";

const PORT = 8080;

/** The user `nonroot` of Azure Linux' images; any other would do as well. */
const USER = 65532;

/**
 * How soon the pods on a node that is gone are made elsewhere, in seconds, where Kubernetes waits 300: the one that stands
 * by acts at once, and should not be alone for long.
 */
const NODE_GONE_SECONDS = 30;

/** What the Deployment of an agent is made from. */
export interface AgentParts {
  readonly service: string;
  readonly spec: FailoverAgentSpec;
  /** The name of the ConfigMap that has the script. */
  readonly script: string;
}

/**
 * The spec of an agent's Deployment.
 *
 * It runs on the system pool, never on a tier that it may have to leave, and never on a virtual node: those have no such
 * label, and it does not tolerate their taint. It asks for no priority class: Kubernetes' own for system pods are refused in
 * clusters whose quota keeps them to kube-system, and a service goes on serving where its agent waits for a place.
 */
export function agentDeploymentSpec({ service, spec, script }: AgentParts) {
  const labels = agentLabels(service);
  return {
    replicas: spec.replicas,
    // Older ones would start from scripts that are gone.
    revisionHistoryLimit: 1,
    selector: { matchLabels: labels },
    template: {
      metadata: { labels },
      spec: {
        serviceAccountName: agentName(service),
        automountServiceAccountToken: true,
        ...placement(labels),
        securityContext: {
          runAsNonRoot: true,
          runAsUser: USER,
          runAsGroup: USER,
          seccompProfile: { type: "RuntimeDefault" },
        },
        terminationGracePeriodSeconds: 30,
        containers: [container(service, spec)],
        volumes: [{ name: "script", configMap: { name: script } }],
      },
    },
  };
}

/**
 * On the nodes of the system pools, as far from each other as there is room.
 *
 * @see https://learn.microsoft.com/azure/aks/use-system-pools#system-and-user-node-pools
 */
function placement(labels: Readonly<Record<string, string>>) {
  const gone = { operator: "Exists", effect: "NoExecute", tolerationSeconds: NODE_GONE_SECONDS };
  return {
    nodeSelector: { "kubernetes.azure.com/mode": "system", "kubernetes.io/os": "linux" },
    tolerations: [
      { key: "CriticalAddonsOnly", operator: "Exists", effect: "NoSchedule" },
      { key: "node.kubernetes.io/not-ready", ...gone },
      { key: "node.kubernetes.io/unreachable", ...gone },
    ],
    ...spreadManifest(Spread.preferred, labels),
  };
}

function container(service: string, { image }: FailoverAgentSpec) {
  return {
    name: "agent",
    image,
    command: ["node", `${MOUNT_PATH}/${AGENT_SCRIPT_KEY}`],
    env: [
      { name: "SERVICE", value: service },
      { name: "NAMESPACE", valueFrom: { fieldRef: { fieldPath: "metadata.namespace" } } },
      { name: "POD_NAME", valueFrom: { fieldRef: { fieldPath: "metadata.name" } } },
      { name: "PORT", value: String(PORT) },
    ],
    ports: [{ name: "http", containerPort: PORT }],
    livenessProbe: { httpGet: { path: "/healthz", port: "http" }, periodSeconds: 10, failureThreshold: 3 },
    readinessProbe: { httpGet: { path: "/readyz", port: "http" }, periodSeconds: 5, failureThreshold: 2 },
    resources: { requests: { cpu: "20m", memory: "128Mi" }, limits: { cpu: "500m", memory: "256Mi" } },
    securityContext: {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ["ALL"] },
    },
    volumeMounts: [{ name: "script", mountPath: MOUNT_PATH, readOnly: true }],
  };
}

/** The spec of an agent's PodDisruptionBudget: a drain takes one at a time. */
export function agentDisruptionBudgetSpec(service: string) {
  return {
    maxUnavailable: 1,
    selector: { matchLabels: agentLabels(service) },
    unhealthyPodEvictionPolicy: "AlwaysAllow",
  };
}
