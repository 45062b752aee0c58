import Table from "cli-table3";
import type { KubernetesClient } from "../../sdk/kubernetes/kubernetes-io";
import { bodyOf } from "../../sdk/kubernetes/kubernetes-io";
import type { KubernetesObject } from "../../sdk/kubernetes/object";

/** A node as the table needs it. */
interface Node extends KubernetesObject {
  readonly metadata: { readonly name: string; readonly labels?: Readonly<Record<string, string>> };
}

interface Pod extends KubernetesObject {
  readonly metadata: { readonly name: string };
  readonly spec: { readonly nodeName?: string };
  readonly status?: {
    readonly phase?: string;
    readonly reason?: string;
    readonly podIP?: string;
    readonly conditions?: readonly { readonly type: string; readonly status: string }[];
  };
}

/** One line of the table: a pod, where it runs, and whether it serves. */
export interface PodRow {
  readonly pod: string;
  readonly node: string;
  /** `VM`, `virtual node`, or `-` while the pod waits for a node. */
  readonly tier: string;
  readonly zone: string;
  readonly state: string;
  readonly address: string;
}

/** Reads from the API server which pods of a namespace run where. */
export async function podRows(client: KubernetesClient, namespace: string): Promise<readonly PodRow[]> {
  const [nodes, pods] = await Promise.all([
    list<Node>(client, "/api/v1/nodes"),
    list<Pod>(client, `/api/v1/namespaces/${namespace}/pods`),
  ]);
  const nodesByName = new Map(nodes.map((node) => [node.metadata.name, node]));
  return pods
    .map((pod) => podRow(pod, nodesByName.get(pod.spec.nodeName ?? "")))
    .sort((a, b) => a.tier.localeCompare(b.tier) || a.node.localeCompare(b.node) || a.pod.localeCompare(b.pod));
}

/** The rows as a table for a terminal, with the sum of each tier below it. */
export function podsTable(rows: readonly PodRow[]): string {
  const table = new Table({
    head: ["pod", "node", "tier", "zone", "state", "address"],
    style: { head: [], border: [], compact: true },
  });
  for (const row of rows) table.push([row.pod, row.node, row.tier, row.zone, row.state, row.address]);
  const tiers = [...new Set(rows.map((row) => row.tier))];
  const sums = tiers.map((tier) => `${rows.filter((row) => row.tier === tier).length} on ${tier}`);
  return `${table.toString()}\n${rows.length} pods: ${sums.join(", ") || "none"}`;
}

async function list<T>(client: KubernetesClient, path: string): Promise<readonly T[]> {
  const body = bodyOf(await client.request({ method: "GET", path }), `list ${path}`);
  return (body as { items: readonly T[] }).items;
}

function podRow(pod: Pod, node: Node | undefined): PodRow {
  const labels = node?.metadata.labels ?? {};
  const ready = pod.status?.conditions?.some((condition) => condition.type === "Ready" && condition.status === "True");
  return {
    pod: pod.metadata.name,
    node: pod.spec.nodeName ?? "-",
    tier: !node ? "-" : labels["type"] === "virtual-kubelet" ? "virtual node" : "VM",
    zone: labels["topology.kubernetes.io/zone"] ?? "-",
    state: ready ? "Ready" : (pod.status?.reason ?? pod.status?.phase ?? "unknown"),
    address: pod.status?.podIP ?? "-",
  };
}
