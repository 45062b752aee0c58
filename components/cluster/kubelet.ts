import { RoleAssignment } from "@pulumi/azure-native/authorization";
import type { ManagedCluster } from "@pulumi/azure-native/containerservice";
import type * as pulumi from "@pulumi/pulumi";
import { Role } from "../../sdk/cluster/roles";
import { roleAssignment } from "../virtual-node/role-assignment";
import type { VirtualNodeClusterArgs } from "./args";
import { kubeletPrincipalId } from "./given-by-azure";

/** What the VMs of a cluster are given roles by. */
export interface KubeletParts {
  readonly args: Pick<VirtualNodeClusterArgs, "containerRegistryId">;
  readonly cluster: ManagedCluster;
}

/** Lets a cluster's VMs pull from a registry, where one is named. */
export function registryRoles(
  parent: pulumi.Resource,
  name: string,
  { args, cluster }: KubeletParts,
): readonly RoleAssignment[] {
  const scope = args.containerRegistryId;
  if (scope === undefined) return [];
  const grant = { scope, role: Role.acrPull, principalId: kubeletPrincipalId(cluster) };
  return [new RoleAssignment(`${name}-container-registry-role`, roleAssignment(grant), { parent })];
}
