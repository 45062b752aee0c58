/** Label that names the tier of a pod or a Deployment. */
export const TIER_LABEL = "aks-elastic/tier";

/**
 * What all pods of a service have in common. A Service and a Deployment select by these, and a Deployment's selector
 * cannot be changed, so neither can they.
 */
export function serviceLabels(service: string): Readonly<Record<string, string>> {
  return { "app.kubernetes.io/name": service, "app.kubernetes.io/managed-by": "aks-elastic" };
}

/** What the pods of one tier of a service have in common. */
export function tierLabels(service: string, tierName: string): Readonly<Record<string, string>> {
  return { ...serviceLabels(service), [TIER_LABEL]: tierName };
}
