import type * as pulumi from "@pulumi/pulumi";
import type { Spread } from "../../sdk/pods/pod-spec";
import type { ExternalTrafficPolicy, Exposure } from "../../sdk/pods/service";
import type { UnfitPod } from "../../sdk/pods/unfit-pod";
import type { AutoscaleArgs } from "../autoscale/args";
import type { ClusterRef } from "../cluster-ref";
import type { FailoverArgs } from "./failover-args";
import type { ProbeArgs } from "./probe-args";
import type { AciQuotaArgs, TierArgs } from "./tier-args";
import type { UpgradeArgs } from "./upgrade-args";

/** What one replica may use. Its limits are the same: ACI takes no others. */
export interface ResourcesArgs {
  /** CPU as a Kubernetes quantity, such as `500m`. */
  readonly cpu: pulumi.Input<string>;
  /** Memory as a Kubernetes quantity, such as `512Mi`. */
  readonly memory: pulumi.Input<string>;
}

/** How HTTP requests from outside reach a service through an Ingress. */
export interface IngressArgs {
  /** Host name of the requests, such as `shop.example.com`. */
  readonly host: pulumi.Input<string>;
  /**
   * Start of the paths of the requests.
   *
   * @default "/"
   */
  readonly path?: pulumi.Input<string>;
  /**
   * Name of the IngressClass, such as `webapprouting.kubernetes.azure.com`.
   *
   * @default - the cluster's default class
   */
  readonly className?: pulumi.Input<string>;
  /**
   * Name of the Secret with the certificate of `host`.
   *
   * @default - no TLS at the Ingress
   */
  readonly tlsSecretName?: pulumi.Input<string>;
  /**
   * Annotations, by which Ingress controllers take what else they know.
   *
   * @default - none
   */
  readonly annotations?: pulumi.Input<Record<string, pulumi.Input<string>>>;
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
  /**
   * Port on which the container listens for HTTP, 1 to 65535.
   *
   * @default - it listens on none: there is no Service and no address, as for a worker that takes its work from a queue
   */
  readonly port?: pulumi.Input<number>;
  /** What one replica may use. Required: ACI bills by it and plans are made with it. */
  readonly resources: ResourcesArgs;
  /** Number of replicas on all tiers together, 0 to 100,000. With `autoscale` the fewest. */
  readonly replicas: pulumi.Input<number>;
  /**
   * The most replicas on VMs, 0 or more. VMs fill first; the virtual node runs the rest. For more than these two tiers,
   * see `tiers`.
   *
   * @default - all: nothing runs on the virtual node
   */
  readonly vmReplicas?: pulumi.Input<number>;
  /**
   * The most replicas on the virtual node, 0 to `aciQuota.containerGroups`. What neither tier has room for is reported as
   * unplaced.
   *
   * @default - as many as `aciQuota` has room for: a pod above the quota would wait for ever
   */
  readonly virtualNodeReplicas?: pulumi.Input<number>;
  /**
   * The tiers, in the order in which they fill. In place of `vmReplicas` and `virtualNodeReplicas`, for services that
   * also run on spot VMs, on several node pools, or in fixed shares.
   *
   * @default - VMs up to `vmReplicas`, then the virtual node up to `virtualNodeReplicas`
   */
  readonly tiers?: TierArgs[];
  /**
   * What Azure Container Instances allows the subscription in the cluster's region.
   *
   * @default - what Azure gives a new subscription
   */
  readonly aciQuota?: AciQuotaArgs;
  /**
   * Environment variables of the container.
   *
   * @default - none
   */
  readonly env?: pulumi.Input<Record<string, pulumi.Input<string>>>;
  /**
   * Environment variables that are kept in a ConfigMap. A change makes a new ConfigMap and new pods.
   *
   * @default - none
   */
  readonly config?: pulumi.Input<Record<string, pulumi.Input<string>>>;
  /**
   * Environment variables that are kept in a Secret. A change makes a new Secret and new pods.
   *
   * @default - none
   */
  readonly secrets?: pulumi.Input<Record<string, pulumi.Input<string>>>;
  /**
   * The HTTP request that a replica answers with 200 to 399 while it can take requests. On the virtual node of v1 it
   * decides nothing: there a pod is ready as soon as its container runs
   * (https://learn.microsoft.com/azure/aks/virtual-nodes).
   *
   * @default - on VMs a replica takes requests as soon as its port is open, on the virtual node as soon as it runs
   */
  readonly probe?: ProbeArgs;
  /**
   * The HTTP request whose silence restarts the container.
   *
   * @default - the container is restarted only when it ends
   */
  readonly liveness?: ProbeArgs;
  /**
   * Names of Secrets with the credentials of private registries. The virtual node needs them also where VMs pull with the
   * cluster's own identity.
   *
   * @default - none
   */
  readonly imagePullSecrets?: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * How hard replicas on VMs keep away from each other. Virtual nodes of v1 know no zones and no hosts to spread over.
   *
   * @default Spread.preferred, because a replica that waits for a place of its own serves nobody
   */
  readonly spread?: pulumi.Input<Spread>;
  /**
   * How many replicas, on all tiers together, may be away on purpose at a time, as when VMs are drained for an upgrade: a
   * number, or a percentage such as `10%`, rounded up.
   *
   * @default "10%", so that a single replica never keeps a VM from being drained
   */
  readonly maxUnavailable?: pulumi.Input<string>;
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
  /**
   * Which VMs a load balancer's requests may take to a replica. `Local` is for services without a tier on virtual nodes:
   * those are behind no load balancer (https://github.com/Azure/AKS/issues/1956), so no request would reach a replica
   * there.
   *
   * @default ExternalTrafficPolicy.cluster, all of them
   */
  readonly externalTrafficPolicy?: pulumi.Input<ExternalTrafficPolicy>;
  /**
   * An Ingress in front of the service.
   *
   * @default - none
   */
  readonly ingress?: IngressArgs;
  /**
   * Whatever no argument is for: a PodTemplateSpec, merged into that of every tier (objects member by member, lists of
   * named items by name, `null` takes away). The container is called as the service. Labels and the nodes of a tier
   * cannot be changed by it.
   *
   * @default - nothing
   */
  readonly podTemplate?: pulumi.Inputs;
  /**
   * Whether the pods of virtual-node tiers are changed into what ACI takes where they can be: each change is said. What
   * cannot be changed is refused all the same.
   *
   * @default false, because a pod that differs from what its author wrote is a surprise
   */
  readonly adapt?: pulumi.Input<boolean>;
  /**
   * What becomes of a service whose pods need what only VMs have, such as a PersistentVolumeClaim.
   *
   * @default UnfitPod.refuse
   */
  readonly unfitPod?: pulumi.Input<UnfitPod>;
  /**
   * Scales the service by load between `replicas` and a maximum: VMs fill first, the virtual node empties first.
   *
   * @default - the number of replicas is the program's
   */
  readonly autoscale?: AutoscaleArgs;
  /**
   * Moves replicas off a tier that is sick to those that are not, and home again when it is well.
   *
   * @default - replicas stay where they are, also where nothing runs them
   */
  readonly failover?: FailoverArgs;
  /**
   * How a new version takes the place of the old one.
   *
   * @default - it is first tried on the virtual node by one pod for 30 seconds
   */
  readonly upgrade?: UpgradeArgs;
}
