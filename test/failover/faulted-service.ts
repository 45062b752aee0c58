import assert from "node:assert/strict";
import type { AppsV1Api, V1Node } from "@kubernetes/client-node" with { "resolution-mode": "import" };
import { type FailoverMemory, MEMORY_ANNOTATION, parseMemory } from "../../sdk/failover/memory";
import type { Counts } from "../agent/kept-service";
import { TwoTiers } from "../cluster/two-tiers";
import { createService, type ServiceStack } from "../engine/services";
import { awaited } from "../waiting";
import { type Glance, ServiceWatch, sum, type TierName } from "./service-watch";

export const WANTED = 8;
export const HOME: Counts = [4, 4];
export const WINDOW = 5;
export const COLD_START = 10;
/**
 * A tier that has no pods any more looks well where its fault shows on pods alone, and is tried again after this time: it
 * leaves a busy machine enough of it to see the service away.
 */
const HOLD_DOWN = 20;
/** A cold start takes a second and the connector polls every five; a busy machine takes a few more for each. */
const CAPACITY = 15;
/** Steps follow each other no faster than every five seconds, and each waits for its pods, most of which are quick. */
const STEP = 5 + CAPACITY / 3;
/** How long the service may take to be at home: nodes come back, a hold-down that may have doubled, and every step. */
const HOME_SECONDS = 180;
/** A try to come home may come between, and ends with the service where it was. */
const READ_BACK_MS = 60_000;

const NAMESPACE = "default";
const WEB = { namespace: NAMESPACE, labelSelector: "app.kubernetes.io/name=web" };

/** Something that breaks a tier. */
export interface Fault {
  readonly tier: TierName;
  /** Of `aks-elastic sandbox fault`. */
  readonly words: readonly string[];
  /** Whether the cluster shows the fault. @default - it holds as soon as it is switched on */
  readonly isOn?: (watch: ServiceWatch) => boolean;
  /** Whether the pods of the tier are lost with it: what runs is neither refused nor unschedulable. */
  readonly takesPods: boolean;
  /** What serves nobody from then on, though Kubernetes does not know yet. @default - nothing */
  readonly breaks?: (node: V1Node) => boolean;
  /** How long it takes until anybody can see it, in seconds. @default 0 */
  readonly noticed?: number;
  /** How many of the tier's replicas stay where they are. @default - none */
  readonly stay?: (service: FaultedService) => number;
  /** What happens once the first replicas have moved. @default - nothing */
  readonly meanwhile?: Meanwhile;
}

/** Something that comes between. */
export interface Meanwhile {
  readonly happens: (service: FaultedService) => Promise<void>;
  /** How much longer the move may take for it, in seconds. */
  readonly seconds: number;
}

/** What was seen of a fault, from when all was well until it was again. */
export interface Drill {
  /** Seconds from the first replica that was lost until as many were ready as are wanted. */
  readonly seconds: number;
  /** What that may have taken. */
  readonly limit: number;
  readonly all: readonly Glance[];
  /** Those from when as many were ready as are wanted. */
  readonly served: readonly Glance[];
  readonly moves: FailoverMemory["moves"];
}

/** A service with its agents in a cluster of its own, as `pulumi up` leaves it, whose tiers are broken in turn. */
export class FaultedService {
  private constructor(
    private readonly made: { readonly cluster: TwoTiers; readonly stack: ServiceStack; readonly apps: AppsV1Api },
    readonly watch: ServiceWatch,
    private readonly rate: number,
  ) {}

  get cluster(): TwoTiers {
    return this.made.cluster;
  }

  get stack(): ServiceStack {
    return this.made.stack;
  }

  get apps(): AppsV1Api {
    return this.made.apps;
  }

  static async up(word: string, rate: number): Promise<FaultedService> {
    const cluster = await TwoTiers.up(word);
    const stack = await createService(word, { kubeconfig: cluster.config.exportConfig() });
    const [vmReplicas] = HOME;
    const failover = { windowSeconds: WINDOW, holdDownSeconds: HOLD_DOWN, coldStartSeconds: COLD_START, rate };
    await stack.args({ replicas: WANTED, vmReplicas, failover, maxUnavailable: "50%" });
    await stack.run("up", "--yes", "--skip-preview");
    const { AppsV1Api } = await import("@kubernetes/client-node");
    const made = { cluster, stack, apps: cluster.config.makeApiClient(AppsV1Api) };
    return new FaultedService(made, await ServiceWatch.start(cluster.config), rate);
  }

  async down(): Promise<void> {
    await this.watch.stop();
    // Its cluster goes with all that is in it.
    this.stack.forget();
    await this.cluster.down();
  }

  /** Breaks the service when it is at home, watches it leave, mends what was broken, and watches it come home. */
  async drill(fault: Fault): Promise<Drill> {
    await this.isAt(HOME);
    await this.forget();
    const from = this.watch.position;
    try {
      const { short, again, limit, away } = await this.leave(fault);
      await this.isAt(away);
      await this.mend();
      await this.isAt(HOME);
      const all = this.watch.since(from);
      const { moves } = await this.memory();
      const served = all.filter(({ at }) => at >= again.at);
      return { seconds: (again.at - short.at) / 1000, limit, all, served, moves };
    } finally {
      await this.mend();
    }
  }

  /** Deletes the pods of a tier. */
  async deletePods(tier: TierName): Promise<void> {
    const labelSelector = `${WEB.labelSelector},aks-elastic/tier=${tier}`;
    await this.cluster.core.deleteCollectionNamespacedPod({ ...WEB, labelSelector });
  }

  private async leave(fault: Fault) {
    const { tier, noticed = 0, meanwhile, breaks, isOn = () => true, stay = () => 0 } = fault;
    const [vm, virtualNode] = HOME;
    const remaining = stay(this);
    const away: Counts = tier === "vm" ? [remaining, WANTED - remaining] : [WANTED - remaining, remaining];
    const steps = Math.ceil(((tier === "vm" ? vm : virtualNode) - remaining) / this.rate);
    const limit = noticed + WINDOW + CAPACITY + (steps - 1) * STEP + (meanwhile?.seconds ?? 0);
    const from = this.watch.position;
    await this.cluster.fault(...fault.words);
    if (breaks !== undefined) this.watch.breaks(breaks);
    await awaited("the fault to show", 30_000, () => Promise.resolve(isOn(this.watch) ? true : undefined));
    if (fault.takesPods) await this.deletePods(tier);
    const short = await this.watch.until("the fault", 30, { from, is: ({ ready }) => sum(ready) < WANTED });
    if (meanwhile !== undefined) await this.inTheMiddle(meanwhile, { from, away });
    // Longer than the limit, so that what comes too late is told from what never comes.
    const isAgain = ({ at, ready }: Glance) => at > short.at && sum(ready) >= WANTED;
    const again = await this.watch.until("all ready again", limit + 60, { from, is: isAgain });
    return { short, again, limit, away };
  }

  private async inTheMiddle({ happens }: Meanwhile, { from, away }: { from: number; away: Counts }): Promise<void> {
    const is = ({ told }: Glance) => String(told) !== String(HOME);
    await this.watch.until("the first replicas to move", 90, { from, is });
    const last = this.watch.since(this.watch.position).at(-1);
    assert.notEqual(String(last?.told), String(away), "the move was over before anything could come between");
    await happens(this);
  }

  /** Waits until the replicas are told to be there and are ready there; read back apart from the watches. */
  private async isAt(counts: Counts): Promise<void> {
    const is = ({ told, ready }: Glance) => String([told, ready]) === String([counts, counts]);
    await this.watch.until(`the service at ${String(counts)}`, HOME_SECONDS, { from: this.watch.position, is });
    await awaited(`${String(counts)} to be read back`, READ_BACK_MS, async () => {
      const [pods, nodes] = await Promise.all([this.cluster.core.listNamespacedPod(WEB), this.cluster.core.listNode()]);
      const told = [await this.replicas("vm"), await this.replicas("virtual-node")];
      return String([told, this.watch.serving(pods.items, nodes.items)]) === String([counts, counts])
        ? true
        : undefined;
    });
  }

  private async replicas(tier: TierName): Promise<number | undefined> {
    const { spec } = await this.apps.readNamespacedDeployment({ name: `web-${tier}`, namespace: NAMESPACE });
    return spec?.replicas;
  }

  /** Ends the fault. A node that is back serves again. */
  private async mend(): Promise<void> {
    await this.cluster.fault("clear");
    this.watch.breaks(() => false);
  }

  private async memory(): Promise<FailoverMemory> {
    const { metadata } = await this.apps.readNamespacedDeployment({ name: "web-vm", namespace: NAMESPACE });
    const memory = parseMemory(metadata?.annotations?.[MEMORY_ANNOTATION] ?? "");
    assert.ok(memory, "nothing is remembered");
    return memory;
  }

  /** Every fault is the first one: no breaker counts the others, and no hold-down has doubled. */
  private async forget(): Promise<void> {
    const { setHeaderOptions } = await import("@kubernetes/client-node");
    const body = { metadata: { annotations: { [MEMORY_ANNOTATION]: null } } };
    for (const name of ["web-vm", "web-virtual-node"]) {
      const options = setHeaderOptions("Content-Type", "application/merge-patch+json");
      await this.apps.patchNamespacedDeployment({ name, namespace: NAMESPACE, body }, options);
    }
  }
}
