import { Tier } from "../placement/tier";

/** Label that names the tier of a pod or a Deployment. */
export const TIER_LABEL = "aks-elastic/tier";

/** What a tier is called in the names and labels of Kubernetes objects. */
export const TIER_NAMES: Readonly<Record<Tier, string>> = { vm: "vm", virtualNode: "virtual-node" };

/**
 * What all pods of a service have in common. A Service and a Deployment select by these, and a Deployment's selector
 * cannot be changed, so neither can they.
 */
export function serviceLabels(service: string): Readonly<Record<string, string>> {
  return { "app.kubernetes.io/name": service, "app.kubernetes.io/managed-by": "aks-elastic" };
}

/** What the pods of one tier of a service have in common. */
export function tierLabels(service: string, tier: Tier): Readonly<Record<string, string>> {
  return { ...serviceLabels(service), [TIER_LABEL]: TIER_NAMES[tier] };
}
