import type { KubernetesClient } from "../kubernetes/kubernetes-io";
import { WatchedList, type WatchOptions } from "../kubernetes/watched-list-io";
import type { AutoscaleEngine } from "../scaling/autoscale-spec";
import type { ClusterObjects } from "./cluster-objects";
import type { AutoscalerObject, DeploymentObject } from "./objects";
import { listedObjects, missingWords } from "./observe-io";
import { ServerClock } from "./server-clock";
import type { FailoverTarget } from "./target";
import { autoscalersOf, watchables } from "./watchables";

/** What a watch may have missed for longer counts as not seen, in milliseconds. */
const STALE_MS = 3_000;

/**
 * A network that swallows everything ends no connection. Who leads, or wants to, asks every 2 seconds; without an answer
 * for so many milliseconds nothing is known.
 */
const SILENT_MS = 8_000;

type Place = Pick<FailoverTarget, "service" | "namespace">;

/**
 * Everything that is looked at of one service, watched. What is known is at hand at any time; whoever is about to act has
 * it listed, and told by the same clock.
 */
export class WatchedObjects {
  /** A client whose answers keep the clock. */
  readonly client: KubernetesClient;
  private readonly serverClock: ServerClock;
  private readonly lists: Lists;
  private autoscalers: WatchedAutoscalers | undefined;
  private readonly ended = new AbortController();
  private readonly failing: (error: unknown) => void;
  /** Rejected where watching fails for another reason than the API server's. */
  readonly failed: Promise<never>;

  constructor(
    client: KubernetesClient,
    place: Place,
    private readonly options: WatchOptions,
  ) {
    this.serverClock = new ServerClock(options.clock);
    this.client = heardBy(this.serverClock, client);
    this.lists = listsOf(this.client, place, options);
    let failing: (error: unknown) => void = () => undefined;
    this.failed = new Promise((_, reject) => (failing = reject));
    this.failing = failing;
    for (const list of Object.values(this.lists)) this.run(list, this.ended.signal);
  }

  /** Those of the service. */
  get deployments(): readonly DeploymentObject[] {
    return this.lists.deployments.items;
  }

  /** How often a watch of each kind had to start over after a failure. */
  get restarts(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.all.map(({ what, restarts }) => [what, restarts]));
  }

  /** One clause for each kind of which something may have been missed. */
  get missing(): readonly string[] {
    const { silentMs } = this.serverClock;
    const silent = silentMs <= SILENT_MS ? [] : [`the API server at ${this.client.server} gives no answer`];
    return [...new Set([...silent, ...this.all.flatMap(missingOf)])];
  }

  /** What is known by now. */
  known(target: FailoverTarget): ClusterObjects {
    this.watchAutoscalers(target);
    const { deployments, pods, nodes, leases, budgets } = this.lists;
    const [disruptionBudget] = budgets.items;
    return {
      at: this.serverClock.now(),
      deployments: deployments.items,
      pods: pods.items,
      nodes: nodes.items,
      leases: leases.items,
      ...(disruptionBudget === undefined ? {} : { disruptionBudget }),
      autoscalers: this.autoscalers?.list.items ?? [],
      missing: this.missing,
    };
  }

  /** What is so just now. */
  async listed(target: FailoverTarget): Promise<ClusterObjects> {
    return { ...(await listedObjects(this.client, target)), at: this.serverClock.now() };
  }

  stop(): void {
    this.ended.abort();
    this.autoscalers?.end.abort();
  }

  private get all(): readonly WatchedList<unknown>[] {
    return [...Object.values(this.lists), ...(this.autoscalers === undefined ? [] : [this.autoscalers.list])];
  }

  /** Whether a service has autoscalers, and of which kind, is seen on its Deployment. */
  private watchAutoscalers(target: FailoverTarget): void {
    const engine = target.autoscale?.engine;
    if (engine === this.autoscalers?.engine) return;
    this.autoscalers?.end.abort();
    this.autoscalers = undefined;
    if (engine === undefined) return;
    const list = new WatchedList(this.client, autoscalersOf(target, engine), this.options);
    this.autoscalers = { engine, list, end: new AbortController() };
    this.run(list, this.autoscalers.end.signal);
  }

  private run(list: WatchedList<unknown>, signal: AbortSignal): void {
    list.run(signal).catch(this.failing);
  }
}

interface WatchedAutoscalers {
  readonly engine: AutoscaleEngine;
  readonly list: WatchedList<AutoscalerObject>;
  readonly end: AbortController;
}

type Lists = ReturnType<typeof listsOf>;

function listsOf(client: KubernetesClient, place: Place, options: WatchOptions) {
  const { deployments, pods, nodes, leases, budgets } = watchables(place);
  // Thousands of heartbeats tell nothing new; that one is missing is seen when it is due.
  const unheard = { ...options, onChange: () => undefined };
  return {
    deployments: new WatchedList(client, deployments, options),
    pods: new WatchedList(client, pods, options),
    nodes: new WatchedList(client, nodes, options),
    leases: new WatchedList(client, leases, unheard),
    budgets: new WatchedList(client, budgets, options),
  };
}

function missingOf({ what, isListed, behindMs, problem }: WatchedList<unknown>): readonly string[] {
  if (isListed && behindMs <= STALE_MS) return [];
  const words = missingWords(problem);
  if (words !== undefined) return [words];
  return [
    isListed ? `the watch of the ${what} is down for ${Math.floor(behindMs / 1000)} s` : `no ${what} are known yet`,
  ];
}

function heardBy(clock: ServerClock, client: KubernetesClient): KubernetesClient {
  return {
    server: client.server,
    request: async (request) => {
      const answer = await client.request(request);
      if (answer.date !== undefined) clock.heard(answer.date);
      return answer;
    },
    watch: (path, query, signal) => client.watch(path, query, signal),
  };
}
