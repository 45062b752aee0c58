import { serviceLabels } from "../pods/labels";
import { AutoscaleEngine } from "../scaling/autoscale-spec";
import type { FailoverTarget } from "./target";

type Place = Pick<FailoverTarget, "service" | "namespace">;

/** Where the API server has what failover reads and writes. */
export const NODES = "/api/v1/nodes";
export const LEASES = "/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases";

export function deploymentsPath({ namespace }: Place): string {
  return `/apis/apps/v1/namespaces/${namespace}/deployments`;
}

export function podsPath({ namespace }: Place): string {
  return `/api/v1/namespaces/${namespace}/pods`;
}

export function eventsPath({ namespace }: Place): string {
  return `/api/v1/namespaces/${namespace}/events`;
}

export function disruptionBudgetsPath({ namespace }: Pick<Place, "namespace">): string {
  return `/apis/policy/v1/namespaces/${namespace}/poddisruptionbudgets`;
}

/** The budget of a service is called as it is. */
export function disruptionBudgetPath(place: Place): string {
  return `${disruptionBudgetsPath(place)}/${place.service}`;
}

export function autoscalersPath({ namespace }: Place, engine: AutoscaleEngine): string {
  return engine === AutoscaleEngine.hpa
    ? `/apis/autoscaling/v2/namespaces/${namespace}/horizontalpodautoscalers`
    : `/apis/keda.sh/v1alpha1/namespaces/${namespace}/scaledobjects`;
}

/** What selects the objects of a service. */
export function labelSelector({ service }: Place): string {
  return Object.entries(serviceLabels(service))
    .map(([name, value]) => `${name}=${value}`)
    .join(",");
}
