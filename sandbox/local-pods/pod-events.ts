import { randomBytes } from "node:crypto";
import { bodyOf, type KubernetesClient } from "../../sdk/kubernetes/kubernetes-io";
import { seconds } from "./container-view";
import type { LocalPod } from "./local-pod";

/** Something that a kubelet tells of a pod. */
export interface PodEvent {
  readonly type: "Normal" | "Warning";
  readonly reason: string;
  readonly message: string;
}

/** For how long the same is not told again, in milliseconds; a kubelet counts such events together. */
const quietMs = 60_000;

/** Tells of what happens to one pod, in Kubernetes' Events. */
export class PodEvents {
  private readonly told = new Map<string, number>();

  constructor(
    private readonly client: KubernetesClient,
    private readonly log: (line: string) => void,
  ) {}

  record(pod: LocalPod, event: PodEvent): void {
    const key = `${event.reason} ${event.message}`;
    const now = Date.now();
    if (now - (this.told.get(key) ?? 0) < quietMs) return;
    this.told.set(key, now);
    this.send(pod, event).catch((error: unknown) => {
      this.log(`event ${event.reason} of pod ${pod.metadata?.name ?? ""}: ${String(error)}`);
    });
  }

  private async send({ metadata = {}, spec }: LocalPod, { type, reason, message }: PodEvent): Promise<void> {
    const { name = "", namespace = "", uid, resourceVersion } = metadata;
    const time = seconds(new Date());
    const response = await this.client.request({
      method: "POST",
      path: `/api/v1/namespaces/${namespace}/events`,
      body: {
        metadata: { name: `${name}.${randomBytes(8).toString("hex")}`, namespace },
        involvedObject: { apiVersion: "v1", kind: "Pod", name, namespace, uid, resourceVersion },
        ...{ type, reason, message, count: 1, firstTimestamp: time, lastTimestamp: time },
        source: { component: "kubelet", host: spec?.nodeName ?? "" },
      },
    });
    bodyOf(response, `tell of pod ${namespace}/${name}`);
  }
}
