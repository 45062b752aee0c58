import * as pulumi from "@pulumi/pulumi";
import type { Tier } from "../../sdk/placement/tier";
import { ReplicaHandover } from "../dynamic/replica-handover";
import { namespaceOf, type ServiceParts } from "./parts";
import type { Scaling } from "./scaling";

/** What tells who owns the numbers of a service's replicas. */
export interface OwnedParts extends ServiceParts {
  /** Present where autoscalers do. */
  readonly scaling: Scaling | undefined;
}

/**
 * How many replicas the program says that a tier has; nothing where an autoscaler or failover says it. A Deployment that is
 * made without a number begins with 1.
 */
export function replicasOf(tier: Tier, { args, placement, scaling }: OwnedParts): pulumi.Output<number | undefined> {
  if (args.failover !== undefined) return pulumi.output(undefined);
  if (scaling === undefined) return placement.apply(({ counts }) => counts[tier.name] ?? 0);
  // An autoscaler leaves a tier alone that has no replicas at any time.
  return scaling.plan.apply(({ tiers }) => (tiers.find(({ name }) => name === tier.name)?.max === 0 ? 0 : undefined));
}

/**
 * What hands the numbers of replicas over from the program to others, so that none is lost when the program stops saying
 * them; nothing where they are the program's own.
 */
export function handoverOf(parent: pulumi.Resource, parts: OwnedParts): readonly ReplicaHandover[] {
  const { name, args, connection } = parts;
  const fewest = fewestOf(parts);
  if (fewest === undefined) return [];
  const { deletedWith, dependsOn } = connection;
  return [
    new ReplicaHandover(
      `${name}-replicas`,
      { kubeconfig: args.cluster.kubeconfig, namespace: namespaceOf(parts), fewest },
      { parent, dependsOn: [...dependsOn], ...(deletedWith === undefined ? {} : { deletedWith }) },
    ),
  ];
}

/** The fewest replicas of the Deployments whose numbers are handed over. */
function fewestOf({ name, args, decided, scaling }: OwnedParts): pulumi.Input<Record<string, number>> | undefined {
  // Failover takes them as they are: it may have left a tier for good reason, and wakes an autoscaler itself.
  if (args.failover !== undefined) return Object.fromEntries(decided.tiers.map((tier) => [`${name}-${tier.name}`, 0]));
  return scaling?.plan.apply(({ tiers }) =>
    Object.fromEntries(
      tiers.flatMap((tier) => (tier.max === 0 ? [] : [[`${name}-${tier.name}`, Math.max(1, tier.min)]])),
    ),
  );
}
