import { MEMORY_ANNOTATION, parseMemory, type FailoverMemory } from "../../sdk/failover/memory";
import { deploymentName } from "../../sdk/failover/target";
import type { Tier } from "../../sdk/placement/tier";
import type { KubernetesObject } from "../../sdk/kubernetes/object";
import { TIER_LABEL } from "../../sdk/pods/labels";
import type { Sample } from "./recording";

/** What is followed of a service, as the API server sends it. */
export interface Sight {
  readonly deployments: readonly KubernetesObject[];
  readonly pods: readonly KubernetesObject[];
  readonly nodes: readonly KubernetesObject[];
}

/** What a sample is made for. */
export interface Sampling {
  readonly service: string;
  readonly tiers: readonly Tier[];
  readonly broken: string;
  /** Whether what runs on a node does not serve for now, whatever the API server says. */
  readonly isDark: (node: KubernetesObject) => boolean;
}

/** The service at a moment; its time apart. */
export function sampleOf(sight: Sight, sampling: Sampling): Omit<Sample, "seconds"> {
  const { service, tiers, broken } = sampling;
  const dark = sight.nodes.filter(sampling.isDark);
  const darkNames = new Set(dark.map(({ metadata }) => metadata?.name));
  const serving = sight.pods.filter((pod) => isServing(pod) && !darkNames.has(nodeOf(pod)));
  const memory = memoryIn(sight.deployments);
  const hold = memory?.hold;
  return {
    tiers: Object.fromEntries(
      tiers.map(({ name }) => {
        const deployment = sight.deployments.find(
          ({ metadata }) => metadata?.name === deploymentName({ service }, name),
        );
        const { replicas = 0 } = (deployment?.["spec"] ?? {}) as { readonly replicas?: number };
        return [name, { replicas, ready: serving.filter((pod) => tierOf(pod) === name).length }];
      }),
    ),
    isNoticed: memory?.tiers[broken]?.isSick === true,
    isGivenUp: dark.some((node) => !isReady(node)),
    ...(hold === undefined ? {} : { hold }),
  };
}

/** Ready, and not on its way out. */
export function isServing(pod: KubernetesObject): boolean {
  return pod.metadata?.deletionTimestamp === undefined && isReady(pod);
}

export function tierOf({ metadata }: KubernetesObject): string | undefined {
  return metadata?.labels?.[TIER_LABEL];
}

/** What is remembered on the Deployments; the newest counts. */
export function memoryIn(deployments: readonly KubernetesObject[]): FailoverMemory | undefined {
  const memories = deployments.flatMap(({ metadata }) => {
    const text = metadata?.annotations?.[MEMORY_ANNOTATION];
    return text === undefined ? [] : (parseMemory(text) ?? []);
  });
  return memories.sort((one, other) => other.revision - one.revision)[0];
}

function nodeOf(pod: KubernetesObject): string | undefined {
  return (pod["spec"] as { readonly nodeName?: string } | undefined)?.nodeName;
}

/** Of a pod or a node. */
function isReady(object: KubernetesObject): boolean {
  const { conditions = [] } = (object["status"] ?? {}) as {
    readonly conditions?: readonly { readonly type: string; readonly status: string }[];
  };
  return conditions.some(({ type, status }) => type === "Ready" && status === "True");
}
