import { setTimeout as delay } from "node:timers/promises";
import type { CoreV1Api, V1Pod } from "@kubernetes/client-node" with { "resolution-mode": "import" };

const LOOK_MS = 250;

export interface RecoveryOptions {
  /** How many ready pods a service wants. */
  readonly replicas: number;
  /** What tells the nodes whose pods serve nobody, whatever Kubernetes says of them. */
  readonly lostNodes: string | undefined;
}

/** Watches how long services have too few pods that serve, through the official client. */
export class Recovery {
  private brokenAt: number | undefined;

  private constructor(
    private readonly core: CoreV1Api,
    private readonly options: RecoveryOptions & { readonly lost: ReadonlySet<string> },
  ) {}

  static async start(core: CoreV1Api, options: RecoveryOptions): Promise<Recovery> {
    const { lostNodes } = options;
    const { items } = lostNodes === undefined ? { items: [] } : await core.listNode({ labelSelector: lostNodes });
    return new Recovery(core, { ...options, lost: new Set(items.map(({ metadata }) => metadata?.name ?? "")) });
  }

  /** From now on pods on lost nodes count no more. */
  broken(): void {
    this.brokenAt = Date.now();
  }

  /**
   * Waits until each of the services has all its pods ready.
   *
   * @returns the seconds after which each had; `patience` for one that had not by then
   */
  async until(services: readonly string[], patience: number): Promise<readonly number[]> {
    const start = this.brokenAt ?? Date.now();
    const took = new Map<string, number>();
    while (took.size < services.length && Date.now() - start < patience * 1000) {
      const { items } = await this.core.listNamespacedPod({ namespace: "default" });
      const recovered = services.filter((service) => !took.has(service) && this.isServed(service, items));
      for (const service of recovered) took.set(service, (Date.now() - start) / 1000);
      await delay(LOOK_MS);
    }
    return services.map((service) => took.get(service) ?? patience);
  }

  private isServed(service: string, pods: readonly V1Pod[]): boolean {
    return pods.filter((pod) => isOf(service, pod) && this.serves(pod)).length >= this.options.replicas;
  }

  private serves({ metadata, spec, status }: V1Pod): boolean {
    if (metadata?.deletionTimestamp !== undefined) return false;
    if (this.brokenAt !== undefined && this.options.lost.has(spec?.nodeName ?? "")) return false;
    return status?.conditions?.some((condition) => condition.type === "Ready" && condition.status === "True") === true;
  }
}

function isOf(service: string, { metadata }: V1Pod): boolean {
  return metadata?.labels?.["app.kubernetes.io/name"] === service;
}
