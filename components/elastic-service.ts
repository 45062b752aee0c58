import { Deployment } from "@pulumi/kubernetes/apps/v1";
import { Service } from "@pulumi/kubernetes/core/v1";
import * as pulumi from "@pulumi/pulumi";
import type { TierNodes } from "../sdk/placement/node-selection";
import { planPlacement, placementSummary, type PlacementPlan } from "../sdk/placement/plan-placement";
import { placementSpec } from "../sdk/placement/placement-spec";
import { Tier } from "../sdk/placement/tier";
import { deploymentManifest } from "../sdk/pods/deployment";
import { serviceLabels, TIER_NAMES } from "../sdk/pods/labels";
import { podSpec, type PodSpec } from "../sdk/pods/pod-spec";
import { podTemplateManifest } from "../sdk/pods/pod-template";
import { Exposure, serviceEndpoint, serviceManifest, serviceSpec, type ServiceSpec } from "../sdk/pods/service";
import { serviceIdentity } from "../sdk/pods/service-identity";
import { virtualNodeSelectorSpec, type VirtualNodeSelectorSpec } from "../sdk/virtual-node/virtual-node-selector";
import { connect, inCluster, type ClusterConnection, type ClusterRef } from "./cluster-ref";
import { decision, pick, resolve } from "./resolve";

/** What one replica may use. Its limits are the same: ACI takes no others. */
export interface ResourcesArgs {
  /** CPU as a Kubernetes quantity, such as `500m`. */
  readonly cpu: pulumi.Input<string>;
  /** Memory as a Kubernetes quantity, such as `512Mi`. */
  readonly memory: pulumi.Input<string>;
}

/** What an {@link ElasticService} is made from. */
export interface ElasticServiceArgs {
  /**
   * The cluster to run in: a `VirtualNodeCluster`, or the kubeconfig of one that somebody else made, with the generation
   * of its virtual nodes. For the latter every service makes a Kubernetes provider of its own, a child; give one in
   * `opts.provider` to share it.
   */
  readonly cluster: ClusterRef;
  /**
   * Namespace of everything, which must exist.
   *
   * @default "default"
   */
  readonly namespace?: pulumi.Input<string>;
  /** Image of the container. It must be for Linux on amd64; ACI runs no other. */
  readonly image: pulumi.Input<string>;
  /** Port on which the container listens for HTTP, 1 to 65535. */
  readonly port: pulumi.Input<number>;
  /** What one replica may use. Required: ACI bills by it and plans are made with it. */
  readonly resources: ResourcesArgs;
  /** Number of replicas on all tiers together, 0 or more. */
  readonly replicas: pulumi.Input<number>;
  /**
   * The most replicas on VMs, 0 or more. VMs fill first; the virtual node runs the rest.
   *
   * @default - all: nothing runs on the virtual node
   */
  readonly vmReplicas?: pulumi.Input<number>;
  /**
   * The most replicas on the virtual node, 0 or more. What neither tier has room for is reported as unplaced.
   *
   * @default 100, ACI's default quota of container groups: a pod above the quota would wait for ever
   */
  readonly virtualNodeReplicas?: pulumi.Input<number>;
  /**
   * Environment variables of the container.
   *
   * @default - none
   */
  readonly env?: pulumi.Input<Record<string, pulumi.Input<string>>>;
  /**
   * HTTP path, on `port`, that answers with 200 to 399 while a replica can take requests.
   *
   * @default - a replica takes requests as soon as it runs
   */
  readonly readinessPath?: pulumi.Input<string>;
  /**
   * HTTP path, on `port`, whose silence restarts the container.
   *
   * @default - the container is restarted only when it ends
   */
  readonly livenessPath?: pulumi.Input<string>;
  /**
   * Names of Secrets with the credentials of private registries. The virtual node needs them also where VMs pull with the
   * cluster's own identity.
   *
   * @default - none
   */
  readonly imagePullSecrets?: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * Who can reach the service.
   *
   * @default Exposure.clusterIP, because a service opens to nobody whom its author did not name
   */
  readonly exposure?: pulumi.Input<Exposure>;
  /**
   * Port of the Service, 1 to 65535.
   *
   * @default 80
   */
  readonly servicePort?: pulumi.Input<number>;
}

/**
 * A service whose replicas run on VM nodes up to a number and on the virtual node above it: one Deployment pinned to each
 * tier, with counted replicas, and one Service over both.
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
  /** The replicas on VM nodes. */
  readonly vm: Deployment;
  /** The replicas on the virtual node. */
  readonly virtualNode: Deployment;
  /** The one Service over both. */
  readonly service: Service;
  /** Where the replicas run, and why. */
  readonly placement: pulumi.Output<PlacementPlan>;
  /** Host and port where the service answers, for those that it is exposed to. */
  readonly endpoint: pulumi.Output<string>;
  /** The endpoint as an HTTP address. */
  readonly url: pulumi.Output<string>;

  constructor(name: string, args: ElasticServiceArgs, opts?: pulumi.ComponentResourceOptions) {
    super("aks-elastic:index:ElasticService", name, args, opts);

    const { identity, placement, pod, service, virtualNodes } = resolve(`ElasticService "${name}"`, {
      identity: decision({ name, namespace: args.namespace ?? "default" }, serviceIdentity),
      placement: decision(pick(args, "replicas", "vmReplicas", "virtualNodeReplicas"), placementSpec),
      pod: decision(pick(args, ...POD_ARGS), podSpec),
      service: decision(pick(args, "exposure", "servicePort"), serviceSpec),
      virtualNodes: decision(pick(args.cluster, ...VIRTUAL_NODE_ARGS), virtualNodeSelectorSpec),
    });
    this.placement = placement.apply(planPlacement);
    report(this.placement, this);

    const connection = connect(this, name, args.cluster);
    const parts = { name, namespace: identity.namespace, pod, virtualNodes, connection };
    this.vm = tierDeployment(this, Tier.vm, parts);
    this.virtualNode = tierDeployment(this, Tier.virtualNode, parts);
    this.service = serviceOverTiers(this, service, parts);

    this.endpoint = endpoint(this.service, service);
    this.url = pulumi.interpolate`http://${this.endpoint}`;
    this.registerOutputs(pick(this, "placement", "endpoint", "url"));
  }
}

const POD_ARGS = [
  "image",
  "port",
  "resources",
  "env",
  "readinessPath",
  "livenessPath",
  "imagePullSecrets",
] as const satisfies readonly (keyof ElasticServiceArgs)[];

const VIRTUAL_NODE_ARGS = [
  "virtualNodeGeneration",
  "virtualNodeLabels",
] as const satisfies readonly (keyof ClusterRef)[];

interface ServiceParts {
  readonly name: string;
  readonly namespace: pulumi.Output<string>;
  readonly pod: pulumi.Output<PodSpec>;
  readonly virtualNodes: pulumi.Output<VirtualNodeSelectorSpec>;
  readonly connection: ClusterConnection;
}

function tierDeployment(parent: ElasticService, tier: Tier, parts: ServiceParts): Deployment {
  const { name, namespace, pod, connection } = parts;
  const replicas = parent.placement.apply((plan) => plan[tier]);
  const template = pulumi
    .all([tierNodes(tier, parts), pod])
    .apply(([nodes, spec]) => podTemplateManifest(name, nodes, spec));
  return new Deployment(
    `${name}-${TIER_NAMES[tier]}`,
    deploymentManifest(name, tier, { namespace, replicas, template }),
    { parent, ...inCluster(connection), dependsOn: [...connection.dependsOn] },
  );
}

/** The nodes of one tier. VMs are told apart from virtual nodes of any generation, so theirs need not be known. */
function tierNodes(tier: Tier, { virtualNodes }: Pick<ServiceParts, "virtualNodes">): pulumi.Output<TierNodes> {
  if (tier === Tier.vm) return pulumi.output({ tier });
  return virtualNodes.apply((known) => ({ tier, virtualNodes: known }));
}

function serviceOverTiers(
  parent: ElasticService,
  spec: pulumi.Output<ServiceSpec>,
  { name, namespace, connection }: ServiceParts,
): Service {
  const manifest = spec.apply((known) => serviceManifest(name, known));
  return new Service(
    `${name}-service`,
    {
      metadata: {
        name,
        namespace,
        labels: serviceLabels(name),
        annotations: pulumi.all([manifest, parent.placement]).apply(([{ annotations }, plan]) => ({
          ...annotations,
          // Nobody answers for a service without pods, so the provider must not wait for somebody.
          ...(plan.vm + plan.virtualNode === 0 ? { "pulumi.com/skipAwait": "true" } : {}),
        })),
      },
      spec: manifest.apply((known) => known.spec),
    },
    { parent, ...inCluster(connection) },
  );
}

/** What Azure's load balancer reports, which is nothing in a preview. */
interface LoadBalancerStatus {
  readonly loadBalancer?: { readonly ingress?: readonly { readonly ip?: string; readonly hostname?: string }[] };
}

function endpoint(service: Service, spec: pulumi.Output<ServiceSpec>): pulumi.Output<string> {
  const status: pulumi.Output<LoadBalancerStatus | undefined> = service.status;
  return pulumi.all([service.metadata, status, spec]).apply(([{ name, namespace }, reported, known]) => {
    const [ingress] = reported?.loadBalancer?.ingress ?? [];
    const address = ingress?.ip ?? ingress?.hostname;
    // Not the DNS name of what is about to have an address: a preview must not promise what the update then changes.
    if (!address && known.exposure !== Exposure.clusterIP && pulumi.runtime.isDryRun()) return pulumi.unknown as never;
    return serviceEndpoint(known, { name, namespace, address });
  });
}

/** Shows the split where the user looks, in a preview too. */
function report(placement: pulumi.Output<PlacementPlan>, service: ElasticService): void {
  placement.apply((plan) => {
    const line = `${placementSummary(plan)}. ${plan.reasons.join(" ")}`;
    return plan.unplaced > 0 ? pulumi.log.warn(line, service) : pulumi.log.info(line, service);
  });
}
