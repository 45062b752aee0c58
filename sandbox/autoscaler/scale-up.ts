import type { KubernetesObject } from "../../sdk/kubernetes/object";
import { fits, type NodeRoom, withPod } from "./node-room";

/** A pool that may grow. */
export interface GrowingPool {
  readonly name: string;
  readonly count: number;
  readonly maxCount: number;
  /** One node more of it, empty. */
  readonly newNode: NodeRoom;
}

/** What is to be decided upon. */
export interface Demand {
  /** The pods that the scheduler found no node for. */
  readonly pods: readonly KubernetesObject[];
  /** The nodes that are there. */
  readonly rooms: readonly NodeRoom[];
  readonly pools: readonly GrowingPool[];
}

/** What the autoscaler does for pods that have no node. */
export interface ScaleUpPlan {
  /** The pool that grows, and to how many nodes; absent where no node of any pool would help. */
  readonly growth?: { readonly pool: string; readonly count: number; readonly pods: number };
  /** The nodes that the scheduler will soon put pods onto. */
  readonly awaited: ReadonlySet<string>;
}

/**
 * Where pods without a node will go. The scheduler takes some seconds until it looks at a pod again, so a pod that fits a
 * node that is there asks for no new one. Of the pools that would help, the one grows that takes the most pods.
 */
export function planScaleUp({ pods, rooms, pools }: Demand): ScaleUpPlan {
  const placed = packed(pods, rooms);
  const options = pools
    .map((pool) => ({ pool, nodes: nodesFor(placed.left, pool) }))
    .filter(({ nodes }) => nodes.length > 0)
    .map(({ pool, nodes }) => ({
      pool: pool.name,
      count: pool.count + nodes.length,
      pods: placed.left.length - packed(placed.left, nodes).left.length,
    }));
  const [growth] = options.sort((one, other) => other.pods - one.pods);
  return { awaited: placed.used, ...(growth === undefined ? {} : { growth }) };
}

/** The new nodes, still empty, that a pool needs for as many of the pods as it may take. */
function nodesFor(pods: readonly KubernetesObject[], { count, maxCount, newNode }: GrowingPool): readonly NodeRoom[] {
  const helped = pods.filter((pod) => fits(pod, newNode));
  const nodes: NodeRoom[] = [];
  for (let left = helped; left.length > 0 && count + nodes.length < maxCount;) {
    nodes.push({ ...newNode, name: `${newNode.name} + ${nodes.length}` });
    left = packed(helped, nodes).left;
  }
  return nodes;
}

interface Packing {
  /** Pods that fit nowhere. */
  readonly left: KubernetesObject[];
  /** The nodes that took one. */
  readonly used: Set<string>;
}

/** Puts each pod onto the first node that it fits. */
function packed(pods: readonly KubernetesObject[], rooms: readonly NodeRoom[]): Packing {
  const filling = [...rooms];
  const packing: Packing = { left: [], used: new Set() };
  for (const pod of pods) {
    const index = filling.findIndex((room) => fits(pod, room));
    const room = filling[index];
    if (room === undefined) {
      packing.left.push(pod);
    } else {
      filling[index] = withPod(room, pod);
      packing.used.add(room.name);
    }
  }
  return packing;
}
