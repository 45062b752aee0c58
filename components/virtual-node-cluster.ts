import { RoleAssignment, type RoleAssignmentArgs } from "@pulumi/azure-native/authorization";
import {
  AgentPool,
  listManagedClusterUserCredentialsOutput,
  ManagedCluster,
  type ManagedClusterArgs,
} from "@pulumi/azure-native/containerservice";
import { UserAssignedIdentity } from "@pulumi/azure-native/managedidentity";
import { Provider } from "@pulumi/kubernetes/provider";
import * as pulumi from "@pulumi/pulumi";
import { clusterNames } from "../sdk/cluster/cluster-names";
import { clusterNetworkSpec, type ClusterNetworkSpec } from "../sdk/cluster/cluster-network";
import { systemPoolSpec, userPoolSpec, type NodePoolSpec } from "../sdk/cluster/node-pool-spec";
import { Role, roleDefinitionId } from "../sdk/cluster/roles";
import { registerConnection, registeredConnection } from "./cluster-ref";
import { agentPool, type NodePoolArgs, type UserPoolArgs } from "./node-pool";
import { decision, decisionForEach, pick, resolve } from "./resolve";

/** The network of a cluster. A `VirtualNodeNetwork` is one; subnets that somebody else made are one by their ids. */
export interface NetworkRef {
  /** ARM id of the subnet of the VM nodes. It must not be delegated. */
  readonly nodeSubnetId: pulumi.Input<string>;
  /** ARM id of the subnet of the virtual node's pods: in the same virtual network, delegated to container groups. */
  readonly virtualNodeSubnetId: pulumi.Input<string>;
  /**
   * IPv4 range of the cluster's Services. It must not overlap a subnet of the network.
   *
   * @default "10.0.0.0/16", as AKS has it
   */
  readonly serviceCidr?: pulumi.Input<string>;
}

/** What a {@link VirtualNodeCluster} is made from. */
export interface VirtualNodeClusterArgs {
  /** Resource group of the cluster. */
  readonly resourceGroupName: pulumi.Input<string>;
  /**
   * Azure region. It must be the network's.
   *
   * @default - the provider's `azure-native:location`
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
   * Version of Kubernetes, such as `1.34`.
   *
   * @default - Azure's default version at the time of creation
   */
  readonly kubernetesVersion?: pulumi.Input<string>;
  /**
   * Tags of every resource that can have them.
   *
   * @default - none
   */
  readonly tags?: pulumi.Input<Record<string, pulumi.Input<string>>>;
}

/**
 * An AKS cluster with the virtual-node add-on, and the two identities that make it work: the cluster's own, which may
 * join VMs to the node subnet, and the connector's, which may join container groups to the virtual node's.
 *
 * @example
 * ```ts
 * const cluster = new VirtualNodeCluster("cluster", {
 *   resourceGroupName,
 *   network,
 *   systemPool: { vmSize: "Standard_D2s_v5" },
 *   userPools: [{ name: "apps", vmSize: "Standard_D4s_v5", count: 3 }],
 * });
 * ```
 */
export class VirtualNodeCluster extends pulumi.ComponentResource {
  /** The identity of the cluster's control plane. */
  readonly identity: UserAssignedIdentity;
  /** The cluster. */
  readonly cluster: ManagedCluster;
  /** The user pools, in the order of the args. */
  readonly userPools: AgentPool[];
  /** Kubeconfig of a cluster user, YAML. A secret. */
  readonly kubeconfig: pulumi.Output<string>;

  constructor(name: string, args: VirtualNodeClusterArgs, opts?: pulumi.ComponentResourceOptions) {
    super("aks-elastic:index:VirtualNodeCluster", name, args, opts);

    const { network, systemPool, userPools } = resolve(`VirtualNodeCluster "${name}"`, {
      names: decision({ name, ...poolNames(args) }, clusterNames),
      network: decision(pick(args.network, "nodeSubnetId", "virtualNodeSubnetId", "serviceCidr"), clusterNetworkSpec),
      systemPool: decision(args.systemPool, systemPoolSpec),
      userPools: decisionForEach(args.userPools ?? [], userPoolSpec),
    });
    const place = pick(args, "resourceGroupName", "location", "tags");
    const child = { parent: this };

    this.identity = new UserAssignedIdentity(`${name}-identity`, place, child);
    const nodeSubnetRole = new RoleAssignment(
      `${name}-node-subnet-role`,
      networkContributor(network, network.nodeSubnetId, this.identity.principalId),
      child,
    );
    this.cluster = new ManagedCluster(
      `${name}-cluster`,
      { ...place, ...managedCluster(name, args, { network, systemPool, identityId: this.identity.id }) },
      // AKS takes no subnet that the cluster's identity may not join.
      { ...child, dependsOn: nodeSubnetRole },
    );
    const connectorRole = new RoleAssignment(
      `${name}-connector-role`,
      networkContributor(network, network.virtualNodeSubnetId, connectorPrincipalId(this.cluster)),
      child,
    );
    this.userPools = userPools.map(({ item, spec }) =>
      userPool(this, `${name}-pool-${item.name}`, { args, spec, network }),
    );

    this.kubeconfig = userKubeconfig(this.cluster, args.resourceGroupName, this);
    registerConnection(this, {
      provider: kubernetesProvider(this, name),
      // On destroy the pods go while the connector can still take their container groups away.
      dependsOn: [connectorRole, ...this.userPools],
      deletedWith: this.cluster,
    });
    this.registerOutputs({ kubeconfig: this.kubeconfig });
  }

  /** The Kubernetes provider of this cluster, for what else is to run in it. */
  get provider(): pulumi.ProviderResource {
    return registeredConnection(this).provider;
  }
}

function poolNames({ systemPool, userPools = [] }: VirtualNodeClusterArgs) {
  return { systemPool: systemPool.name ?? "system", userPools: userPools.map((pool) => pool.name) };
}

interface ClusterParts {
  readonly network: pulumi.Output<ClusterNetworkSpec>;
  readonly systemPool: pulumi.Output<NodePoolSpec>;
  readonly identityId: pulumi.Output<string>;
}

function managedCluster(
  name: string,
  { kubernetesVersion, userPools = [] }: VirtualNodeClusterArgs,
  { network, systemPool, identityId }: ClusterParts,
): Omit<ManagedClusterArgs, "resourceGroupName"> {
  return {
    dnsPrefix: name,
    ...(kubernetesVersion === undefined ? {} : { kubernetesVersion }),
    identity: { type: "UserAssigned", userAssignedIdentities: [identityId] },
    agentPoolProfiles: [
      {
        name: systemPool.name,
        mode: "System",
        ...agentPool(systemPool, network.nodeSubnetId),
        // AKS's own way to keep other pods off the system pool (https://learn.microsoft.com/azure/aks/use-system-pools).
        ...(userPools.length > 0 ? { nodeTaints: ["CriticalAddonsOnly=true:NoSchedule"] } : {}),
      },
    ],
    // Virtual nodes need flat Azure CNI: `azure` without a mode. Without a plugin AKS takes an overlay
    // (https://learn.microsoft.com/azure/aks/azure-cni-overlay).
    networkProfile: {
      networkPlugin: "azure",
      serviceCidr: network.serviceCidr,
      dnsServiceIP: network.dnsServiceIP,
    },
    addonProfiles: {
      // The subnet's name, not its id; the key has this case (Azure/azure-sdk-for-go issue 5559).
      aciConnectorLinux: { enabled: true, config: { SubnetName: network.virtualNodeSubnetName } },
    },
  };
}

interface UserPoolParts {
  readonly args: VirtualNodeClusterArgs;
  readonly spec: pulumi.Output<NodePoolSpec>;
  readonly network: pulumi.Output<ClusterNetworkSpec>;
}

function userPool(parent: VirtualNodeCluster, name: string, { args, spec, network }: UserPoolParts): AgentPool {
  return new AgentPool(
    name,
    {
      resourceGroupName: args.resourceGroupName,
      resourceName: parent.cluster.name,
      agentPoolName: spec.name,
      mode: "User",
      ...agentPool(spec, network.nodeSubnetId),
      ...pick(args, "tags"),
    },
    // Two pools of one cluster cannot have one name; and where the cluster goes, its pools go with it.
    { parent, deleteBeforeReplace: true, deletedWith: parent.cluster },
  );
}

/** The add-on's identity is made with the cluster, so its role can only be given afterwards. */
function connectorPrincipalId(cluster: ManagedCluster): pulumi.Output<string> {
  return cluster.addonProfiles.apply((profiles) => {
    const identity: { readonly objectId?: string } | undefined = profiles?.["aciConnectorLinux"]?.identity;
    if (identity?.objectId) return identity.objectId;
    // A preview repeats what it was given, and Azure has not yet given the identity.
    if (pulumi.runtime.isDryRun()) return pulumi.unknown as never;
    throw new Error(
      "Giving the virtual node's connector its role: the cluster has no identity for the add-on aciConnectorLinux. " +
        "See whether the add-on is enabled: az aks show --query addonProfiles",
    );
  });
}

/** The role that virtual nodes are documented to need (https://learn.microsoft.com/azure/aks/virtual-nodes-cli). */
function networkContributor(
  network: pulumi.Output<ClusterNetworkSpec>,
  scope: pulumi.Output<string>,
  principalId: pulumi.Output<string>,
): RoleAssignmentArgs {
  return {
    scope,
    roleDefinitionId: network.apply(({ subscriptionId }) => roleDefinitionId(subscriptionId, Role.networkContributor)),
    principalId,
    // Without the type Azure refuses an identity that is too new for its directory
    // (https://learn.microsoft.com/azure/role-based-access-control/troubleshooting).
    principalType: "ServicePrincipal",
  };
}

function userKubeconfig(
  cluster: ManagedCluster,
  resourceGroupName: pulumi.Input<string>,
  parent: pulumi.Resource,
): pulumi.Output<string> {
  const credentials = listManagedClusterUserCredentialsOutput(
    { resourceGroupName, resourceName: cluster.name },
    { parent },
  );
  // Azure's answer is not marked as a secret.
  return pulumi.secret(credentials).apply(({ kubeconfigs: [first] }) => {
    if (first) return Buffer.from(first.value, "base64").toString("utf8");
    throw new Error("Reading the cluster's kubeconfig: Azure returned none. May this identity list user credentials?");
  });
}

function kubernetesProvider(parent: VirtualNodeCluster, name: string): Provider {
  return new Provider(
    `${name}-kubernetes`,
    // Without the identifier a kubeconfig that Azure has renewed would replace everything in the cluster.
    { kubeconfig: parent.kubeconfig, clusterIdentifier: parent.cluster.id },
    { parent },
  );
}
