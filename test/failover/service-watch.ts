import type { KubeConfig, V1Deployment, V1Lease, V1LeaseSpec, V1Node, V1Pod } from "@kubernetes/client-node" with {
  "resolution-mode": "import",
};
import type { Counts } from "../agent/kept-service";
import { isReady } from "../cluster/two-tiers";
import { follow, type Following } from "../following";
import { awaited } from "../waiting";

/** The tiers of the service, in the order of `Counts`. */
export type TierName = "vm" | "virtual-node";

const TIER_LABEL = "aks-elastic/tier";
const SERVICE = "app.kubernetes.io/name=web";
const NAMESPACE = "default";

/** The service at a moment, as the watch streams have it. */
export interface Glance {
  /** Milliseconds that only ever grow. */
  readonly at: number;
  /** What the Deployments are told. */
  readonly told: Counts;
  /** Pods that serve: ready, not on their way out, and on a node that is there and not known to be broken. */
  readonly ready: Counts;
  readonly lease: V1LeaseSpec;
}

interface Streams {
  readonly pods: Following<V1Pod>;
  readonly nodes: Following<V1Node>;
  readonly deployments: Following<V1Deployment>;
  readonly leases: Following<V1Lease>;
}

/** Follows a service by the official client's watches, and keeps a glance of it for every event that changes anything. */
export class ServiceWatch {
  private readonly glances: Glance[] = [];
  private isBroken: (node: V1Node) => boolean = () => false;

  private constructor(private readonly streams: Streams) {}

  static async start(config: KubeConfig): Promise<ServiceWatch> {
    const { AppsV1Api, CoordinationV1Api, CoreV1Api } = await import("@kubernetes/client-node");
    const core = config.makeApiClient(CoreV1Api);
    const apps = config.makeApiClient(AppsV1Api);
    const coordination = config.makeApiClient(CoordinationV1Api);
    const [namespace, selector] = [NAMESPACE, SERVICE];
    const ours = { namespace, labelSelector: selector };
    const inNamespace = (group: string, kind: string) => `/apis/${group}/v1/namespaces/${NAMESPACE}/${kind}`;
    const started: ServiceWatch[] = [];
    const changed = (): void => {
      for (const watch of started) watch.look();
    };
    const [pods, nodes, deployments, leases] = await Promise.all([
      follow<V1Pod>(
        config,
        { path: `/api/v1/namespaces/${NAMESPACE}/pods`, list: () => core.listNamespacedPod(ours), selector },
        changed,
      ),
      follow<V1Node>(config, { path: "/api/v1/nodes", list: () => core.listNode() }, changed),
      follow<V1Deployment>(
        config,
        { path: inNamespace("apps", "deployments"), list: () => apps.listNamespacedDeployment(ours), selector },
        changed,
      ),
      follow<V1Lease>(
        config,
        {
          path: inNamespace("coordination.k8s.io", "leases"),
          list: () => coordination.listNamespacedLease({ namespace }),
        },
        changed,
      ),
    ]);
    const watch = new ServiceWatch({ pods, nodes, deployments, leases });
    started.push(watch);
    watch.look();
    return watch;
  }

  async stop(): Promise<void> {
    const { pods, nodes, deployments, leases } = this.streams;
    await Promise.all([pods.stop(), nodes.stop(), deployments.stop(), leases.stop()]);
  }

  get pods(): readonly V1Pod[] {
    return this.streams.pods.items;
  }

  get nodes(): readonly V1Node[] {
    return this.streams.nodes.items;
  }

  /** How many of these pods serve on these nodes, as far as the test knows. */
  serving(pods: readonly V1Pod[], nodes: readonly V1Node[]): Counts {
    const sound = new Set(nodes.filter((node) => !this.isBroken(node)).map(({ metadata }) => metadata?.name));
    const serving = pods.filter((pod) => {
      const { metadata, spec } = pod;
      return isReady(pod) && metadata?.deletionTimestamp === undefined && sound.has(spec?.nodeName);
    });
    return countsOf((tier) => serving.filter(({ metadata }) => metadata?.labels?.[TIER_LABEL] === tier).length);
  }

  /** Says which nodes serve nobody from now on: Kubernetes takes a while to find out. */
  breaks(isBroken: (node: V1Node) => boolean): void {
    this.isBroken = isBroken;
    this.look();
  }

  /** Where the stream is now: what comes from here on is `since` it. */
  get position(): number {
    return this.glances.length - 1;
  }

  since(position: number): readonly Glance[] {
    return this.glances.slice(position);
  }

  /** The first glance from `position` on that is as awaited, however soon it has passed. */
  async until(what: string, seconds: number, { from, is }: Awaited): Promise<Glance> {
    const found = () => Promise.resolve(this.since(from).find(is));
    return awaited(what, seconds * 1000, found).catch((cause: unknown) => {
      throw new Error(`${String(cause)}; seen:\n${story(this.since(from))}`, { cause });
    });
  }

  private look(): void {
    const { deployments, leases } = this.streams;
    const glance = {
      at: performance.now(),
      told: countsOf((tier) => named(deployments, `web-${tier}`)?.spec?.replicas ?? 0),
      ready: this.serving(this.pods, this.nodes),
      lease: named(leases, "web-failover-agent")?.spec ?? {},
    };
    const last = this.glances.at(-1);
    if (last === undefined || words(last) !== words(glance)) this.glances.push(glance);
  }
}

function named<T extends V1Deployment | V1Lease>({ items }: Following<T>, name: string): T | undefined {
  return items.find(({ metadata }) => metadata?.name === name);
}

interface Awaited {
  readonly from: number;
  readonly is: (glance: Glance) => boolean;
}

export function sum([vm, virtualNode]: Counts): number {
  return vm + virtualNode;
}

/** What was seen, for who wants to know how it came to that. */
export function story(glances: readonly Glance[]): string {
  const start = glances[0]?.at ?? 0;
  return glances.map((glance) => `${((glance.at - start) / 1000).toFixed(1)} s: ${words(glance)}`).join("\n");
}

function words({ told, ready, lease }: Glance): string {
  const held = `${lease.holderIdentity ?? "nobody"} since ${String(lease.acquireTime)}, ${String(lease.renewTime)}`;
  return `told ${String(told)}, ready ${String(ready)}, held by ${held}`;
}

function countsOf(count: (tier: TierName) => number): Counts {
  return [count("vm"), count("virtual-node")];
}
