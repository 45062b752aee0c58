import type { KubeConfig, V1Pod } from "@kubernetes/client-node" with { "resolution-mode": "import" };
import { isReady } from "../cluster/two-tiers";
import { seenDuring } from "../following";

/** The fewest pods of a service in the namespace `default` that served at any time while something was done. */
export async function fewestServing(
  { config, service }: { readonly config: KubeConfig; readonly service: string },
  operation: () => Promise<unknown>,
): Promise<number> {
  const { CoreV1Api } = await import("@kubernetes/client-node");
  const core = config.makeApiClient(CoreV1Api);
  const [namespace, selector] = ["default", `app.kubernetes.io/name=${service}`];
  const { seen } = await seenDuring<V1Pod, unknown>(operation, {
    config,
    path: `/api/v1/namespaces/${namespace}/pods`,
    list: () => core.listNamespacedPod({ namespace, labelSelector: selector }),
    selector,
    words: (pods) => [String(pods.filter(serves).length)],
  });
  return Math.min(...seen.flat().map(Number));
}

/** Whether a pod is ready, and not on its way out. */
export function serves(pod: V1Pod): boolean {
  return isReady(pod) && pod.metadata?.deletionTimestamp === undefined;
}
