import type { Deployment } from "@pulumi/kubernetes/apps/v1";
import type * as pulumi from "@pulumi/pulumi";
import type { Failover } from "../dynamic/failover";
import { failoverOf } from "./failover";
import { handoverOf } from "./replica-owners";
import { reportRollout, reportScaling } from "./report";
import { rolloutOf } from "./rollout";
import { type Scaling, scaledBy, scalingOf } from "./scaling";
import { tierDeployments, type PodParts, tierPods } from "./tiers";
import type { ServiceParts } from "./parts";

/** What runs the replicas of a service, and who says how many there are where. */
export interface Workload {
  /** By the tiers' names. */
  readonly deployments: Record<string, Deployment>;
  /** Nothing where the service is not scaled. */
  readonly scaling: Scaling | undefined;
  /** Nothing where the service does not fail over. */
  readonly failover: Failover | undefined;
}

/** Makes the Deployments of a service, and whoever owns their numbers of replicas besides the program. */
export function workloadOf(parent: pulumi.Resource, parts: ServiceParts & PodParts): Workload {
  const scaling = scalingOf(parts);
  const handover = handoverOf(parent, { ...parts, scaling });
  const { plan: rollout, gates } = rolloutOf(parent, { ...parts, scaling });
  reportRollout(rollout, parent);
  const tiers = tierPods(parts);
  const made = { scaling, rollout, tiers, gates: [...gates, ...handover] };
  const deployments = tierDeployments(parent, { ...parts, ...made });
  if (scaling !== undefined) reportScaling(scaling, parent);
  const scaled = { ...parts, deployments, after: handover };
  const autoscalers = scaling === undefined ? {} : scaledBy(parent, scaling, scaled);
  const failover = failoverOf(parent, { ...parts, tiers, deployments, autoscalers });
  return { deployments, scaling, failover };
}
