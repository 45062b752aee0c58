import { bodyOf, type KubernetesClient, KubernetesStatusError } from "../../sdk/kubernetes/kubernetes-io";
import type { KubernetesObject } from "../../sdk/kubernetes/object";

/** Every node, the virtual ones too. */
export async function listAllNodes(client: KubernetesClient): Promise<readonly KubernetesObject[]> {
  return list(client, "/api/v1/nodes", {});
}

/** The pods of all namespaces, or those that a selector in the query chooses. */
export async function listPods(
  client: KubernetesClient,
  query: Readonly<Record<string, string>> = {},
): Promise<readonly KubernetesObject[]> {
  return list(client, "/api/v1/pods", query);
}

/** The nodes of agent pools, without the virtual node. */
export async function listNodes(client: KubernetesClient): Promise<readonly KubernetesObject[]> {
  return list(client, "/api/v1/nodes", { labelSelector: "kubernetes.azure.com/agentpool" });
}

export async function createNode(client: KubernetesClient, node: KubernetesObject): Promise<void> {
  const response = await client.request({ method: "POST", path: "/api/v1/nodes", body: node });
  bodyOf(response, `create node ${node.metadata?.name ?? ""}`);
}

/** A JSON merge patch. */
export async function patchNode(client: KubernetesClient, name: string, patch: unknown): Promise<void> {
  const contentType = "application/merge-patch+json";
  const response = await client.request({ method: "PATCH", path: `/api/v1/nodes/${name}`, contentType, body: patch });
  bodyOf(response, `change node ${name}`);
}

/** Deletes a node; one that is gone already is fine. */
export async function deleteNode(client: KubernetesClient, name: string): Promise<void> {
  const response = await client.request({ method: "DELETE", path: `/api/v1/nodes/${name}` });
  if (response.status !== 404) bodyOf(response, `delete node ${name}`);
}

export async function podsOn(client: KubernetesClient, node: string): Promise<readonly KubernetesObject[]> {
  return list(client, "/api/v1/pods", { fieldSelector: `spec.nodeName=${node}` });
}

/**
 * Asks for a pod to leave, as a drain does.
 *
 * @returns whether it was allowed; a PodDisruptionBudget may forbid it for now.
 */
export async function evict(client: KubernetesClient, pod: KubernetesObject): Promise<boolean> {
  const { name = "", namespace = "" } = pod.metadata ?? {};
  const response = await client.request({
    method: "POST",
    path: `/api/v1/namespaces/${namespace}/pods/${name}/eviction`,
    body: { apiVersion: "policy/v1", kind: "Eviction", metadata: { name, namespace } },
  });
  if (response.status === 429) return false;
  if (response.status !== 404) bodyOf(response, `evict pod ${namespace}/${name}`);
  return true;
}

async function list(
  client: KubernetesClient,
  path: string,
  query: Readonly<Record<string, string>>,
): Promise<readonly KubernetesObject[]> {
  const response = await client.request({ method: "GET", path, query });
  const body = bodyOf(response, `list ${path}`) as { readonly items?: readonly KubernetesObject[] };
  if (body.items === undefined) throw new KubernetesStatusError(`list ${path}`, response.status, body);
  return body.items;
}
