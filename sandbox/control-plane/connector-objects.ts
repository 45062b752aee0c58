import { bodyOf, type KubernetesClient } from "../../sdk/kubernetes/kubernetes-io";
import type { KubernetesObject } from "../../sdk/kubernetes/object";
import { processAnnotation } from "../nodes/kwok-stages";

/** The add-on's Deployment and its pods' label `app`, as AKS names them (https://learn.microsoft.com/azure/aks/virtual-nodes). */
export const connectorName = "aci-connector-linux";
/** Where AKS keeps what belongs to it. */
export const connectorNamespace = "kube-system";

const labels = { app: connectorName };

/** The path of the connector's pods, or of one of them. */
export function connectorPods(pod?: string): string {
  return `/api/v1/namespaces/${connectorNamespace}/pods${pod === undefined ? "" : `/${pod}`}`;
}

interface Placed {
  /** Where objects of its kind are. */
  readonly path: string;
  readonly object: KubernetesObject;
}

/** What AKS's add-on has in the cluster for the connector, as far as one sees it there. */
function objects(): readonly Placed[] {
  const metadata = { name: connectorName, namespace: connectorNamespace, labels };
  return [
    {
      path: `/api/v1/namespaces/${connectorNamespace}/serviceaccounts/${connectorName}`,
      object: { apiVersion: "v1", kind: "ServiceAccount", metadata },
    },
    {
      path: `/apis/apps/v1/namespaces/${connectorNamespace}/deployments/${connectorName}`,
      object: {
        apiVersion: "apps/v1",
        kind: "Deployment",
        metadata,
        spec: {
          replicas: 1,
          selector: { matchLabels: labels },
          template: {
            metadata: { labels, annotations: { [processAnnotation]: "virtual-node" } },
            spec: podSpec(),
          },
        },
      },
    },
  ];
}

/** AKS runs its own pods on system pools. @see https://learn.microsoft.com/azure/aks/use-system-pools */
function podSpec(): unknown {
  return {
    serviceAccountName: connectorName,
    nodeSelector: { "kubernetes.azure.com/mode": "system", "kubernetes.io/os": "linux" },
    tolerations: [{ key: "CriticalAddonsOnly", operator: "Exists" }],
    containers: [
      {
        name: connectorName,
        // virtual-kubelet/azure-aci charts/virtual-kubelet/values.yaml names the image; nothing pulls it here.
        image: "mcr.microsoft.com/oss/virtual-kubelet/virtual-kubelet:1.6.4",
        // So that why it ended can be read off the pod; there is no log behind `kubectl logs` here.
        terminationMessagePolicy: "FallbackToLogsOnError",
      },
    ],
  };
}

/** Makes sure that the cluster has the connector's Deployment, and so a pod. */
export async function applyConnector(client: KubernetesClient): Promise<void> {
  for (const { path, object } of objects()) {
    const response = await client.request({
      method: "PATCH",
      path,
      query: { fieldManager: "aks-elastic-sandbox", force: "true" },
      contentType: "application/apply-patch+yaml",
      body: object,
    });
    bodyOf(response, `apply ${path}`);
  }
}

/** Takes it away with its pods; what is gone already is fine. */
export async function deleteConnector(client: KubernetesClient): Promise<void> {
  for (const { path } of objects()) {
    const response = await client.request({ method: "DELETE", path, query: { propagationPolicy: "Background" } });
    if (response.status !== 404) bodyOf(response, `delete ${path}`);
  }
}
