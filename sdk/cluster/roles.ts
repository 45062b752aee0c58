/**
 * Azure's built-in roles that a cluster with virtual nodes needs.
 *
 * @see https://learn.microsoft.com/azure/role-based-access-control/built-in-roles
 */
export const Role = {
  /** Lets an identity join machines and container groups to a subnet. */
  networkContributor: "4d97b98b-1d4f-4787-a291-c67834d212e7",
  /** Lets an identity create, read and delete container groups. */
  containerInstancesContributor: "5d977122-f97e-4b4d-a52f-6b43003ddb4d",
  /** Lets an identity pull images from a container registry. */
  acrPull: "7f951dda-4ed3-4680-a7ca-43fe172d538d",
  /** Lets an identity give another identity to the resources that it creates. */
  managedIdentityOperator: "f1a07417-d97a-45cb-824c-7a7467783830",
  /** Lets an identity write the records of a private DNS zone. */
  privateDnsZoneContributor: "b12aa53e-6015-4669-85d0-8515ebb3ae7f",
} as const;
export type Role = (typeof Role)[keyof typeof Role];

/** A role that Azure does not bring along. */
export interface CustomRole {
  readonly description: string;
  readonly actions: string[];
}

/**
 * All that the virtual node's identity needs on a subnet that is delegated to container groups already. It reads the
 * subnet to see that it is (virtual-kubelet/azure-aci, pkg/network/aci_network.go).
 */
export const SUBNET_JOIN: CustomRole = {
  description: "Read a subnet and join container groups to it.",
  actions: ["Microsoft.Network/virtualNetworks/subnets/read", "Microsoft.Network/virtualNetworks/subnets/join/action"],
};

/**
 * The ARM id of a role, Azure's own or a custom one, in the form in which Azure gives it back.
 *
 * @param role the role's GUID
 */
export function roleDefinitionId(subscriptionId: string, role: string): string {
  return `/subscriptions/${subscriptionId}/providers/Microsoft.Authorization/roleDefinitions/${role}`;
}

/** The subscription of anything that has an ARM id in one. */
export function subscriptionOf(id: string): string {
  return segmentAfter("subscriptions", id);
}

/** The ARM id of the resource group of anything that is in one. */
export function resourceGroupOf(id: string): string {
  return resourceGroupId(subscriptionOf(id), segmentAfter("resourceGroups", id));
}

export function resourceGroupId(subscriptionId: string, name: string): string {
  return `/subscriptions/${subscriptionId}/resourceGroups/${name}`;
}

/** ARM ids are compared without regard to case (https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules). */
function segmentAfter(kind: string, id: string): string {
  const segments = id.split("/");
  const found = segments[segments.findIndex((segment) => segment.toLowerCase() === kind.toLowerCase()) + 1];
  if (found) return found;
  throw new Error(`Reading an ARM id: ${id} has no ${kind}. Where it comes from, an ARM id must be given.`);
}
