import { isIPv4 } from "node:net";
import { bodyOf, type KubernetesClient } from "../../sdk/kubernetes/kubernetes-io";
import type { KubernetesObject } from "../../sdk/kubernetes/object";
import { parseAddress } from "../../sdk/network/cidr";
import type { GroupOfPod } from "../arm/cluster-host";
import { isWithin, vmRange } from "../nodes/addresses";
import { kubeletPort } from "../local-pods/kubelet-server";
import type { LocalPods } from "../local-pods/local-pods";
import { isAlive, listensOn, podReach, type Reach } from "./reach";

/** What is known of the network of one cluster. */
export interface ClusterNetwork {
  /** What a connection meets; `undefined` where the address is none of the cluster's. */
  reach(host: string, port: number): Promise<Reach | undefined>;
}

/** Who knows of the cluster's pods what the API server does not. */
export interface NetworkSources {
  readonly groupOfPod: GroupOfPod;
  readonly localPods: Pick<LocalPods, "localPort" | "hasVm">;
}

/** The network of a cluster as its API server and Azure tell of it at the moment when they are asked. */
export function clusterNetwork(client: KubernetesClient, { groupOfPod, localPods }: NetworkSources): ClusterNetwork {
  return {
    reach: async (host, port) => {
      if (!isIPv4(host) || host.startsWith("127.")) return undefined;
      if (port === kubeletPort && localPods.hasVm(host)) return { isKubelet: true };
      const pods = await podsAt(client, host);
      const pod =
        pods.find((candidate) => isAlive(candidate) && listensOn(candidate, port)) ?? pods.find(isAlive) ?? pods[0];
      if (pod === undefined) return isOfVms(host) ? { isSilent: true } : undefined;
      const { nodeName = "" } = pod["spec"] as { readonly nodeName?: string };
      const node = await nodeNamed(client, nodeName);
      const uid = pod.metadata?.uid ?? "";
      return podReach(pod, port, { node, group: groupOfPod(uid), localPort: localPods.localPort(uid, port) });
    },
  };
}

async function podsAt(client: KubernetesClient, address: string): Promise<readonly KubernetesObject[]> {
  const query = { fieldSelector: `status.podIP=${address}` };
  const response = await client.request({ method: "GET", path: "/api/v1/pods", query });
  const { items = [] } = bodyOf(response, `look for the pod at ${address}`) as { items?: readonly KubernetesObject[] };
  return items;
}

async function nodeNamed(client: KubernetesClient, name: string): Promise<KubernetesObject | undefined> {
  const response = await client.request({ method: "GET", path: `/api/v1/nodes/${name}` });
  return response.status === 404 ? undefined : (bodyOf(response, `read node ${name}`) as KubernetesObject);
}

/** What is sent there must not leave this machine, where somebody else may have the address. */
function isOfVms(address: string): boolean {
  const number = parseAddress(address);
  return number !== undefined && isWithin(vmRange, number);
}
