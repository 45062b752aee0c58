import type { Watchable } from "../kubernetes/watched-list-io";
import type { AutoscaleEngine } from "../scaling/autoscale-spec";
import {
  autoscalersPath,
  deploymentsPath,
  disruptionBudgetsPath,
  labelSelector,
  LEASES,
  NODES,
  podsPath,
} from "./api-paths";
import {
  AUTOSCALER_FIELDS,
  BUDGET_FIELDS,
  DEPLOYMENT_FIELDS,
  type Fields,
  keptFields,
  LEASE_FIELDS,
  NODE_FIELDS,
  POD_FIELDS,
} from "./kept-fields";
import type {
  AutoscalerObject,
  DeploymentObject,
  DisruptionBudgetObject,
  LeaseObject,
  NodeObject,
  PodObject,
} from "./objects";
import type { FailoverTarget } from "./target";

/** Every living node renews its lease in less, the virtual node too; in milliseconds. */
const QUIET_LEASES_MS = 25_000;

type Place = Pick<FailoverTarget, "service" | "namespace">;

/** What is watched of every service. */
export function watchables(place: Place) {
  const query = { labelSelector: labelSelector(place) };
  // The right to watch one object of a kind is the right to watch it by its name.
  const named = { fieldSelector: `metadata.name=${place.service}` };
  return {
    deployments: kept<DeploymentObject>("Deployments", { path: deploymentsPath(place), query }, DEPLOYMENT_FIELDS),
    pods: kept<PodObject>("pods", { path: podsPath(place), query }, POD_FIELDS),
    nodes: kept<NodeObject>("nodes", { path: NODES }, NODE_FIELDS),
    leases: kept<LeaseObject>("leases of nodes", { path: LEASES, quietMs: QUIET_LEASES_MS }, LEASE_FIELDS),
    budgets: kept<DisruptionBudgetObject>(
      "PodDisruptionBudgets",
      { path: disruptionBudgetsPath(place), query: named },
      BUDGET_FIELDS,
    ),
  };
}

/** The autoscalers of a service. */
export function autoscalersOf(place: Place, engine: AutoscaleEngine): Watchable<AutoscalerObject> {
  const query = { labelSelector: labelSelector(place) };
  return kept<AutoscalerObject>("autoscalers", { path: autoscalersPath(place, engine), query }, AUTOSCALER_FIELDS);
}

function kept<Item>(
  what: string,
  where: Pick<Watchable<Item>, "path" | "query" | "quietMs">,
  fields: Fields,
): Watchable<Item> {
  return { what, ...where, keep: (object) => keptFields(object, fields) as Item };
}
