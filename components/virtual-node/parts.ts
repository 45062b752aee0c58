import { RoleAssignment } from "@pulumi/azure-native/authorization";
import type { AgentPool, ManagedCluster } from "@pulumi/azure-native/containerservice";
import * as pulumi from "@pulumi/pulumi";
import type { ClusterNetworkSpec } from "../../sdk/cluster/cluster-network";
import { Role, SUBNET_JOIN } from "../../sdk/cluster/roles";
import { VirtualNodeGeneration } from "../../sdk/virtual-node/generation";
import { ConnectorRole, DEFAULT_CONNECTOR_ROLE, type VirtualNodeSpec } from "../../sdk/virtual-node/virtual-node-spec";
import type { VirtualNodeReady } from "../dynamic/virtual-node-ready";
import type { VirtualNodeArgs } from "./args";
import { customRole, roleAssignment } from "./role-assignment";

/** The cluster that gets a virtual node. */
export interface VirtualNodeParts {
  /** What the user wrote, for what must be known when the program runs. */
  readonly args: {
    readonly virtualNode?: VirtualNodeArgs;
    readonly tags?: pulumi.Input<Record<string, pulumi.Input<string>>>;
  };
  readonly spec: pulumi.Output<VirtualNodeSpec>;
  readonly cluster: ManagedCluster;
  readonly network: pulumi.Output<ClusterNetworkSpec>;
  readonly kubeconfig: pulumi.Output<string>;
  /** The Kubernetes provider of the cluster. */
  readonly provider: pulumi.ProviderResource;
  readonly userPools: readonly AgentPool[];
}

/** What makes the virtual node of a cluster. */
export interface VirtualNodeResources {
  /** The virtual node, as soon as pods can be scheduled to it. */
  readonly ready: VirtualNodeReady;
  /** What the identity that runs container groups may do. */
  readonly roles: readonly RoleAssignment[];
  /** Object id of the identity that runs container groups. */
  readonly principalId: pulumi.Output<string>;
}

/** Who gets the role on the virtual node's subnet. */
export interface SubnetGrantee {
  /** Name of the role assignment, after the cluster's. */
  readonly role: string;
  readonly principalId: pulumi.Output<string>;
}

/** Lets an identity join container groups to the virtual node's subnet, and nothing else in the network. */
export function subnetRole(
  parent: pulumi.ComponentResource,
  name: string,
  { args, network, role, principalId }: Pick<VirtualNodeParts, "args" | "network"> & SubnetGrantee,
): RoleAssignment {
  const scope = network.virtualNodeSubnetId;
  const { generation = VirtualNodeGeneration.v1, connectorRole } = args.virtualNode ?? {};
  const given =
    (connectorRole ?? DEFAULT_CONNECTOR_ROLE[generation]) === ConnectorRole.subnetJoin
      ? customRole(parent, `${name}-subnet-join-role`, { role: SUBNET_JOIN, resourceId: scope }).name
      : Role.networkContributor;
  return new RoleAssignment(`${name}-${role}`, roleAssignment({ scope, role: given, principalId }), { parent });
}

/** Anything whose change may leave the virtual node unusable for a while. */
export function readyTriggers(
  { cluster }: Pick<VirtualNodeParts, "cluster">,
  roles: readonly RoleAssignment[],
  ...more: pulumi.Input<string | undefined>[]
): pulumi.Output<string[]> {
  return pulumi
    .all([cluster.kubernetesVersion, ...roles.map(({ id }) => id), ...more])
    .apply((triggers) => triggers.filter((trigger) => trigger !== undefined));
}
