import { bodyOf, type KubernetesClient } from "../../sdk/kubernetes/kubernetes-io";
import type { KubernetesObject } from "../../sdk/kubernetes/object";
import { waitUntil } from "../waiting";

const name = "metrics-server";
const namespace = "kube-system";

/** The name that the API server expects in the certificate (kube-aggregator pkg/apiserver/handler_proxy.go, updateAPIService). */
export const metricsHost = `${name}.${namespace}.svc`;

const apiServicePath = "/apis/apiregistration.k8s.io/v1/apiservices/v1beta1.metrics.k8s.io";
/** How long the API server may take to find the metrics available, in milliseconds: it looks at once, and again and again. */
const availableTimeoutMs = 60_000;

/** How the API server reaches a metrics server of this machine. */
export interface MetricsAddress {
  readonly port: number;
  /** PEM of the authority that signs the server's certificate. */
  readonly authority: string;
}

/** Has the API server pass requests for metrics on to a server of this machine, and waits until it does. */
export async function offerMetrics(client: KubernetesClient, address: MetricsAddress): Promise<void> {
  for (const { path, object } of objects(address)) {
    const response = await client.request({
      method: "PATCH",
      path,
      query: { fieldManager: "aks-elastic-sandbox", force: "true" },
      contentType: "application/apply-patch+yaml",
      body: object,
    });
    bodyOf(response, `apply ${path}`);
  }
  await waitUntil({ what: "the metrics API to be available", timeoutMs: availableTimeoutMs }, async () => {
    const response = await client.request({ method: "GET", path: `/apis/metrics.k8s.io/v1beta1`, timeoutMs: 5_000 });
    bodyOf(response, "read what metrics there are");
    return true;
  });
}

/**
 * What metrics-server's manifests have, with the names that AKS gives it. Its Service leads to this machine: where a
 * Service is of type ExternalName the API server calls that name, at the port of the APIService (k8s.io/apiserver
 * pkg/util/proxy/proxy.go, ResolveCluster).
 */
function objects({ port, authority }: MetricsAddress): readonly { path: string; object: KubernetesObject }[] {
  return [
    {
      path: `/api/v1/namespaces/${namespace}/services/${name}`,
      object: {
        apiVersion: "v1",
        kind: "Service",
        metadata: { name, namespace, labels: { "k8s-app": name } },
        spec: { type: "ExternalName", externalName: "127.0.0.1" },
      },
    },
    {
      path: "/apis/rbac.authorization.k8s.io/v1/clusterroles/system:aggregated-metrics-reader",
      object: metricsReader(),
    },
    {
      path: apiServicePath,
      object: {
        apiVersion: "apiregistration.k8s.io/v1",
        kind: "APIService",
        metadata: { name: "v1beta1.metrics.k8s.io", labels: { "k8s-app": name } },
        spec: {
          group: "metrics.k8s.io",
          version: "v1beta1",
          groupPriorityMinimum: 100,
          versionPriority: 100,
          service: { name, namespace, port },
          caBundle: Buffer.from(authority).toString("base64"),
        },
      },
    },
  ];
}

/** Who may read pods may read what they use: the roles `view`, `edit` and `admin` take this one in. */
function metricsReader(): KubernetesObject {
  const roles = ["view", "edit", "admin"].map((role) => [`rbac.authorization.k8s.io/aggregate-to-${role}`, "true"]);
  return {
    apiVersion: "rbac.authorization.k8s.io/v1",
    kind: "ClusterRole",
    metadata: { name: "system:aggregated-metrics-reader", labels: Object.fromEntries(roles) as Record<string, string> },
    rules: [{ apiGroups: ["metrics.k8s.io"], resources: ["pods", "nodes"], verbs: ["get", "list", "watch"] }],
  };
}
