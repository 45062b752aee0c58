import { checked } from "../check";
import { serviceLabels } from "./labels";

/** How many replicas may be away on purpose. */
export interface DisruptionSpec {
  /** A number, or a percentage of all replicas, rounded up. */
  readonly maxUnavailable: number | string;
}

/** The spec of a PodDisruptionBudget, as Kubernetes takes it. */
export interface DisruptionBudgetManifest extends DisruptionSpec {
  readonly selector: { readonly matchLabels: Readonly<Record<string, string>> };
  readonly unhealthyPodEvictionPolicy: "AlwaysAllow";
}

const DEFAULT_MAX_UNAVAILABLE = "10%";

const AMOUNT = {
  pattern: /^([1-9]\d{0,5}|([1-9]\d?|100)%)$/,
  description: "a number such as 1, or a percentage such as 10%, above 0",
};

/** @throws ArgumentError where the amount is none, or none at all: then no VM could ever be drained */
export function disruptionSpec({ maxUnavailable }: { readonly maxUnavailable?: string | undefined }): DisruptionSpec {
  return checked((check) => {
    const amount = check.text("maxUnavailable", maxUnavailable ?? DEFAULT_MAX_UNAVAILABLE, AMOUNT);
    return { maxUnavailable: amount.endsWith("%") ? amount : Number(amount) };
  });
}

/** One budget over all tiers: what is away on one is missing for all. */
export function disruptionBudgetManifest(service: string, spec: DisruptionSpec): DisruptionBudgetManifest {
  return {
    ...spec,
    selector: { matchLabels: serviceLabels(service) },
    // A replica that is not ready serves nobody, and would keep its VM from being drained for ever
    // (https://kubernetes.io/docs/tasks/run-application/configure-pdb/#unhealthy-pod-eviction-policy).
    unhealthyPodEvictionPolicy: "AlwaysAllow",
  };
}
