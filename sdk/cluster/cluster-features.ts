import { checked } from "../check";

/**
 * What Azure answers for of a cluster's control plane, and what it costs.
 *
 * @see https://learn.microsoft.com/azure/aks/free-standard-pricing-tiers
 */
export const ClusterTier = {
  /** No price and no promise; for up to ten nodes. */
  free: "Free",
  /** A control plane that Azure answers for, paid by the hour. */
  standard: "Standard",
  /** Standard, and two years of support for a version of Kubernetes. */
  premium: "Premium",
} as const;
export type ClusterTier = (typeof ClusterTier)[keyof typeof ClusterTier];

/** What a user may say about what a cluster offers. */
export interface ClusterFeaturesArgs {
  readonly tier?: ClusterTier | undefined;
  readonly workloadIdentity?: boolean | undefined;
  readonly keda?: boolean | undefined;
}

/** What a cluster offers, complete and checked. */
export interface ClusterFeaturesSpec {
  readonly tier: ClusterTier;
  readonly workloadIdentity: boolean;
  readonly keda: boolean;
}

/** @throws ArgumentError where an argument is wrong */
export function clusterFeaturesSpec(args: ClusterFeaturesArgs): ClusterFeaturesSpec {
  return checked((check) => ({
    tier: check.oneOf("tier", args.tier ?? ClusterTier.free, [
      ClusterTier.free,
      ClusterTier.standard,
      ClusterTier.premium,
    ]),
    workloadIdentity: args.workloadIdentity ?? true,
    keda: args.keda ?? false,
  }));
}
