// The objects that bench/programs/elastic makes, written by hand.
import { Deployment } from "@pulumi/kubernetes/apps/v1";
import { Service } from "@pulumi/kubernetes/core/v1";
import { PodDisruptionBudget } from "@pulumi/kubernetes/policy/v1";
import { Provider } from "@pulumi/kubernetes/provider";
import * as pulumi from "@pulumi/pulumi";

const config = new pulumi.Config();
const provider = new Provider("web-kubernetes", { kubeconfig: config.requireSecret("kubeconfig") });

const namespace = "default";
const labels = { "app.kubernetes.io/name": "web", "app.kubernetes.io/managed-by": "aks-elastic" };
const vmLabels = { ...labels, "aks-elastic/tier": "vm" };
const virtualNodeLabels = { ...labels, "aks-elastic/tier": "virtual-node" };
const annotations = { "pulumi.com/patchForce": "true" };
const strategy = { type: "RollingUpdate", rollingUpdate: { maxUnavailable: 0, maxSurge: "25%" } };
const image = "mcr.microsoft.com/azuredocs/aci-helloworld";
const ports = [{ name: "http", port: 80, targetPort: "http" }];
const selected = { labelSelector: { matchLabels: vmLabels }, matchLabelKeys: ["pod-template-hash"] };
const resources = (memory: string) => ({ requests: { cpu: "500m", memory }, limits: { cpu: "500m", memory } });
const offV2 = { key: "virtualization", operator: "DoesNotExist" };
const nodeAffinity = (matchExpressions: { key: string; operator: string; values?: string[] }[]) => ({
  requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchExpressions }] },
});

new Deployment(
  "web-vm",
  {
    metadata: { name: "web-vm", namespace, labels: vmLabels, annotations },
    spec: {
      replicas: 8,
      selector: { matchLabels: vmLabels },
      strategy,
      template: {
        metadata: { labels: vmLabels },
        spec: {
          imagePullSecrets: [],
          automountServiceAccountToken: false,
          containers: [
            {
              name: "web",
              image,
              env: [],
              ports: [{ name: "http", containerPort: 80 }],
              resources: resources("512Mi"),
              readinessProbe: { tcpSocket: { port: 80 } },
              securityContext: { allowPrivilegeEscalation: false },
            },
          ],
          securityContext: { seccompProfile: { type: "RuntimeDefault" } },
          topologySpreadConstraints: ["topology.kubernetes.io/zone", "kubernetes.io/hostname"].map((topologyKey) => ({
            maxSkew: 1,
            topologyKey,
            whenUnsatisfiable: "ScheduleAnyway",
            ...selected,
          })),
          affinity: {
            podAntiAffinity: {
              preferredDuringSchedulingIgnoredDuringExecution: [
                { weight: 100, podAffinityTerm: { topologyKey: "kubernetes.io/hostname", ...selected } },
              ],
            },
            nodeAffinity: nodeAffinity([{ key: "type", operator: "NotIn", values: ["virtual-kubelet"] }, offV2]),
          },
        },
      },
    },
  },
  { provider },
);

new Deployment(
  "web-virtual-node",
  {
    metadata: { name: "web-virtual-node", namespace, labels: virtualNodeLabels, annotations },
    spec: {
      replicas: 4,
      selector: { matchLabels: virtualNodeLabels },
      strategy,
      template: {
        metadata: { labels: virtualNodeLabels },
        spec: {
          imagePullSecrets: [],
          automountServiceAccountToken: false,
          terminationGracePeriodSeconds: 1,
          containers: [
            {
              name: "web",
              image,
              env: [],
              ports: [{ name: "http", containerPort: 80 }],
              resources: resources("600M"),
            },
          ],
          nodeSelector: { "kubernetes.io/os": "linux", "kubernetes.io/role": "agent", type: "virtual-kubelet" },
          affinity: { nodeAffinity: nodeAffinity([offV2]) },
          tolerations: [{ key: "virtual-kubelet.io/provider", operator: "Exists", effect: "NoSchedule" }],
        },
      },
    },
  },
  { provider },
);

new PodDisruptionBudget(
  "web-disruption",
  {
    metadata: { name: "web", namespace, labels },
    spec: { maxUnavailable: "10%", selector: { matchLabels: labels }, unhealthyPodEvictionPolicy: "AlwaysAllow" },
  },
  { provider },
);

const service = new Service(
  "web-service",
  { metadata: { name: "web", namespace, labels }, spec: { type: "ClusterIP", selector: labels, ports } },
  { provider },
);

for (const [tier, selector] of [
  ["vm", vmLabels],
  ["virtual-node", virtualNodeLabels],
] as const) {
  new Service(
    `web-${tier}-service`,
    {
      metadata: {
        name: `web-${tier}`,
        namespace,
        labels: selector,
        annotations: { "pulumi.com/skipAwait": "true" },
      },
      spec: { type: "ClusterIP", clusterIP: "None", selector, ports },
    },
    { provider },
  );
}

export const url = pulumi.interpolate`http://${service.metadata.name}.${namespace}.svc.cluster.local`;
