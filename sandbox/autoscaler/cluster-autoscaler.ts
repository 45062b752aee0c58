import { setTimeout as delay } from "node:timers/promises";
import type { KubernetesClient } from "../../sdk/kubernetes/kubernetes-io";
import type { KubernetesObject } from "../../sdk/kubernetes/object";
import type { AgentPoolShape, ClusterShape, ScalePool } from "../arm/cluster-host";
import { nodeManifest } from "../nodes/node-manifest";
import { listAllNodes, listPods, patchNode } from "../nodes/node-requests";
import { isNodeReady } from "../nodes/node-sync";
import { isToBeDeleted, missingInstances, nodesOf, taintsOf, toBeDeleted } from "../nodes/pool-nodes";
import { nodeRoom, type NodeRoom, withPod } from "./node-room";
import { belongsToNode, isOver, isUnschedulable, podSpecOf } from "./pod";
import { type GrowingPool, planScaleUp } from "./scale-up";

/** How soon the autoscaler acts. AKS's own defaults are 10 seconds and 10 minutes. */
export interface AutoscalerTimes {
  /** From one look at the cluster to the next, in milliseconds. @default 1000 */
  readonly scanIntervalMs?: number;
  /** How long a node has had no pods when it goes, in milliseconds. @default 15000 */
  readonly scaleDownUnneededMs?: number;
}

export interface ClusterAutoscalerOptions extends AutoscalerTimes {
  readonly client: KubernetesClient;
  readonly scale: ScalePool;
  readonly log: (line: string) => void;
}

/** A cluster at one moment. */
interface Snapshot {
  readonly cluster: ClusterShape;
  readonly nodes: readonly KubernetesObject[];
  readonly pods: readonly KubernetesObject[];
  readonly at: number;
}

/**
 * AKS's cluster autoscaler for one cluster: makes the nodes of its autoscaled pools that pods wait for, and takes those
 * away that have no pods. It changes the pools' `count` in Azure, as AKS does, and nothing tells whoever wrote them.
 *
 * @see https://learn.microsoft.com/azure/aks/cluster-autoscaler-overview
 */
export class ClusterAutoscaler {
  private cluster: ClusterShape | undefined;
  private looking: { readonly ended: AbortController; readonly done: Promise<void> } | undefined;
  /** Since when nodes have had no pods, by name; milliseconds of the epoch. */
  private readonly emptySince = new Map<string, number>();
  private lastFailure = "";

  constructor(private readonly options: ClusterAutoscalerOptions) {}

  /** Looks after the autoscaled pools of a cluster, from now on until `stop`. */
  async run(cluster: ClusterShape): Promise<void> {
    this.cluster = cluster;
    if (!cluster.agentPools.some(isAutoscaled)) return this.stop();
    if (this.looking !== undefined) return;
    const ended = new AbortController();
    this.looking = { ended, done: this.look(ended.signal) };
  }

  /** Does not wait for a pool that is just being scaled: the host that scales it may be the one that waits for this. */
  async stop(): Promise<void> {
    this.looking?.ended.abort();
    await this.looking?.done;
    this.looking = undefined;
    this.emptySince.clear();
  }

  private async look(signal: AbortSignal): Promise<void> {
    const { log, scanIntervalMs = 1_000 } = this.options;
    const aborted = new Promise<void>((resolve) => {
      signal.addEventListener("abort", () => {
        resolve();
      });
    });
    while (!signal.aborted) {
      const round = this.round(signal).then(
        () => (this.lastFailure = ""),
        (error: unknown) => {
          const failure = `cluster autoscaler: ${String(error)}`;
          // The same failure each second would bury everything else in the log.
          if (!signal.aborted && failure !== this.lastFailure) log(failure);
          this.lastFailure = failure;
        },
      );
      await Promise.race([round, aborted]);
      await delay(scanIntervalMs, undefined, { signal }).catch(() => undefined);
    }
  }

  private async round(signal: AbortSignal): Promise<void> {
    const { client } = this.options;
    const cluster = this.cluster;
    if (cluster === undefined) return;
    const [nodes, pods] = await Promise.all([listAllNodes(client), listPods(client)]);
    if (signal.aborted) return;
    const snapshot: Snapshot = { cluster, nodes, pods: pods.filter((pod) => !isOver(pod)), at: Date.now() };
    const marked = nodes.filter(isToBeDeleted);
    if (marked.length > 0) return this.clearMarks(marked);
    const { growth, awaited } = planScaleUp(demandIn(snapshot));
    if (growth !== undefined) {
      this.options.log(
        `cluster autoscaler: ${growth.pods} pods wait for pool ${growth.pool} to have ${growth.count} nodes`,
      );
      await this.options.scale({ clusterId: cluster.id, ...growth });
      return;
    }
    this.noteEmptyNodes(snapshot, awaited);
    for (const pool of cluster.agentPools) await this.shrink(pool, snapshot, signal);
  }

  private noteEmptyNodes({ cluster, nodes, pods, at }: Snapshot, awaited: ReadonlySet<string>): void {
    const busy = new Set(pods.filter((pod) => !belongsToNode(pod)).map((pod) => podSpecOf(pod).nodeName));
    const autoscaled = cluster.agentPools.filter(isAutoscaled).flatMap((pool) => nodesOf(cluster, pool, nodes));
    const empty = autoscaled
      .filter(isNodeReady)
      .map((node) => node.metadata?.name ?? "")
      .filter((name) => !busy.has(name) && !awaited.has(name));
    for (const name of this.emptySince.keys()) if (!empty.includes(name)) this.emptySince.delete(name);
    for (const name of empty) if (!this.emptySince.has(name)) this.emptySince.set(name, at);
  }

  /** Takes the nodes away that have been empty for long enough, down to the pool's minimum. */
  private async shrink(pool: AgentPoolShape, { cluster, nodes, at }: Snapshot, signal: AbortSignal): Promise<void> {
    const { client, log, scale, scaleDownUnneededMs = 15_000 } = this.options;
    if (pool.autoscaling === undefined) return;
    const own = nodesOf(cluster, pool, nodes);
    const leaving = own
      .filter(({ metadata }) => at - (this.emptySince.get(metadata?.name ?? "") ?? at) >= scaleDownUnneededMs)
      .slice(0, Math.max(0, pool.count - pool.autoscaling.minCount));
    if (leaving.length === 0 || own.length !== pool.count || signal.aborted) return;
    // The mark keeps pods off, and tells which of the pool's VMs go.
    for (const node of leaving) await mark(client, node);
    const names = new Set(leaving.map(({ metadata }) => metadata?.name));
    const arrived = (await listPods(client)).some((pod) => !belongsToNode(pod) && names.has(podSpecOf(pod).nodeName));
    const count = pool.count - leaving.length;
    if (!arrived) {
      log(`cluster autoscaler: pool ${pool.name} goes down to ${count} nodes; ${[...names].join(", ")} had no pods`);
      if (await scale({ clusterId: cluster.id, pool: pool.name, count })) return;
    }
    await this.clearMarks(leaving);
  }

  /** Takes back the marks of nodes that stay after all. */
  private async clearMarks(nodes: readonly KubernetesObject[]): Promise<void> {
    for (const node of nodes) {
      const taints = taintsOf(node).filter(({ key }) => key !== toBeDeleted);
      await patchNode(this.options.client, node.metadata?.name ?? "", { spec: { taints } });
    }
  }
}

function isAutoscaled({ autoscaling }: AgentPoolShape): boolean {
  return autoscaling !== undefined;
}

async function mark(client: KubernetesClient, node: KubernetesObject): Promise<void> {
  const taint = { key: toBeDeleted, value: String(Math.floor(Date.now() / 1000)), effect: "NoSchedule" };
  await patchNode(client, node.metadata?.name ?? "", { spec: { taints: [...taintsOf(node), taint] } });
}

function demandIn({ cluster, nodes, pods }: Snapshot) {
  const on = (node: KubernetesObject) => pods.filter((pod) => podSpecOf(pod).nodeName === node.metadata?.name);
  return {
    pods: pods.filter(isUnschedulable),
    rooms: nodes.filter(isNodeReady).map((node) => nodeRoom(node, on(node))),
    pools: cluster.agentPools.flatMap((pool) => growingPool(pool, { cluster, nodes, on })),
  };
}

interface Surroundings {
  readonly cluster: ClusterShape;
  readonly nodes: readonly KubernetesObject[];
  readonly on: (node: KubernetesObject) => readonly KubernetesObject[];
}

function growingPool(pool: AgentPoolShape, { cluster, nodes, on }: Surroundings): readonly GrowingPool[] {
  const own = nodesOf(cluster, pool, nodes);
  const [instance] = missingInstances(cluster, { ...pool, count: pool.count + 1 }, nodes);
  // While its nodes still come or go, nobody knows how many more it needs.
  if (pool.autoscaling === undefined || instance === undefined || own.length !== pool.count) return [];
  const manifest = nodeManifest({ cluster, pool, instance, address: "", kubernetesVersion: "" });
  // What its DaemonSets take of a node that is there, they take of a new one.
  const [sibling] = own;
  const daemons = sibling === undefined ? [] : on(sibling).filter(belongsToNode);
  const newNode: NodeRoom = daemons.reduce(withPod, nodeRoom(manifest, []));
  return [{ name: pool.name, count: pool.count, maxCount: pool.autoscaling.maxCount, newNode }];
}
