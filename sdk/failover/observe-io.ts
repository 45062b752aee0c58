import {
  bodyOf,
  type KubernetesClient,
  type KubernetesRequest,
  KubernetesStatusError,
  KubernetesUnreachable,
} from "../kubernetes/kubernetes-io";
import { listAll } from "../kubernetes/list-io";
import {
  autoscalersPath,
  deploymentsPath,
  disruptionBudgetPath,
  labelSelector,
  LEASES,
  NODES,
  podsPath,
} from "./api-paths";
import type { ClusterObjects } from "./cluster-objects";
import type {
  AutoscalerObject,
  DeploymentObject,
  DisruptionBudgetObject,
  LeaseObject,
  NodeObject,
  PodObject,
} from "./objects";
import type { FailoverObservation } from "./observation";
import { failoverObservation } from "./observe";
import { askedRounds, type Prober } from "./probe-round";
import type { FailoverTarget } from "./target";
import type { Time } from "./time";

/** What a look has to go by besides the API server. */
export interface LookOptions {
  /**
   * The last observation of the same looker. Without it no node counts as silent, only as given up by Kubernetes.
   *
   * @default - there was none
   */
  readonly before?: FailoverObservation | undefined;
  /**
   * Who asks the pods, where the target has a probe.
   *
   * @default - nobody: what others have found out stands
   */
  readonly prober?: Prober | undefined;
  /**
   * Where the objects come from.
   *
   * @default - they are listed
   */
  readonly objects?: ((target: FailoverTarget) => ClusterObjects | Promise<ClusterObjects>) | undefined;
}

/**
 * Looks at a service and the nodes that it may run on. What cannot be seen is said in the observation.
 *
 * @throws CredentialPluginError where signing in to the API server fails
 */
export async function observe(
  client: KubernetesClient,
  target: FailoverTarget,
  { before, prober, objects = (one) => listedObjects(client, one) }: LookOptions = {},
): Promise<FailoverObservation> {
  const found = await objects(target);
  const rounds = prober === undefined ? {} : await askedRounds(found, target, { prober, before });
  return failoverObservation({ ...found, rounds }, target, before);
}

/** Everything that is looked at, listed just now. */
export async function listedObjects(client: KubernetesClient, target: FailoverTarget): Promise<ClusterObjects> {
  const query = { labelSelector: labelSelector(target) };
  const { autoscale } = target;
  const [deployments, pods, nodes, leases, budget, autoscalers] = await Promise.all([
    list<DeploymentObject>(client, "Deployments", { path: deploymentsPath(target), query }),
    list<PodObject>(client, "pods", { path: podsPath(target), query }),
    list<NodeObject>(client, "nodes", { path: NODES }),
    list<LeaseObject>(client, "leases of nodes", { path: LEASES }),
    disruptionBudget(client, target),
    autoscale === undefined
      ? NOTHING
      : list<AutoscalerObject>(client, "autoscalers", { path: autoscalersPath(target, autoscale.engine), query }),
  ]);
  const seen = [deployments, pods, nodes, leases, budget, autoscalers];
  const [disruption] = budget.items;
  return {
    at: Math.max(...seen.map(({ at }) => at)),
    deployments: deployments.items,
    pods: pods.items,
    nodes: nodes.items,
    leases: leases.items,
    ...(disruption === undefined ? {} : { disruptionBudget: disruption }),
    autoscalers: autoscalers.items,
    // An API server that is gone is gone for all of them.
    missing: [...new Set(seen.flatMap(({ missing }) => missing ?? []))],
  };
}

interface Listing<Item> {
  readonly items: readonly Item[];
  readonly at: Time;
  readonly missing?: string;
}

const NOTHING: Listing<never> = { items: [], at: 0 };

function list<Item>(
  client: KubernetesClient,
  what: string,
  request: Pick<KubernetesRequest, "path" | "query">,
): Promise<Listing<Item>> {
  return seen(() => listAll<Item>(client, what, request));
}

function disruptionBudget(client: KubernetesClient, target: FailoverTarget): Promise<Listing<DisruptionBudgetObject>> {
  return seen(async () => {
    const answer = await client.request({ method: "GET", path: disruptionBudgetPath(target) });
    const at = (answer.date ?? new Date()).getTime();
    if (answer.status === 404) return { items: [], at };
    return { items: [bodyOf(answer, "read the PodDisruptionBudget") as DisruptionBudgetObject], at };
  });
}

/** That something cannot be seen is part of what is seen. */
async function seen<Item>(look: () => Promise<Listing<Item>>): Promise<Listing<Item>> {
  try {
    return await look();
  } catch (error) {
    const missing = missingWords(error);
    if (missing === undefined) throw error;
    return { items: [], at: Date.now(), missing };
  }
}

/** A clause for what could not be seen for an API server's failure; nothing where it was another failure. */
export function missingWords(error: unknown): string | undefined {
  if (error instanceof KubernetesUnreachable) return `the API server at ${error.server} gives no answer`;
  return error instanceof KubernetesStatusError ? error.message : undefined;
}
