/** What a container or a node uses. */
export interface Usage {
  /** Cores. */
  readonly cpu: number;
  /** Bytes. */
  readonly memory: number;
}

/** What a container uses that has nothing to do. */
export const idle: Usage = { cpu: 0.001, memory: 20 * 2 ** 20 };

/** A pod among which a load is divided. */
export interface LoadedPod {
  /** Whether requests reach it: a Service sends them to its Ready pods, and to none that is terminating. */
  readonly isServing: boolean;
  /** What its serving container may use at most. */
  readonly limit: Partial<Usage>;
}

/**
 * What the serving container of each pod uses while a service has this load, in the order of the pods.
 *
 * The load is divided evenly among the pods that serve, as a Service divides requests. CPU that a pod would need above
 * its limit is not used by anybody: the container is throttled, and its requests wait. Memory comes on top of what the
 * process takes idle, and ends at the limit, where a real container would be killed.
 */
export function dividedLoad(load: Usage, pods: readonly LoadedPod[]): readonly Usage[] {
  const serving = pods.filter(({ isServing }) => isServing).length;
  return pods.map(({ isServing, limit }) => {
    const share = isServing ? 1 / serving : 0;
    return {
      cpu: Math.min(Math.max(idle.cpu, load.cpu * share), limit.cpu ?? Infinity),
      memory: Math.min(idle.memory + load.memory * share, limit.memory ?? Infinity),
    };
  });
}

/** What several use together. */
export function totalUsage(usages: readonly Usage[]): Usage {
  return usages.reduce((sum, { cpu, memory }) => ({ cpu: sum.cpu + cpu, memory: sum.memory + memory }), {
    cpu: 0,
    memory: 0,
  });
}
