import { parseQuantity } from "../../sdk/pods/quantity";
import { dividedLoad, idle, type Usage } from "./division";
import type { Load } from "./load";
import type { MeteredPod } from "./metered-pod";

/** Label by which the pods of a service are known. @see https://kubernetes.io/docs/concepts/overview/working-with-objects/common-labels/ */
export const serviceLabel = "app.kubernetes.io/name";

/** What one container uses. */
export interface ContainerUsage {
  readonly name: string;
  readonly usage: Usage;
}

/** What decides on what pods use. */
export interface Demand {
  /** The loads of the cluster. */
  readonly loads: readonly Load[];
  /** At least all pods of the services that have a load. */
  readonly pods: readonly MeteredPod[];
  /** What a container may use at most that has no limit of its own: all that its node has. */
  readonly nodeLimits: ReadonlyMap<string, Partial<Usage>>;
}

/**
 * Says for each pod what its containers use now: the first one its share of its service's load, every other container and
 * every pod that does not serve what it takes idle.
 */
export function containerUsages({ loads, pods, nodeLimits }: Demand): (pod: MeteredPod) => readonly ContainerUsage[] {
  const serving = new Map<string, Usage>();
  for (const load of loads) {
    const loaded = pods.filter((pod) => pod.namespace === load.namespace && pod.labels[serviceLabel] === load.service);
    const limits = loaded.map((pod) => ({
      isServing: pod.isServing,
      limit: { ...nodeLimits.get(pod.node), ...pod.containers[0]?.limit },
    }));
    dividedLoad(amountOf(load), limits).forEach((usage, index) => {
      const pod = loaded[index];
      if (pod !== undefined) serving.set(keyOf(pod), usage);
    });
  }
  return (pod) =>
    pod.containers.map(({ name }, index) => ({
      name,
      usage: (index === 0 ? serving.get(keyOf(pod)) : undefined) ?? idle,
    }));
}

function amountOf({ cpu, memory = "0" }: Load): Usage {
  return { cpu: parseQuantity(cpu) ?? 0, memory: parseQuantity(memory) ?? 0 };
}

function keyOf({ namespace, name }: MeteredPod): string {
  return `${namespace}/${name}`;
}
