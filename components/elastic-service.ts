import type { Deployment } from "@pulumi/kubernetes/apps/v1";
import type { Service } from "@pulumi/kubernetes/core/v1";
import * as pulumi from "@pulumi/pulumi";
import type { ServiceHealth } from "../sdk/failover/service-health";
import { planPlacement, type PlacementPlan } from "../sdk/placement/plan-placement";
import type { ScalingPlan } from "../sdk/scaling/plan-scaling";
import { connect } from "./cluster-ref";
import { disruptionBudget, endpointOf, ingressOf, serviceOverTiers } from "./elastic-service/access";
import type { Failover } from "./dynamic/failover";
import { agentOf } from "./elastic-service/agent";
import type { ElasticServiceArgs } from "./elastic-service/args";
import { serviceDecisions } from "./elastic-service/decisions";
import { environmentObjects } from "./elastic-service/environment";
import { sealedArgs } from "./elastic-service/sealed-args";
import { reportPlacement, reportPods } from "./elastic-service/report";
import { tierServices } from "./elastic-service/tiers";
import { workloadOf } from "./elastic-service/workload";
import { pick } from "./resolve";
import { registerService } from "./service-ref";

// Not a field of the service: Pulumi's analyzer takes every field for an output, and a dynamic resource cannot be one.
const failovers = new WeakMap<ElasticService, Failover>();

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
  /** How the service is, as it was seen last by an update or a refresh; nothing where `failover` is not given. */
  readonly health?: pulumi.Output<ServiceHealth>;
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
    const { deployments, scaling, failover } = workloadOf(this, parts);
    this.deployments = deployments;
    const { kubeconfig } = args.cluster;
    registerService(this, { kubeconfig, service: name, namespace: decided.identity.namespace });
    if (scaling) this.scaling = scaling.plan;
    if (failover) {
      this.health = failover.health;
      failovers.set(this, failover);
    }
    disruptionBudget(this, parts);
    agentOf(this, parts);
    if (args.port !== undefined) {
      this.service = serviceOverTiers(this, parts);
      tierServices(this, parts);
      ingressOf(this, parts);
    }

    this.endpoint = this.service ? endpointOf(this.service, decided.service) : pulumi.output(undefined);
    this.url = this.endpoint.apply((endpoint) => (endpoint === undefined ? undefined : `http://${endpoint}`));
    this.registerOutputs(pick(this, "placement", "endpoint", "url", ...(failover ? (["health"] as const) : [])));
  }

  /** What brings the replicas to where they are to run, with how it is and where they are; only with `failover`. */
  get failover(): Failover | undefined {
    return failovers.get(this);
  }
}
