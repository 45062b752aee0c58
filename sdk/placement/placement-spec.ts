import { checked } from "../check";
import { Tier } from "./tier";

/** What a user may say about where replicas run. */
export interface PlacementArgs {
  readonly replicas: number;
  readonly vmReplicas?: number | undefined;
  readonly virtualNodeReplicas?: number | undefined;
}

/** How much of a service one tier may take. */
export interface TierSpec {
  readonly tier: Tier;
  /** The most replicas that this tier may run. */
  readonly max: number;
  /** Which of the user's words set `max`, for the reasons. */
  readonly maxSource: string;
}

/** How many replicas a service wants, and where they may run. */
export interface PlacementSpec {
  readonly replicas: number;
  /** In the order in which they fill. */
  readonly tiers: readonly TierSpec[];
}

/**
 * ACI's default quota of container groups in a region of a subscription. A pod above it stays pending for ever.
 *
 * @see https://learn.microsoft.com/azure/container-instances/container-instances-resource-and-quota-limits
 */
export const DEFAULT_VIRTUAL_NODE_REPLICAS = 100;

/** @throws ArgumentError where a number is not one of replicas */
export function placementSpec(args: PlacementArgs): PlacementSpec {
  return checked((check) => {
    const replicas = check.wholeNumber("replicas", args.replicas, { min: 0 });
    const vmReplicas = check.wholeNumber("vmReplicas", args.vmReplicas ?? replicas, { min: 0 });
    const virtualNodeReplicas = check.wholeNumber(
      "virtualNodeReplicas",
      args.virtualNodeReplicas ?? DEFAULT_VIRTUAL_NODE_REPLICAS,
      { min: 0 },
    );
    return {
      replicas,
      tiers: [
        { tier: Tier.vm, max: vmReplicas, maxSource: "vmReplicas" },
        { tier: Tier.virtualNode, max: virtualNodeReplicas, maxSource: "virtualNodeReplicas" },
      ],
    };
  });
}
