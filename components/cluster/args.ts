import type * as pulumi from "@pulumi/pulumi";
import type { ClusterTier } from "../../sdk/cluster/cluster-features";
import type { NodeOsUpgradeChannel, UpgradeChannel } from "../../sdk/cluster/cluster-upgrades";
import type { NetworkRef } from "../network-ref";
import type { NodePoolArgs, UserPoolArgs } from "../node-pool";
import type { VirtualNodeArgs } from "../virtual-node/args";
import type { EntraIdArgs, PrivateClusterArgs } from "./access-args";
import type { ClusterIdentityArgs } from "./identity";
import type { MaintenanceWindowArgs } from "./maintenance";
import type { MonitoringArgs } from "./monitoring";

/** What a `VirtualNodeCluster` is made from. */
export interface VirtualNodeClusterArgs {
  /** Resource group of the cluster. */
  readonly resourceGroupName: pulumi.Input<string>;
  /**
   * Azure region. It must be the network's.
   *
   * @default - the network's, where it says one; otherwise the provider's `azure-native:location`
   */
  readonly location?: pulumi.Input<string>;
  /** The network: a `VirtualNodeNetwork`, or the ids of subnets that somebody else made. */
  readonly network: NetworkRef;
  /**
   * The pool of the cluster's own pods, among them the connector of the virtual node. Where there are user pools, other
   * pods are kept off it.
   */
  readonly systemPool: NodePoolArgs;
  /**
   * The pools of everything else. A change to one never replaces the cluster; a change that replaces a pool, such as
   * another `vmSize`, drains it first, unless the pool gets another name with it.
   *
   * @default - none: everything runs on the system pool
   */
  readonly userPools?: UserPoolArgs[];
  /**
   * The virtual node.
   *
   * @default - AKS's add-on: one virtual node of generation v1
   */
  readonly virtualNode?: VirtualNodeArgs;
  /**
   * Version of Kubernetes, of the control plane and of every pool, such as `1.34`. With the upgrade channel `patch` it is
   * a minor version, and raising it upgrades the cluster; with `stable` and `rapid` it only counts when the cluster is
   * made, because AKS raises it.
   *
   * @default - Azure's default version at the time of creation
   */
  readonly kubernetesVersion?: pulumi.Input<string>;
  /**
   * Which versions of Kubernetes AKS moves the cluster to by itself. It must be known when the program runs.
   *
   * @default UpgradeChannel.patch, because patches hold the fixes of security and break no API, and a new minor version may
   */
  readonly upgradeChannel?: UpgradeChannel;
  /**
   * Where the nodes' operating system gets its updates from.
   *
   * @default NodeOsUpgradeChannel.nodeImage, as AKS has it: what every node runs was tested as a whole
   */
  readonly nodeOsUpgradeChannel?: pulumi.Input<NodeOsUpgradeChannel>;
  /**
   * When AKS may upgrade the cluster and its nodes by itself.
   *
   * @default - at any time
   */
  readonly maintenanceWindow?: MaintenanceWindowArgs;
  /**
   * What Azure answers for of the control plane.
   *
   * @default ClusterTier.free, because the others cost by the hour; a production cluster is better off with `standard`
   */
  readonly tier?: pulumi.Input<ClusterTier>;
  /**
   * The identity of the control plane.
   *
   * @default - a user-assigned identity of its own, with Network Contributor on the node subnet and nothing else
   */
  readonly identity?: ClusterIdentityArgs;
  /**
   * Sign-in with Entra ID in place of the cluster's own accounts.
   *
   * @default - the cluster's own accounts, because a cluster cannot know whom to let in
   */
  readonly entraId?: EntraIdArgs;
  /**
   * An API server without a public address.
   *
   * @default - a public address, because Pulumi and you must reach it from where you are
   */
  readonly privateCluster?: PrivateClusterArgs;
  /**
   * Whether pods may sign in to Azure as the identity of their service account, without a secret. Pods on VMs and on
   * virtual nodes of v2 can; those on v1 cannot (https://learn.microsoft.com/azure/aks/workload-identity-overview). The
   * OIDC issuer that it needs is always on: it costs nothing, gives away public keys only, and cannot be turned off.
   *
   * @default true, because the alternative is passwords in Secrets
   */
  readonly workloadIdentity?: pulumi.Input<boolean>;
  /**
   * Whether AKS runs KEDA, which scales Deployments by events.
   *
   * @default - not turned on
   */
  readonly keda?: pulumi.Input<boolean>;
  /**
   * Container Insights: logs and metrics of nodes and pods in a Log Analytics workspace, paid by what is written.
   *
   * @default - none
   */
  readonly monitoring?: MonitoringArgs;
  /**
   * ARM id of a container registry that the VM nodes, and virtual nodes of v2, may pull from. Pods on v1 need an
   * `imagePullSecret` all the same.
   *
   * @default - none
   */
  readonly containerRegistryId?: pulumi.Input<string>;
  /**
   * Whatever no argument is for: the inputs of azure-native's `ManagedCluster`, merged last into those of the cluster
   * (objects member by member, lists as a whole, `null` takes away). What does not go together with virtual nodes is
   * refused. A name that `ManagedCluster` does not have is ignored by it.
   *
   * @default - nothing
   */
  readonly managedCluster?: pulumi.Inputs;
  /**
   * Tags of every resource that can have them.
   *
   * @default - none
   */
  readonly tags?: pulumi.Input<Record<string, pulumi.Input<string>>>;
}
