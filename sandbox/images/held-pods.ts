import { setTimeout as delay } from "node:timers/promises";
import { bodyOf, type KubernetesClient } from "../../sdk/kubernetes/kubernetes-io";
import type { KubernetesObject } from "../../sdk/kubernetes/object";
import type { BadImages } from "../arm/faults";
import { vmLossLabel } from "../nodes/kwok-stages";
import { listPods } from "../nodes/node-requests";
import { isHeld, podStatus } from "./pod-status";

export interface HeldPodsOptions {
  readonly client: KubernetesClient;
  /** The images that are bad at this moment. */
  readonly badImages: () => BadImages | undefined;
  readonly log: (line: string) => void;
}

/** Between two looks at the pods, and between the end of one watch and the next, in milliseconds. */
const pauseMs = 500;

/**
 * The kubelets of a cluster's VMs, as far as kwok leaves their pods alone: it tells the status of those that have or had a
 * bad image.
 */
export class HeldPods {
  /** By uid, as last seen. */
  private readonly pods = new Map<string, KubernetesObject>();
  private following: Promise<unknown> | undefined;
  private readonly stopped = new AbortController();

  constructor(private readonly options: HeldPodsOptions) {}

  /** Goes on with what an earlier run has left. */
  async resume(): Promise<void> {
    const pods = await listPods(this.options.client);
    if (pods.some(isHeld)) this.follow();
  }

  /** Looks after the pods, from now on until `stop`, for good. */
  follow(): void {
    const { signal } = this.stopped;
    this.following ??= Promise.all([this.again(() => this.watchOnce(signal)), this.again(() => this.report())]);
  }

  async stop(): Promise<void> {
    this.stopped.abort();
    await this.following;
  }

  private async again(once: () => Promise<void>): Promise<void> {
    const { signal } = this.stopped;
    while (!signal.aborted) {
      await once().catch((error: unknown) => {
        if (!signal.aborted) this.options.log(`pods with bad images: ${String(error)}`);
      });
      await delay(pauseMs, undefined, { signal }).catch(() => undefined);
    }
  }

  /** Without a resource version the watch begins with all that is there. */
  private async watchOnce(signal: AbortSignal): Promise<void> {
    this.pods.clear();
    for await (const { type, object } of this.options.client.watch("/api/v1/pods", {}, signal)) {
      if (type === "ADDED" || type === "MODIFIED") this.see(object);
      else if (type === "DELETED") this.pods.delete(object.metadata?.uid ?? "");
    }
  }

  private see(pod: KubernetesObject): void {
    const uid = pod.metadata?.uid ?? "";
    if (isHeld(pod)) this.pods.set(uid, pod);
    else this.pods.delete(uid);
  }

  private async report(): Promise<void> {
    const now = Date.now();
    const badImages = this.options.badImages();
    const changes = [...this.pods.values()].flatMap((pod) => {
      const status = podStatus(pod, badImages, now);
      return status === undefined ? [] : [{ pod, status }];
    });
    if (changes.length === 0) return;
    const lost = await this.lostNodes();
    const reported = changes.filter(({ pod }) => !lost.has((pod["spec"] as { nodeName?: string }).nodeName));
    await Promise.all(reported.map(({ pod, status }) => this.write(pod, status)));
  }

  /** The kubelets of these say nothing. */
  private async lostNodes(): Promise<ReadonlySet<string | undefined>> {
    const query = { labelSelector: vmLossLabel };
    const response = await this.options.client.request({ method: "GET", path: "/api/v1/nodes", query });
    const { items = [] } = bodyOf(response, "list the lost nodes") as { items?: readonly KubernetesObject[] };
    return new Set(items.map(({ metadata }) => metadata?.name));
  }

  /** Writes a status over the one that was seen; where there is another by now, the watch tells of it. */
  private async write(pod: KubernetesObject, status: object): Promise<void> {
    const { name = "", namespace = "", uid, resourceVersion } = pod.metadata ?? {};
    const response = await this.options.client.request({
      method: "PATCH",
      path: `/api/v1/namespaces/${namespace}/pods/${name}/status`,
      contentType: "application/strategic-merge-patch+json",
      body: { metadata: { uid, resourceVersion }, status },
    });
    if (response.status === 404 || response.status === 409) return;
    this.see(bodyOf(response, `report the status of pod ${namespace}/${name}`) as KubernetesObject);
  }
}
