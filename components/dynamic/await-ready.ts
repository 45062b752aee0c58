import {
  kubernetesClient,
  KubernetesStatusError,
  KubernetesUnreachable,
  type KubernetesClient,
} from "../../sdk/kubernetes/kubernetes-io";
import type { PodObject } from "../../sdk/virtual-node/cluster-objects";
import { VirtualNodeGeneration } from "../../sdk/virtual-node/generation";
import { NODE_SELECTOR, readiness } from "../../sdk/virtual-node/readiness";
import { connectorsToRestart, lastWords } from "../../sdk/virtual-node/readiness-connector";
import { diagnosis, type Symptoms } from "../../sdk/virtual-node/readiness-diagnosis";
import { deletePod, loggedLastWords, NODES, observe, type ClusterObservation } from "./cluster-observation";
import { lift } from "./cordon";
import { say } from "./log";
import { patience, type Patience } from "./patience";
import { subnetSymptoms } from "./subnet-symptoms";

/** Which virtual nodes are awaited, and for how long. */
export interface ReadySpec {
  readonly kubeconfig: string;
  readonly generation: VirtualNodeGeneration;
  readonly nodes: number;
  readonly subnetId?: string;
  readonly principalId?: string;
  readonly timeoutMinutes: number;
}

/** The virtual nodes did not become usable in time. */
export class NotReady extends Error {
  override readonly name = "NotReady";
}

/** How often to look where the watch does not tell of a change: leases age, and connectors crash, without one. */
const PACE = { firstMs: 1_000, longestMs: 5_000 };

/** What has been learnt so far. */
interface Progress {
  observation?: ClusterObservation;
  unreachable?: string;
  lastWords?: string;
  restarted?: number;
}

/**
 * Waits until enough virtual nodes are usable, and starts a crash-looping v1 connector anew meanwhile. An API server that
 * gives no answer, as in an upgrade of the control plane, is asked again.
 *
 * @returns the names of the usable nodes, sorted.
 * @throws NotReady with the likely cause when the time is over.
 */
export async function awaitReady(spec: ReadySpec): Promise<readonly string[]> {
  const client = kubernetesClient(spec.kubeconfig);
  const wait = patience(spec.timeoutMinutes * 60_000, PACE);
  const progress: Progress = {};
  for (;;) {
    const usable = await looked(client, spec, progress);
    if (usable !== undefined) return usable;
    if (wait.isOver()) throw await notReady(client, spec, progress);
    await nextChange(client, { generation: spec.generation, since: progress.observation?.resourceVersion }, wait);
  }
}

/** One look at the cluster. Returns the usable nodes where they are enough. */
async function looked(
  client: KubernetesClient,
  spec: ReadySpec,
  progress: Progress,
): Promise<readonly string[] | undefined> {
  try {
    const observation = await observe(client, spec.generation);
    progress.observation = observation;
    delete progress.unreachable;
    const { usable } = readiness(observation);
    if (usable.length >= spec.nodes) {
      await lift(client, observation.nodes);
      return usable;
    }
    await restartConnectors(client, spec, progress);
  } catch (error) {
    if (!isPassing(error)) throw error;
    if (progress.unreachable === undefined) say(`VirtualNodeReady: ${error.message}; asking again`);
    progress.unreachable = error.message;
  }
  return undefined;
}

/** Refusals pass as well: a user's rights may still be on their way to a new cluster. */
function isPassing(error: unknown): error is Error {
  return error instanceof KubernetesUnreachable || error instanceof KubernetesStatusError;
}

/** v2's pods are a StatefulSet's, whose restarts are its own business; v1's crash loop is documented, and so is its cure. */
async function restartConnectors(client: KubernetesClient, spec: ReadySpec, progress: Progress): Promise<void> {
  const connectors = progress.observation?.connectors ?? [];
  const kept = lastWords(connectors);
  if (kept !== undefined) progress.lastWords = kept;
  if (spec.generation !== VirtualNodeGeneration.v1) return;
  const { restarted } = progress;
  const times = { now: Date.now(), ...(restarted === undefined ? {} : { last: restarted }) };
  const pods = connectorsToRestart(connectors, times);
  if (pods.length > 0) progress.restarted = times.now;
  for (const pod of pods) await restart(client, pod, progress);
}

async function restart(client: KubernetesClient, pod: PodObject, progress: Progress): Promise<void> {
  // With the pod goes its log, and with it the cause.
  const words = lastWords([pod]) ?? (await loggedLastWords(client, pod));
  if (words !== undefined) progress.lastWords = words;
  const said = words === undefined ? "" : `: ${words}`;
  say(`VirtualNodeReady: ${pod.metadata.name} crash-loops, and is started anew${said}`);
  await deletePod(client, pod);
}

/** Returns at the next change of a virtual node, and at the latest when it is time for another look. */
async function nextChange(
  client: KubernetesClient,
  { generation, since }: { readonly generation: VirtualNodeGeneration; readonly since: string | undefined },
  wait: Patience,
): Promise<void> {
  const end = new AbortController();
  const changed = async (): Promise<void> => {
    const query = { labelSelector: NODE_SELECTOR[generation], resourceVersion: since ?? "" };
    for await (const { type } of client.watch(NODES, query, end.signal)) if (CHANGES.includes(type)) return;
    await wait.next(end.signal);
  };
  // Without a watch the next look is only later.
  const watched = since === undefined ? [] : [changed().catch(() => wait.next(end.signal))];
  await Promise.race([wait.next(end.signal), ...watched]);
  end.abort();
}

const CHANGES = ["ADDED", "MODIFIED", "DELETED"];

async function notReady(client: KubernetesClient, spec: ReadySpec, progress: Progress): Promise<NotReady> {
  const { generation, nodes, principalId, timeoutMinutes } = spec;
  const { observation, unreachable } = progress;
  const words = progress.lastWords ?? (await tailOf(client, observation?.connectors ?? []));
  const { symptoms, unread } = await subnetSymptoms(spec);
  const known: Symptoms = {
    generation,
    nodes,
    ...symptoms,
    ...(observation === undefined ? {} : { observation }),
    ...(unreachable === undefined ? {} : { unreachable }),
    ...(words === undefined ? {} : { lastWords: words }),
    ...(principalId === undefined ? {} : { principalId }),
  };
  const what = `${nodes} usable virtual node${nodes === 1 ? "" : "s"} (${generation})`;
  const blind = unread === undefined ? "" : ` (${unread})`;
  return new NotReady(`wait for ${what}: not within ${timeoutMinutes} minutes. ${diagnosis(known)}${blind}`);
}

/** What the first connector that has a log wrote last. */
async function tailOf(client: KubernetesClient, connectors: readonly PodObject[]): Promise<string | undefined> {
  for (const pod of connectors) {
    const words = await loggedLastWords(client, pod).catch((error: unknown) => {
      if (isPassing(error)) return undefined;
      throw error;
    });
    if (words !== undefined) return words;
  }
  return undefined;
}
