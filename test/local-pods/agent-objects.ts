import type { V1Deployment } from "@kubernetes/client-node" with { "resolution-mode": "import" };
import { AGENT_SCRIPT } from "./agent-script";

/** What an agent needs beside its Deployment: an account that may read ConfigMaps and nothing else, and its script. */
export function agentObjects(namespace: string) {
  const metadata = { name: "agent", namespace };
  return {
    account: { metadata },
    role: { metadata, rules: [{ apiGroups: [""], resources: ["configmaps"], verbs: ["get", "list"] }] },
    binding: {
      metadata,
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: "agent" },
      subjects: [{ kind: "ServiceAccount", name: "agent", namespace }],
    },
    script: { metadata, data: { "agent.js": AGENT_SCRIPT } },
  };
}

/** One pod of an agent, with probes that look often, and wait for a slow answer longer than any machine takes for it. */
export function agentDeployment(): V1Deployment {
  const labels = { app: "agent", "app.kubernetes.io/component": "failover-agent" };
  const field = (name: string, fieldPath: string) => ({ name, valueFrom: { fieldRef: { fieldPath } } });
  const probe = (path: string) => ({
    httpGet: { path, port: "health" },
    periodSeconds: 1,
    failureThreshold: 1,
    timeoutSeconds: 30,
  });
  return {
    metadata: { name: "agent" },
    spec: {
      replicas: 1,
      selector: { matchLabels: { app: "agent" } },
      template: {
        metadata: { labels },
        spec: {
          serviceAccountName: "agent",
          containers: [
            {
              name: "agent",
              image: "node:22-slim",
              command: ["node"],
              args: ["/agent/agent.js"],
              env: [
                field("POD_NAME", "metadata.name"),
                field("POD_IP", "status.podIP"),
                field("NODE", "spec.nodeName"),
                { name: "GREETING", value: "hello from $(POD_NAME)" },
              ],
              ports: [{ name: "health", containerPort: 8080 }],
              startupProbe: { httpGet: { path: "/healthz", port: "health" }, periodSeconds: 1, failureThreshold: 30 },
              livenessProbe: probe("/healthz"),
              readinessProbe: probe("/readyz"),
              volumeMounts: [{ name: "script", mountPath: "/agent" }],
            },
          ],
          volumes: [{ name: "script", configMap: { name: "agent" } }],
        },
      },
    },
  };
}
