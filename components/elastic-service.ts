import type { Deployment } from "@pulumi/kubernetes/apps/v1";
import type { Service } from "@pulumi/kubernetes/core/v1";
import * as pulumi from "@pulumi/pulumi";
import { planPlacement, type PlacementPlan } from "../sdk/placement/plan-placement";
import type { ScalingPlan } from "../sdk/scaling/plan-scaling";
import { connect } from "./cluster-ref";
import { disruptionBudget, endpointOf, ingressOf, serviceOverTiers } from "./elastic-service/access";
import type { ElasticServiceArgs } from "./elastic-service/args";
import { serviceDecisions } from "./elastic-service/decisions";
import { environmentObjects } from "./elastic-service/environment";
import { scaledBy, scalingOf } from "./elastic-service/scaling";
import { sealedArgs } from "./elastic-service/sealed-args";
import { handoverOf } from "./elastic-service/replica-owners";
import { reportPlacement, reportPods, reportRollout, reportScaling } from "./elastic-service/report";
import { rolloutOf } from "./elastic-service/rollout";
import { tierDeployments, tierPods, tierServices } from "./elastic-service/tiers";
import { pick } from "./resolve";

/**
 * A service whose replicas run on VM nodes up to a number and on the virtual node above it: one Deployment pinned to each
 * tier, with counted replicas, and one Service over all.
 *
 * @example
 * ```ts
 * const web = new ElasticService("web", {
 *   cluster,
 *   image: "mcr.microsoft.com/azuredocs/aci-helloworld",
 *   port: 80,
 *   resources: { cpu: "500m", memory: "512Mi" },
 *   replicas: 12,
 *   vmReplicas: 8,
 * });
 * ```
 */
export class ElasticService extends pulumi.ComponentResource {
  /** The Deployment of each tier, by the tier's name: `vm` and `virtual-node` unless `tiers` says otherwise. */
  readonly deployments: Record<string, Deployment>;
  /** The one Service over all tiers; none where the container listens on no port. */
  readonly service?: Service;
  /** Where the replicas run, and why. */
  readonly placement: pulumi.Output<PlacementPlan>;
  /** Between which numbers each tier is scaled, and why; nothing where `autoscale` is not given. */
  readonly scaling?: pulumi.Output<ScalingPlan>;
  /** Host and port where the service answers, for those that it is exposed to; nothing where it listens on no port. */
  readonly endpoint: pulumi.Output<string | undefined>;
  /** The endpoint as an HTTP address; nothing where the service listens on no port. */
  readonly url: pulumi.Output<string | undefined>;

  constructor(name: string, args: ElasticServiceArgs, opts?: pulumi.ComponentResourceOptions) {
    super("aks-elastic:index:ElasticService", name, sealedArgs(args), opts);

    const decided = serviceDecisions(name, args);
    this.placement = decided.placement.apply(planPlacement);
    reportPlacement(decided.placement, this);
    reportPods(decided.virtualNodePods, this);

    const connection = connect(this, name, args.cluster);
    const service = { name, args, decided, placement: this.placement, connection };
    const parts = { ...service, environment: environmentObjects(this, service) };
    const scaling = scalingOf(parts);
    const handover = handoverOf(this, { ...parts, scaling });
    const { plan: rollout, gates } = rolloutOf(this, { ...parts, scaling });
    reportRollout(rollout, this);
    const made = { scaling, rollout, gates: [...gates, ...handover] };
    this.deployments = tierDeployments(this, { ...parts, ...made, tiers: tierPods(parts) });
    if (scaling) {
      this.scaling = scaling.plan;
      reportScaling(scaling, this);
      scaledBy(this, scaling, { ...parts, deployments: this.deployments, after: handover });
    }
    disruptionBudget(this, parts);
    if (args.port !== undefined) {
      this.service = serviceOverTiers(this, parts);
      tierServices(this, parts);
      ingressOf(this, parts);
    }

    this.endpoint = this.service ? endpointOf(this.service, decided.service) : pulumi.output(undefined);
    this.url = this.endpoint.apply((endpoint) => (endpoint === undefined ? undefined : `http://${endpoint}`));
    this.registerOutputs(pick(this, "placement", "endpoint", "url"));
  }
}
