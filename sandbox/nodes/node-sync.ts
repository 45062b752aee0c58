import type { KubernetesClient } from "../../sdk/kubernetes/kubernetes-io";
import type { KubernetesObject } from "../../sdk/kubernetes/object";
import { addressCount, formatAddress } from "../../sdk/network/cidr";
import type { ClusterShape } from "../arm/cluster-host";
import { waitUntil } from "../waiting";
import { nodeRange } from "./addresses";
import { type NodeFaults, underFaults } from "./node-faults";
import { nodeManifest } from "./node-manifest";
import { poolChange } from "./pool-change";
import { missingInstances, surplusNodes } from "./pool-nodes";
import { createNode, deleteNode, evict, listNodes, patchNode, podsOn } from "./node-requests";
import { isMarkedLost } from "./vm-loss";

/** What the nodes of a cluster are to be. */
export interface WantedNodes {
  readonly shape: ClusterShape;
  readonly kubernetesVersion: string;
  readonly faults: NodeFaults;
  readonly log: (line: string) => void;
}

/** How long a new node may take to become ready, in milliseconds: kwok does it at once. */
const nodeReadyTimeoutMs = 60_000;
/** How long PodDisruptionBudgets may hold up the removal of a VM, in milliseconds; AKS waits 30 minutes. */
const drainTimeoutMs = 30_000;

/** Creates, changes and removes nodes until there is one for each VM of each agent pool. */
export async function syncNodes(client: KubernetesClient, wanted: WantedNodes): Promise<void> {
  const { shape } = wanted;
  const existing = await listNodes(client);
  const surplus = surplusNodes(shape, existing);
  await changeNodes(client, shape, existing);
  const created = await createMissing(client, wanted, existing);
  await waitUntil({ what: `nodes ${created.join(", ")} to be ready`, timeoutMs: nodeReadyTimeoutMs }, async () => {
    const nodes = await listNodes(client);
    return nodes.filter((node) => created.includes(node.metadata?.name ?? "")).every(isReadyOrLost);
  });
  await Promise.all(surplus.map((node) => removeNode(client, node, wanted.log)));
}

/** @returns the names of the nodes that were created. */
async function createMissing(
  client: KubernetesClient,
  { shape, kubernetesVersion, faults }: WantedNodes,
  existing: readonly KubernetesObject[],
): Promise<readonly string[]> {
  const addresses = freeAddresses(existing);
  const nodes = shape.agentPools.flatMap((pool) =>
    missingInstances(shape, pool, existing).flatMap((instance): readonly KubernetesObject[] => {
      const vm = { cluster: shape, pool, instance, kubernetesVersion, address: addresses.next().value ?? "" };
      const node = underFaults(nodeManifest(vm), faults);
      return node === undefined ? [] : [node];
    }),
  );
  await Promise.all(nodes.map((node) => createNode(client, node)));
  return nodes.map((node) => node.metadata?.name ?? "");
}

/** Addresses of VMs; Azure keeps the first four for itself. */
function* freeAddresses(existing: readonly KubernetesObject[]): Generator<string, undefined> {
  const taken = JSON.stringify(existing.map((node) => node["status"]));
  for (let host = 4; host < addressCount(nodeRange); host += 1) {
    const address = formatAddress(nodeRange.first + host);
    if (!taken.includes(`"${address}"`)) yield address;
  }
  return undefined;
}

async function changeNodes(
  client: KubernetesClient,
  shape: ClusterShape,
  existing: readonly KubernetesObject[],
): Promise<void> {
  const pools = new Map(shape.agentPools.map((pool) => [pool.name, pool]));
  for (const node of existing) {
    const pool = pools.get(node.metadata?.labels?.["kubernetes.azure.com/agentpool"] ?? "");
    const change = pool === undefined ? undefined : poolChange(node, pool);
    if (change !== undefined) await patchNode(client, node.metadata?.name ?? "", change);
  }
}

/** As AKS scales in: cordoned, drained, and then taken away. A VM that is lost can't be drained. */
async function removeNode(
  client: KubernetesClient,
  node: KubernetesObject,
  log: (line: string) => void,
): Promise<void> {
  const name = node.metadata?.name ?? "";
  if (!isMarkedLost(node)) {
    await patchNode(client, name, { spec: { unschedulable: true } });
    await drain(client, name, log);
  }
  await deleteNode(client, name);
}

async function drain(client: KubernetesClient, name: string, log: (line: string) => void): Promise<void> {
  const deadline = Date.now() + drainTimeoutMs;
  await waitUntil({ what: `node ${name} to be drained`, timeoutMs: drainTimeoutMs * 2, intervalMs: 500 }, async () => {
    const pods = (await podsOn(client, name)).filter((pod) => !isOfDaemonSet(pod));
    const evictable = pods.filter((pod) => pod.metadata?.deletionTimestamp === undefined);
    const allowed = await Promise.all(evictable.map((pod) => evict(client, pod)));
    if (Date.now() < deadline) return pods.length === 0;
    log(
      `scale in: ${allowed.filter((yes) => !yes).length} pods on ${name} are held by a PodDisruptionBudget; the VM goes`,
    );
    return true;
  });
}

function isOfDaemonSet(pod: KubernetesObject): boolean {
  return pod.metadata?.ownerReferences?.some(({ kind }) => kind === "DaemonSet") === true;
}

function isReadyOrLost(node: KubernetesObject): boolean {
  return isMarkedLost(node) || isNodeReady(node);
}

export function isNodeReady(node: KubernetesObject): boolean {
  const status = node["status"] as { readonly conditions?: readonly { type: string; status: string }[] } | undefined;
  return status?.conditions?.some(({ type, status: value }) => type === "Ready" && value === "True") === true;
}
