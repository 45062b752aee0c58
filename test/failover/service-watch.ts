import { setTimeout as delay } from "node:timers/promises";
import type {
  Informer,
  KubeConfig,
  KubernetesListObject,
  KubernetesObject,
  ObjectCache,
  V1Deployment,
  V1Lease,
  V1LeaseSpec,
  V1Node,
  V1Pod,
} from "@kubernetes/client-node" with { "resolution-mode": "import" };
import type { Counts } from "../agent/kept-service";
import { isReady } from "../cluster/two-tiers";
import { awaited } from "../waiting";

/** The tiers of the service, in the order of `Counts`. */
export type TierName = "vm" | "virtual-node";

const TIER_LABEL = "aks-elastic/tier";
const SERVICE = "app.kubernetes.io/name=web";
const NAMESPACE = "default";
const AGAIN_MS = 250;
const LIST_MS = 60_000;

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

type Kept<T extends KubernetesObject> = Informer<T> & ObjectCache<T>;

interface Informers {
  readonly pods: Kept<V1Pod>;
  readonly nodes: Kept<V1Node>;
  readonly deployments: Kept<V1Deployment>;
  readonly leases: Kept<V1Lease>;
}

/** Follows a service by the official client's watches, and keeps a glance of it for every event that changes anything. */
export class ServiceWatch {
  private readonly glances: Glance[] = [];
  private isOver = false;

  private isBroken: (node: V1Node) => boolean = () => false;

  private constructor(private readonly kept: Informers) {}

  static async start(config: KubeConfig): Promise<ServiceWatch> {
    const { AppsV1Api, CoordinationV1Api, CoreV1Api, makeInformer } = await import("@kubernetes/client-node");
    const core = config.makeApiClient(CoreV1Api);
    const apps = config.makeApiClient(AppsV1Api);
    const coordination = config.makeApiClient(CoordinationV1Api);
    const ours = { namespace: NAMESPACE, labelSelector: SERVICE };
    const inNamespace = (group: string, kind: string) => `/apis/${group}/v1/namespaces/${NAMESPACE}/${kind}`;
    const informer = <T extends KubernetesObject>(
      path: string,
      list: () => Promise<KubernetesListObject<T>>,
      selector?: string,
    ) => makeInformer<T>(config, path, () => awaited(`a list of ${path}`, LIST_MS, list), selector);
    const kept: Informers = {
      pods: informer(`/api/v1/namespaces/${NAMESPACE}/pods`, () => core.listNamespacedPod(ours), SERVICE),
      nodes: informer("/api/v1/nodes", () => core.listNode()),
      deployments: informer(inNamespace("apps", "deployments"), () => apps.listNamespacedDeployment(ours), SERVICE),
      leases: informer(inNamespace("coordination.k8s.io", "leases"), () =>
        coordination.listNamespacedLease({ namespace: NAMESPACE }),
      ),
    };
    const watch = new ServiceWatch(kept);
    const { pods, nodes, deployments, leases } = kept;
    await Promise.all([watch.follow(pods), watch.follow(nodes), watch.follow(deployments), watch.follow(leases)]);
    return watch;
  }

  async stop(): Promise<void> {
    this.isOver = true;
    const { pods, nodes, deployments, leases } = this.kept;
    await Promise.all([pods.stop(), nodes.stop(), deployments.stop(), leases.stop()]);
  }

  get pods(): readonly V1Pod[] {
    return this.kept.pods.list(NAMESPACE);
  }

  get nodes(): readonly V1Node[] {
    return this.kept.nodes.list();
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

  /** An informer of the official client gives up where a watch fails, as when the API server restarts. */
  private async follow<T extends KubernetesObject>(kept: Kept<T>): Promise<void> {
    for (const verb of ["add", "update", "delete"] as const) {
      kept.on(verb, () => {
        this.look();
      });
    }
    kept.on("error", () => {
      void delay(AGAIN_MS).then(() => (this.isOver ? undefined : kept.start()));
    });
    await kept.start();
  }

  private look(): void {
    const glance = {
      at: performance.now(),
      told: countsOf((tier) => this.kept.deployments.get(`web-${tier}`, NAMESPACE)?.spec?.replicas ?? 0),
      ready: this.serving(this.pods, this.nodes),
      lease: this.kept.leases.get("web-failover-agent", NAMESPACE)?.spec ?? {},
    };
    const last = this.glances.at(-1);
    if (last === undefined || words(last) !== words(glance)) this.glances.push(glance);
  }
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
