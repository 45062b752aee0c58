import type { CoreV1Api, V1ContainerStatus, V1Pod } from "@kubernetes/client-node" with { "resolution-mode": "import" };
import { awaited } from "../waiting";

export const NAMESPACE = "default";
export const AGENT_SELECTOR = "app=agent";
const TIMEOUT_MS = 120_000;

export function container(pod: V1Pod): V1ContainerStatus | undefined {
  return pod.status?.containerStatuses?.[0];
}

export function nameOf(pod: V1Pod): string {
  return pod.metadata?.name ?? "";
}

/** The only pod of the agent of `agent-objects.ts`, as the official client sees it and the API server asks it. */
export function agentPod(core: () => CoreV1Api) {
  const listed = () => core().listNamespacedPod({ namespace: NAMESPACE, labelSelector: AGENT_SELECTOR });
  /** It, once it is as `is` says. */
  const podThat = (what: string, is: (pod: V1Pod) => boolean) =>
    awaited(`the agent's pod ${what}`, TIMEOUT_MS, async () => {
      const { items } = await listed();
      const living = items.filter(({ metadata }) => metadata?.deletionTimestamp === undefined);
      return living.length === 1 ? living.find(is) : undefined;
    });
  const get = (pod: V1Pod, path: string): Promise<string> =>
    core().connectGetNamespacedPodProxyWithPath({ namespace: NAMESPACE, name: `http:${nameOf(pod)}:8080`, path });
  const about = async (pod: V1Pod) =>
    JSON.parse(await get(pod, "about")) as Readonly<Record<string, unknown>> & { readonly pid: number };
  return { listed, podThat, get, about };
}
