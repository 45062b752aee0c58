import type { ContainerGroup, NGroup } from "@pulumi/azure-native/containerinstance";
import type { LoadBalancer } from "@pulumi/azure-native/network";
import * as pulumi from "@pulumi/pulumi";
import { endpoint } from "../sdk/containers/endpoint";
import { Orchestration } from "../sdk/containers/fleet-upgrade";
import { planFleet } from "../sdk/containers/plan-fleet";
import type { PlacementPlan } from "../sdk/placement/plan-placement";
import { reportGroup } from "./container-group/report";
import { sealedArgs } from "./container-group/sealed-args";
import type { ContainerInstanceServiceArgs } from "./container-instance-service/args";
import { fleetDecisions, fleetTitle } from "./container-instance-service/decisions";
import { containerGroups } from "./container-instance-service/groups";
import { fleetLoadBalancer } from "./container-instance-service/load-balancer";
import { moment } from "./container-instance-service/moment";
import { nGroups } from "./container-instance-service/n-groups";
import type { FleetParts } from "./container-instance-service/parts";
import { privateName } from "./container-instance-service/private-dns";
import { reportFleet } from "./container-instance-service/report";
import { pick } from "./resolve";

/**
 * A service whose replicas run on Azure Container Instances alone: no VM and no cluster. Each replica is a container group
 * in a subnet; Azure's NGroups keep their number, or Pulumi does, one group after the other.
 *
 * @example
 * ```ts
 * const shop = new ContainerInstanceService("shop", {
 *   resourceGroupName: group.name,
 *   subnetId: network.additionalSubnetIds.apply(({ shop }) => shop ?? ""),
 *   image: "mcr.microsoft.com/azuredocs/aci-helloworld",
 *   port: 80,
 *   resources: { cpu: "1", memory: "1G" },
 *   replicas: 3,
 *   zones: ["1", "2", "3"],
 *   exposure: FleetExposure.publicLoadBalancer,
 * });
 * ```
 */
export class ContainerInstanceService extends pulumi.ComponentResource {
  /** The replicas, where each is a resource of its own; none where Azure's NGroups keep them. */
  readonly containerGroups: ContainerGroup[];
  /** Azure's NGroups; nothing where each replica is a resource of its own. */
  readonly nGroups?: NGroup;
  /** The load balancer in front of the replicas; nothing where the exposure asks for none. */
  readonly loadBalancer?: LoadBalancer;
  /** How many replicas run in which zone, and why. */
  readonly placement: pulumi.Output<PlacementPlan>;
  /** The private name of the service; nothing without `privateDns`. */
  readonly fqdn: pulumi.Output<string | undefined>;
  /** Host and port where the service answers; nothing where its replicas are found one by one. */
  readonly endpoint: pulumi.Output<string | undefined>;
  /** The endpoint as an HTTP address. */
  readonly url: pulumi.Output<string | undefined>;

  constructor(name: string, args: ContainerInstanceServiceArgs, opts?: pulumi.ComponentResourceOptions) {
    super("aks-elastic:index:ContainerInstanceService", name, sealedArgs(args), opts);

    const now = moment(fleetTitle(name));
    const decided = fleetDecisions(name, args, now);
    const parts = { name, args, now, decided, plan: decided.fleet.apply(planFleet) };
    this.placement = parts.plan.placement;
    reportGroup(parts, this);
    reportFleet(parts, this);

    const children = fleetChildren(this, parts);
    this.containerGroups = [...children.groups];
    if (children.nGroups) this.nGroups = children.nGroups;
    if (children.loadBalancer) this.loadBalancer = children.loadBalancer;
    this.fqdn = privateName(this, parts, children.addresses);
    const [balanced] = children.loadBalancer ? children.addresses : [];
    this.endpoint = pulumi
      .all([this.fqdn, balanced, children.loadBalancer ? decided.access.servicePort : args.port])
      .apply(([fqdn, address, port]) => endpoint(fqdn ?? address, port));
    this.url = this.endpoint.apply((where) => (where === undefined ? undefined : `http://${where}`));
    this.registerOutputs(pick(this, "placement", "fqdn", "endpoint", "url"));
  }
}

interface FleetChildren {
  readonly groups: readonly ContainerGroup[];
  readonly nGroups?: NGroup;
  readonly loadBalancer?: LoadBalancer;
  /** Where requests go: to the load balancer, or to the groups themselves. */
  readonly addresses: readonly pulumi.Output<string | undefined>[];
}

function fleetChildren(parent: pulumi.Resource, parts: FleetParts): FleetChildren {
  if (parts.args.orchestration === Orchestration.containerGroups) return countedChildren(parent, parts);
  const balancer = fleetLoadBalancer(parent, parts);
  return {
    groups: [],
    nGroups: nGroups(parent, parts, balancer?.loadBalancer),
    ...(balancer === undefined ? {} : { loadBalancer: balancer.loadBalancer }),
    addresses: balancer === undefined ? [] : [balancer.address],
  };
}

function countedChildren(parent: pulumi.Resource, parts: FleetParts): FleetChildren {
  const replicas = containerGroups(parent, parts);
  const backends = replicas.map(({ name, group }) => ({
    name,
    ipAddress: group.ipAddress.apply((address) => address?.ip),
  }));
  const groups = replicas.map(({ group }) => group);
  const balancer = fleetLoadBalancer(parent, parts, backends);
  if (balancer === undefined) return { groups, addresses: backends.map(({ ipAddress }) => ipAddress) };
  return { groups, loadBalancer: balancer.loadBalancer, addresses: [balancer.address] };
}
