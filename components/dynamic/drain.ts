import { kubernetesClient, KubernetesStatusError, type KubernetesClient } from "../../sdk/kubernetes/kubernetes-io";
import type { NodeObject, PodObject } from "../../sdk/virtual-node/cluster-objects";
import type { VirtualNodeGeneration } from "../../sdk/virtual-node/generation";
import { isAlive } from "../../sdk/virtual-node/readiness";
import { deletePod, observe, podsOn, type ClusterObservation } from "./cluster-observation";
import { cordon } from "./cordon";
import { patience } from "./patience";
import { unlessGone } from "./reached";

const PACE = { firstMs: 500, longestMs: 5_000 };
/**
 * How long no pod may leave, in milliseconds. ACI deletes 100 container groups in 5 minutes
 * (https://learn.microsoft.com/azure/container-instances/container-instances-resource-and-quota-limits), so a virtual node
 * with more of them stands still in between.
 */
const STANDSTILL_MS = 10 * 60_000;

/**
 * Takes the pods off the virtual nodes, so that their container groups go while somebody is there to delete them. A
 * cluster that is gone has no pods.
 *
 * @throws Error that names the pods that do not leave.
 */
export async function drain(spec: {
  readonly kubeconfig: string;
  readonly generation: VirtualNodeGeneration;
}): Promise<void> {
  const client = kubernetesClient(spec.kubeconfig);
  const observation = await reached(client, () => observe(client, spec.generation));
  if (observation === undefined) return;
  for (const node of observation.nodes) await drainNode(client, node, observation);
}

/** An answer of the API server; nothing where the cluster is taken for gone. */
function reached<Answer>(client: KubernetesClient, ask: () => Promise<Answer>): Promise<Answer | undefined> {
  const explain = (error: unknown): never => {
    throw explained(client, error);
  };
  return unlessGone(client, () => ask().catch(explain), "so the pods of its virtual nodes are taken for gone with it");
}

function explained({ server }: KubernetesClient, error: unknown): unknown {
  if (!(error instanceof KubernetesStatusError)) return error;
  return new Error(
    `take the pods off the virtual nodes of ${server}: ${error.message}; ` +
      "see whether the kubeconfig's user may list nodes and delete pods (pulumi up renews the kubeconfig)",
    { cause: error },
  );
}

async function drainNode(client: KubernetesClient, node: NodeObject, seen: ClusterObservation): Promise<void> {
  const { name } = node.metadata;
  // A dead connector confirms no deletion; its container groups go with the cluster's node resource group.
  const options = isAlive(name, seen) ? {} : { gracePeriodSeconds: 0 };
  let wait = patience(STANDSTILL_MS, PACE);
  let fewest = Infinity;
  await reached(client, () => cordon(client, node));
  for (;;) {
    const pods = await reached(client, async () => removable(await podsOn(client, name)));
    if (pods === undefined || pods.length === 0) return;
    if (pods.length < fewest) wait = patience(STANDSTILL_MS, PACE);
    fewest = Math.min(fewest, pods.length);
    if (wait.isOver()) throw notDrained(name, pods);
    const staying = pods.filter(({ metadata }) => metadata.deletionTimestamp === undefined || !isAlive(name, seen));
    for (const pod of staying) await reached(client, () => deletePod(client, pod, options));
    await wait.next();
  }
}

/** A DaemonSet puts its pod back at once, cordoned or not, and none of them runs on a virtual node. */
function removable(pods: readonly PodObject[]): readonly PodObject[] {
  return pods.filter(({ metadata }) => !metadata.ownerReferences?.some(({ kind }) => kind === "DaemonSet"));
}

function notDrained(node: string, pods: readonly PodObject[]): Error {
  const names = pods.map(({ metadata }) => `${metadata.namespace ?? "default"}/${metadata.name}`).join(", ");
  return new Error(
    `take the pods off ${node}: none of these has left for ${STANDSTILL_MS / 60_000} minutes: ${names}. ` +
      "See what holds them (kubectl get pod -o yaml: a finalizer?), then run pulumi destroy again.",
  );
}
