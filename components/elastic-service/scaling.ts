import type { Deployment } from "@pulumi/kubernetes/apps/v1";
import type * as pulumi from "@pulumi/pulumi";
import { planScaling, type ScalingPlan } from "../../sdk/scaling/plan-scaling";
import type { ScalingSpec } from "../../sdk/scaling/scaling-spec";
import type { AutoscaleArgs } from "../autoscale/args";
import { type Autoscaler, autoscalers } from "../autoscale/autoscalers";
import { namespaceOf, type ServiceParts } from "./parts";

/** How a service is scaled. */
export interface Scaling {
  readonly args: AutoscaleArgs;
  readonly spec: pulumi.Output<ScalingSpec>;
  readonly plan: pulumi.Output<ScalingPlan>;
}

/** How a service is scaled; nothing where the numbers of its replicas are not an autoscaler's. */
export function scalingOf({ args, decided }: Pick<ServiceParts, "args" | "decided">): Scaling | undefined {
  if (args.autoscale === undefined) return undefined;
  const spec = decided.scaling.apply((known) => {
    if (known === undefined) throw new Error("A service that is scaled has a spec of how.");
    return known;
  });
  return { args: args.autoscale, spec, plan: spec.apply(planScaling) };
}

/** What the autoscalers of a service are made from, besides how it is scaled. */
export interface ScaledParts extends ServiceParts {
  readonly deployments: Readonly<Record<string, Deployment>>;
  /** What is there before the autoscalers and goes after them. */
  readonly after: readonly pulumi.Resource[];
}

/** The autoscalers of all tiers, by the tiers' names. */
export function scaledBy(
  parent: pulumi.Resource,
  { args, spec, plan }: Scaling,
  parts: ScaledParts,
): Readonly<Record<string, Autoscaler>> {
  const { name, decided, connection, deployments, after } = parts;
  return autoscalers(parent, name, {
    args,
    namespace: namespaceOf(parts),
    spec: spec.autoscale,
    plan,
    tiers: decided.tiers,
    deployments,
    boundsAreMoved: parts.args.failover !== undefined,
    after,
    connection,
  });
}
