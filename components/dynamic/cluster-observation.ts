import {
  bodyOf,
  type KubernetesClient,
  type KubernetesRequest,
  type KubernetesResponse,
} from "../../sdk/kubernetes/kubernetes-io";
import type { LeaseObject, NodeObject, PodObject } from "../../sdk/virtual-node/cluster-objects";
import type { VirtualNodeGeneration } from "../../sdk/virtual-node/generation";
import { NODE_SELECTOR, type VirtualNodeObservation } from "../../sdk/virtual-node/readiness";
import { CONNECTOR_PODS, lastLine } from "../../sdk/virtual-node/readiness-connector";

/** The path of a node, or of all of them. */
export const NODES = "/api/v1/nodes";
const LEASES = "/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases";
const PODS = "/api/v1/pods";

/** What was seen of a cluster's virtual nodes, and from where on a watch of the nodes tells what changes. */
export interface ClusterObservation extends VirtualNodeObservation {
  readonly resourceVersion: string;
}

/** Looks at the virtual nodes of a generation and at what runs them. @throws KubernetesUnreachable, KubernetesStatusError */
export async function observe(
  client: KubernetesClient,
  generation: VirtualNodeGeneration,
): Promise<ClusterObservation> {
  const { namespace, labelSelector } = CONNECTOR_PODS[generation];
  const [nodes, connectors] = await Promise.all([
    list<NodeObject>(client, NODES, { labelSelector: NODE_SELECTOR[generation] }),
    list<PodObject>(client, namespace === undefined ? PODS : podsOf(namespace), { labelSelector }),
  ]);
  const leases = await Promise.all(nodes.items.map(({ metadata }) => leaseOf(client, metadata.name)));
  return {
    nodes: nodes.items,
    leases: leases.flatMap((lease) => lease ?? []),
    connectors: connectors.items,
    now: nodes.date,
    resourceVersion: nodes.resourceVersion,
  };
}

/** The pods that are bound to a node. @throws KubernetesUnreachable, KubernetesStatusError */
export async function podsOn(client: KubernetesClient, node: string): Promise<readonly PodObject[]> {
  return (await list<PodObject>(client, PODS, { fieldSelector: `spec.nodeName=${node}` })).items;
}

/**
 * Deletes a pod. One that is gone, or has another by its name in its place, counts as deleted.
 *
 * @param options - @default - as the pod itself says
 */
export async function deletePod(
  client: KubernetesClient,
  { metadata }: PodObject,
  options: { readonly gracePeriodSeconds?: number } = {},
): Promise<void> {
  const path = `${podsOf(metadata.namespace ?? "default")}/${metadata.name}`;
  const preconditions = metadata.uid === undefined ? {} : { preconditions: { uid: metadata.uid } };
  const body = { apiVersion: "v1", kind: "DeleteOptions", ...preconditions, ...options };
  const answer = await client.request({ method: "DELETE", path, body });
  if (answer.status !== 404 && answer.status !== 409) bodyOf(answer, `delete the pod ${metadata.name}`);
}

/** The last line that a connector wrote, before its last crash where it had one; nothing where no log is kept. */
export async function loggedLastWords(client: KubernetesClient, { metadata }: PodObject): Promise<string | undefined> {
  const path = `${podsOf(metadata.namespace ?? "default")}/${metadata.name}/log`;
  for (const previous of ["true", "false"]) {
    const { status, body } = await client.request({ method: "GET", path, query: { previous, tailLines: "20" } });
    if (status === 200 && typeof body === "string") return lastLine(body);
  }
  return undefined;
}

async function leaseOf(client: KubernetesClient, node: string): Promise<LeaseObject | undefined> {
  const answer = await client.request({ method: "GET", path: `${LEASES}/${node}` });
  return answer.status === 404 ? undefined : (bodyOf(answer, `read the lease of node ${node}`) as LeaseObject);
}

interface Listing<Item> {
  readonly items: readonly Item[];
  readonly resourceVersion: string;
  readonly date: Date;
}

async function list<Item>(
  client: KubernetesClient,
  path: string,
  query: NonNullable<KubernetesRequest["query"]>,
): Promise<Listing<Item>> {
  const answer: KubernetesResponse = await client.request({ method: "GET", path, query });
  const { items = [], metadata } = bodyOf(answer, `list ${path}`) as {
    readonly items?: readonly Item[];
    readonly metadata?: { readonly resourceVersion?: string };
  };
  return { items, resourceVersion: metadata?.resourceVersion ?? "", date: answer.date ?? new Date() };
}

function podsOf(namespace: string): string {
  return `/api/v1/namespaces/${namespace}/pods`;
}
