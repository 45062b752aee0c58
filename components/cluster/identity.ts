import { RoleAssignment } from "@pulumi/azure-native/authorization";
import type { ManagedCluster, ManagedClusterArgs } from "@pulumi/azure-native/containerservice";
import { UserAssignedIdentity } from "@pulumi/azure-native/managedidentity";
import * as pulumi from "@pulumi/pulumi";
import { isCustomZone } from "../../sdk/cluster/cluster-access";
import { ClusterIdentityType, type ClusterIdentitySpec } from "../../sdk/cluster/cluster-identity";
import type { ClusterNetworkSpec } from "../../sdk/cluster/cluster-network";
import { Role } from "../../sdk/cluster/roles";
import { pick } from "../resolve";
import { givenByAzure } from "./given-by-azure";
import { roleAssignment } from "../virtual-node/role-assignment";
import type { VirtualNodeClusterArgs } from "./args";

/** Which identity a cluster's control plane has: one that somebody made, or one of a type. */
export interface ClusterIdentityArgs {
  /**
   * The type. It must be known when the program runs.
   *
   * @default ClusterIdentityType.userAssigned, because its role can be given before there is a cluster that needs it
   */
  readonly type?: ClusterIdentityType;
  /**
   * ARM id of an existing user-assigned identity.
   *
   * @default - an identity of its own
   */
  readonly id?: pulumi.Input<string>;
  /**
   * Object id of the existing identity, which its roles are given to. Required with `id`.
   *
   * @default - that of its own identity
   */
  readonly principalId?: pulumi.Input<string>;
  /**
   * Whether the existing identity has its roles already: Network Contributor on the node subnet, and what a private DNS
   * zone of your own takes. Then none is given, which Azure refuses where there is one (`RoleAssignmentExists`), as for the
   * second cluster with one identity in one subnet. It must be known when the program runs.
   *
   * @default false
   * @see https://learn.microsoft.com/azure/role-based-access-control/troubleshooting
   */
  readonly hasRoles?: boolean;
}

/** The identity of a cluster that does not exist yet. */
export interface ClusterIdentity {
  /** The identity that was made for the cluster. */
  readonly made?: UserAssignedIdentity;
  /** ARM id of a user-assigned identity, made or existing. */
  readonly id?: pulumi.Output<string>;
  /** Object id of a user-assigned identity, made or existing. */
  readonly principalId?: pulumi.Output<string>;
}

/** What the identity of a cluster is made from. */
export interface IdentityParts {
  readonly args: Pick<VirtualNodeClusterArgs, "identity" | "resourceGroupName" | "tags">;
  readonly decided: { readonly identity: pulumi.Output<ClusterIdentitySpec> };
  readonly location: pulumi.Input<string> | undefined;
}

/** The identity that a cluster is made with. */
export function clusterIdentity(
  parent: pulumi.Resource,
  name: string,
  { args, decided, location }: IdentityParts,
): ClusterIdentity {
  if (isSystemAssigned(args)) return {};
  if (args.identity?.id !== undefined) {
    const existing = decided.identity.apply(({ existing: given }) => given ?? { id: "", principalId: "" });
    return { id: existing.id, principalId: existing.principalId };
  }
  const place = { ...pick(args, "resourceGroupName", "tags"), location };
  const made = new UserAssignedIdentity(`${name}-identity`, place, { parent });
  return { made, id: made.id, principalId: made.principalId };
}

/** Whether a cluster gets its identity only when it is made. */
export function isSystemAssigned({ identity }: Pick<VirtualNodeClusterArgs, "identity">): boolean {
  return identity?.type === ClusterIdentityType.systemAssigned;
}

/** The identity in ARM's words. */
export function identityProfile({ id }: ClusterIdentity): NonNullable<ManagedClusterArgs["identity"]> {
  return id === undefined ? { type: "SystemAssigned" } : { type: "UserAssigned", userAssignedIdentities: [id] };
}

/** What the roles of a cluster's identity are given by. */
export interface RoleParts {
  readonly args: Pick<VirtualNodeClusterArgs, "identity" | "privateCluster">;
  readonly decided: { readonly network: pulumi.Output<ClusterNetworkSpec> };
  readonly identity: ClusterIdentity;
}

/**
 * The roles that a user-assigned identity must have before AKS makes a cluster with it. A private DNS zone of one's own
 * has AKS link it to the virtual network, which takes a right on that too.
 *
 * @see https://learn.microsoft.com/azure/aks/private-clusters (configuration options for private DNS)
 */
export function rolesBefore(
  parent: pulumi.Resource,
  name: string,
  { args, decided: { network }, identity: { principalId } }: RoleParts,
): RoleAssignment[] {
  if (principalId === undefined || args.identity?.hasRoles === true) return [];
  const grant = (role: string, scope: pulumi.Input<string>, definition: Role) =>
    new RoleAssignment(`${name}-${role}`, roleAssignment({ scope, role: definition, principalId }), { parent });
  const nodeSubnet = grant("node-subnet-role", network.nodeSubnetId, Role.networkContributor);
  const zone = customZone(args);
  if (zone === undefined) return [nodeSubnet];
  return [
    nodeSubnet,
    grant("private-dns-zone-role", zone, Role.privateDnsZoneContributor),
    grant("virtual-network-role", network.nodeSubnetId.apply(virtualNetworkOf), Role.networkContributor),
  ];
}

/** The role of a system-assigned identity, which comes with the cluster. */
export function rolesAfter(
  parent: pulumi.Resource,
  name: string,
  { decided: { network }, identity, cluster }: Omit<RoleParts, "args"> & { readonly cluster: ManagedCluster },
): readonly RoleAssignment[] {
  if (identity.principalId !== undefined) return [];
  const grant = { scope: network.nodeSubnetId, role: Role.networkContributor, principalId: principalOf(cluster) };
  return [new RoleAssignment(`${name}-node-subnet-role`, roleAssignment(grant), { parent })];
}

/** Object id of the identity that a cluster runs with. */
export function clusterPrincipalId(identity: ClusterIdentity, cluster: ManagedCluster): pulumi.Output<string> {
  return identity.principalId ?? principalOf(cluster);
}

/**
 * The private DNS zone that somebody made. A zone that is known only later is one of those, because whether there is a
 * role to give must be known when the program runs.
 */
export function customZone({
  privateCluster,
}: Pick<VirtualNodeClusterArgs, "privateCluster">): pulumi.Input<string> | undefined {
  const zone = privateCluster?.privateDnsZone;
  return typeof zone === "string" && !isCustomZone(zone) ? undefined : zone;
}

function principalOf(cluster: ManagedCluster): pulumi.Output<string> {
  return givenByAzure(
    cluster.identity.apply((identity) => identity?.principalId),
    "Giving the cluster's identity its role: the cluster has no system-assigned identity. " +
      "See which it has: az aks show --query identity",
  );
}

function virtualNetworkOf(subnetId: string): string {
  return subnetId.replace(/\/subnets\/[^/]+$/i, "");
}
