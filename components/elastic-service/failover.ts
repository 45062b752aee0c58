import type { Deployment } from "@pulumi/kubernetes/apps/v1";
import * as pulumi from "@pulumi/pulumi";
import { templateHash } from "../../sdk/upgrade/template-hash";
import type { Autoscaler } from "../autoscale/autoscalers";
import { Failover } from "../dynamic/failover";
import type { ServiceParts } from "./parts";
import type { TierPods } from "./tiers";

/** What the failover of a service is made from. */
export interface FailoverParts extends ServiceParts {
  readonly tiers: readonly TierPods[];
  readonly deployments: Readonly<Record<string, Deployment>>;
  /** None where the service is not scaled. */
  readonly autoscalers: Readonly<Record<string, Autoscaler>>;
}

/** What brings the replicas of a service to where they are to run; nothing where the service does not fail over. */
export function failoverOf(parent: pulumi.Resource, parts: FailoverParts): Failover | undefined {
  const { name, args, decided, connection, tiers, deployments, autoscalers } = parts;
  if (args.failover === undefined) return undefined;
  const plan = decided.failover.apply((known) => {
    if (known === undefined) throw new Error("A service that fails over has a plan of how.");
    return known;
  });
  const { deletedWith, dependsOn } = connection;
  return new Failover(
    `${name}-failover`,
    {
      kubeconfig: args.cluster.kubeconfig,
      target: plan.target,
      versions: pulumi.output(
        Object.fromEntries(tiers.map(({ name: tier, template }) => [tier, template.apply(templateHash)])),
      ),
      timeoutMinutes: plan.timeoutMinutes,
    },
    {
      parent,
      dependsOn: [...dependsOn, ...Object.values(deployments), ...Object.values(autoscalers)],
      ...(deletedWith === undefined ? {} : { deletedWith }),
    },
  );
}
