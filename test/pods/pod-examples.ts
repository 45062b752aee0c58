import { example, Refuser, type PodExample } from "./example";

const PORT = "spec.containers[0].ports[0]";
const ports = (...members: readonly object[]) => ({ ports: members });
const numbered = (count: number) =>
  ports(...Array.from({ length: count }, (_, index) => ({ containerPort: 8080 + index })));
const REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution";
const onNodes = (...matchExpressions: readonly object[]) => ({
  spec: { affinity: { nodeAffinity: { [REQUIRED]: { nodeSelectorTerms: [{ matchExpressions }] } } } },
});
const selecting = (nodeSelector: object) => ({ spec: { nodeSelector } });
const spread = (whenUnsatisfiable: string) => ({
  spec: {
    topologySpreadConstraints: [
      {
        maxSkew: 1,
        topologyKey: "topology.kubernetes.io/zone",
        whenUnsatisfiable,
        labelSelector: { matchLabels: { app: "example" } },
      },
    ],
  },
});
const byScheduler = { refusedBy: Refuser.scheduler };

const WHOLE_EXAMPLES: readonly PodExample[] = [
  example("host-network", "spec.hostNetwork", { broken: { spec: { hostNetwork: true } } }),
  example("host-namespaces", "spec.hostPID", { broken: { spec: { hostPID: true } } }),
  example("host-namespaces", "spec.hostIPC", { broken: { spec: { hostIPC: true } } }),
  example("share-process-namespace", "spec.shareProcessNamespace", {
    broken: { spec: { shareProcessNamespace: true } },
  }),
  example("host-aliases", "spec.hostAliases", {
    broken: { spec: { hostAliases: [{ ip: "10.0.0.1", hostnames: ["db"] }] } },
    fixed: { spec: { hostAliases: [] } },
  }),
  example("hostname", "spec.hostname", { broken: { spec: { hostname: "web" } } }),
  example("hostname", "spec.subdomain", { broken: { spec: { subdomain: "web" } } }),
  example("dns-limits", "spec.dnsConfig.nameservers", {
    broken: { spec: { dnsConfig: { nameservers: ["10.0.0.1", "10.0.0.2", "10.0.0.3"] } } },
    fixed: { spec: { dnsPolicy: "None", dnsConfig: { nameservers: ["10.0.0.1", "10.0.0.2", "10.0.0.3"] } } },
  }),
  example("dns-limits", "spec.dnsConfig.searches", {
    broken: { spec: { dnsConfig: { searches: ["a.example", "b.example", "c.example", "d.example"] } } },
    fixed: { spec: { dnsConfig: { searches: ["a.example", "b.example", "svc.cluster.local"] } } },
  }),
  example("dns-limits", "spec.dnsConfig.searches", {
    broken: {
      spec: {
        dnsConfig: { searches: ["a", "b"].map((letter) => `${letter.repeat(60)}.${letter.repeat(60)}.example`) },
      },
    },
    fixed: { spec: { dnsConfig: { searches: ["a.example"] } } },
  }),
  example("runtime-class", "spec.runtimeClassName", { broken: { spec: { runtimeClassName: "example" } } }),
  example("group-name", "metadata.name", {
    broken: { metadata: { name: `web-${"x".repeat(52)}` } },
    fixed: { metadata: { name: `web-${"x".repeat(51)}` } },
  }),
  example("port-count", "spec.containers", { broken: numbered(6), fixed: numbered(5) }),
  example("reserved-port", `${PORT}.containerPort`, {
    broken: ports({ containerPort: 20000 }),
    fixed: ports({ containerPort: 19999 }),
  }),
  example("host-port", `${PORT}.hostPort`, {
    broken: ports({ containerPort: 80, hostPort: 80 }),
    fixed: ports({ containerPort: 80 }),
  }),
  example("sctp-port", `${PORT}.protocol`, {
    broken: ports({ containerPort: 80, protocol: "SCTP" }),
    fixed: ports({ containerPort: 80, protocol: "UDP" }),
  }),
];

const NODE_EXAMPLES: readonly PodExample[] = [
  example("windows", 'spec.nodeSelector["kubernetes.io/os"]', {
    broken: selecting({ "kubernetes.io/os": "windows" }),
    fixed: selecting({ "kubernetes.io/os": "linux" }),
    ...byScheduler,
  }),
  example("windows", "spec.os.name", {
    broken: { spec: { os: { name: "windows" } } },
    fixed: { spec: { os: { name: "linux" } } },
    refusedBy: Refuser.reality,
  }),
  example("arm64", 'spec.nodeSelector["kubernetes.io/arch"]', {
    broken: selecting({ "kubernetes.io/arch": "arm64" }),
    ...byScheduler,
  }),
  example("arm64", `spec.affinity.nodeAffinity.${REQUIRED}.nodeSelectorTerms[0].matchExpressions[0]`, {
    broken: onNodes({ key: "kubernetes.io/arch", operator: "In", values: ["arm64"] }),
    fixed: onNodes({ key: "kubernetes.io/arch", operator: "NotIn", values: ["arm64"] }),
    ...byScheduler,
  }),
  example("architecture-label", 'spec.nodeSelector["kubernetes.io/arch"]', {
    broken: selecting({ "kubernetes.io/arch": "amd64" }),
    ...byScheduler,
  }),
  example("zone", 'spec.nodeSelector["topology.kubernetes.io/zone"]', {
    broken: selecting({ "topology.kubernetes.io/zone": "westeurope-1" }),
    ...byScheduler,
  }),
  example("zone", "spec.topologySpreadConstraints[0]", {
    broken: spread("DoNotSchedule"),
    fixed: spread("ScheduleAnyway"),
    ...byScheduler,
  }),
];

const USE_IDENTITY = { "azure.workload.identity/use": "true" };

const IDENTITY_EXAMPLES: readonly PodExample[] = [
  example("service-account-token", "spec.automountServiceAccountToken", {
    broken: { spec: { automountServiceAccountToken: true } },
    fixed: { spec: { automountServiceAccountToken: false } },
  }),
  example("service-account-token", "spec.volumes[0].projected.sources[0].serviceAccountToken", {
    broken: {
      spec: { volumes: [{ name: "token", projected: { sources: [{ serviceAccountToken: { path: "token" } }] } }] },
    },
  }),
  example("workload-identity", 'metadata.labels["azure.workload.identity/use"]', {
    broken: { metadata: { labels: USE_IDENTITY } },
    fixed: { metadata: { labels: { "azure.workload.identity/use": "false" } } },
  }),
  example("v2-annotation", 'metadata.annotations["microsoft.containerinstance.virtualnode.zones"]', {
    broken: { metadata: { annotations: { "microsoft.containerinstance.virtualnode.zones": "1" } } },
  }),
  example("registry-credentials", "spec.containers[0].image", {
    broken: { image: "example.azurecr.io/web:1" },
    fixed: { image: "example.azurecr.io/web:1", spec: { imagePullSecrets: [{ name: "registry" }] } },
  }),
];

export const POD_WIDE_EXAMPLES: readonly PodExample[] = [...WHOLE_EXAMPLES, ...NODE_EXAMPLES, ...IDENTITY_EXAMPLES];
