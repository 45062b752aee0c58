import type { Deployment } from "@pulumi/kubernetes/apps/v1";
import * as pulumi from "@pulumi/pulumi";
import { planScaling, type ScalingPlan } from "../../sdk/scaling/plan-scaling";
import type { ScalingSpec } from "../../sdk/scaling/scaling-spec";
import type { AutoscaleArgs } from "../autoscale/args";
import { autoscalers } from "../autoscale/autoscalers";
import { inCluster } from "../cluster-ref";
import { ReplicaHandover } from "../dynamic/replica-handover";
import { namespaceOf, type ServiceParts } from "./parts";

/** How a service is scaled. */
export interface Scaling {
  readonly args: AutoscaleArgs;
  readonly spec: pulumi.Output<ScalingSpec>;
  readonly plan: pulumi.Output<ScalingPlan>;
  /** What must have happened before the program stops saying how many replicas there are. */
  readonly handover: ReplicaHandover;
}

/** What hands the numbers of replicas over to autoscalers; nothing where they are the program's own. */
export function scalingOf(parent: pulumi.Resource, parts: ServiceParts): Scaling | undefined {
  const { name, args, decided, connection } = parts;
  if (args.autoscale === undefined) return undefined;
  const spec = decided.scaling.apply((known) => {
    if (known === undefined) throw new Error("A service that is scaled has a spec of how.");
    return known;
  });
  const plan = spec.apply(planScaling);
  const handover = new ReplicaHandover(
    `${name}-replicas`,
    {
      kubeconfig: args.cluster.kubeconfig,
      namespace: namespaceOf(parts),
      fewest: plan.apply(({ tiers }) =>
        Object.fromEntries(
          tiers.flatMap((tier) => (tier.max === 0 ? [] : [[`${name}-${tier.name}`, Math.max(1, tier.min)]])),
        ),
      ),
    },
    { parent, ...withoutProvider(inCluster(connection)), dependsOn: [...connection.dependsOn] },
  );
  return { args: args.autoscale, spec, plan, handover };
}

/** A dynamic resource has a provider of its own. */
function withoutProvider({ deletedWith }: ReturnType<typeof inCluster>) {
  return deletedWith === undefined ? {} : { deletedWith };
}

/** The autoscalers of all tiers. */
export function scaledBy(
  parent: pulumi.Resource,
  { args, spec, plan, handover }: Scaling,
  parts: ServiceParts & { readonly deployments: Readonly<Record<string, Deployment>> },
): void {
  const { name, decided, connection, deployments } = parts;
  autoscalers(parent, name, {
    args,
    namespace: namespaceOf(parts),
    spec: spec.autoscale,
    plan,
    tiers: decided.tiers,
    deployments,
    after: [handover],
    connection,
  });
}
