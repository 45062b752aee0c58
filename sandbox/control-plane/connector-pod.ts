import { setTimeout as delay } from "node:timers/promises";
import { bodyOf, type KubernetesClient, KubernetesUnreachable } from "../../sdk/kubernetes/kubernetes-io";
import type { KubernetesObject } from "../../sdk/kubernetes/object";
import { connectorName, connectorPods } from "./connector-objects";
import { type ConnectorObservation, connectorStatus } from "./connector-status";

/** How often process and pod are compared, in milliseconds. */
const intervalMs = 500;

export interface ConnectorPodOptions {
  readonly client: KubernetesClient;
  readonly log: (line: string) => void;
  observe(): Omit<ConnectorObservation, "restarts">;
  /** Starts the process anew at once, without what is left of its back-off. */
  restart(): Promise<void>;
}

/**
 * Ties the connector's pod to its process: the pod shows how the process is doing, and whoever deletes the pod has the
 * process started anew, as the kubelet and the Deployment would. Where the pod is matters not: the process also runs while
 * the pod waits for a node.
 */
export class ConnectorPod {
  private following: { readonly end: AbortController; readonly ended: Promise<void> } | undefined;
  /** The pod that the process runs as, and how often the process had been started again before. */
  private current: { readonly uid: string; readonly before: number } | undefined;

  constructor(private readonly options: ConnectorPodOptions) {}

  follow(): void {
    if (this.following !== undefined) return;
    const end = new AbortController();
    this.following = { end, ended: this.compareUntil(end.signal) };
  }

  async leave(): Promise<void> {
    this.following?.end.abort();
    await this.following?.ended;
    this.following = undefined;
    this.current = undefined;
  }

  private async compareUntil(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        await this.compare(signal);
        await delay(intervalMs, undefined, { signal });
      } catch (error) {
        await this.endured(error, signal);
      }
    }
  }

  /** An API server that is gone comes back, or the connector goes too. */
  private async endured(error: unknown, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    if (!(error instanceof KubernetesUnreachable)) this.options.log(`${connectorName}: ${String(error)}`);
    await delay(intervalMs, undefined, { signal }).catch(() => undefined);
  }

  private async compare(signal: AbortSignal): Promise<void> {
    const { client } = this.options;
    const query = { labelSelector: `app=${connectorName}` };
    const response = await client.request({ method: "GET", path: connectorPods(), query, signal });
    const { items = [] } = bodyOf(response, "list the connector's pods") as { items?: readonly KubernetesObject[] };
    const living = items.filter(({ metadata }) => metadata?.deletionTimestamp === undefined);
    const isGone = this.current !== undefined && !living.some(({ metadata }) => metadata?.uid === this.current?.uid);
    if (isGone) {
      this.current = undefined;
      await this.options.restart();
    }
    const pod = living.find(({ status }) => (status as { podIP?: string } | undefined)?.podIP !== undefined);
    if (pod !== undefined) await this.show(pod, signal);
  }

  private async show(pod: KubernetesObject, signal: AbortSignal): Promise<void> {
    const { uid = "", name = "" } = pod.metadata ?? {};
    const seen = this.options.observe();
    const ofProcess = seen.process?.restarts ?? 0;
    if (this.current?.uid !== uid) this.current = { uid, before: restartCount(pod) - ofProcess };
    // A process that was started anew for other settings begins to count anew; a pod's count never goes back.
    const restarts = Math.max(this.current.before + ofProcess, restartCount(pod));
    const patch = connectorStatus(pod, { ...seen, restarts });
    if (patch === undefined) return;
    const path = `${connectorPods(name)}/status`;
    const contentType = "application/merge-patch+json";
    const response = await this.options.client.request({ method: "PATCH", path, contentType, body: patch, signal });
    if (response.status !== 404) bodyOf(response, `report the status of pod ${name}`);
  }
}

function restartCount(pod: KubernetesObject): number {
  const status = pod["status"] as { containerStatuses?: readonly { restartCount?: number }[] } | undefined;
  return status?.containerStatuses?.[0]?.restartCount ?? 0;
}
