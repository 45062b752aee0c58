/**
 * Azure's built-in roles that a cluster with virtual nodes needs.
 *
 * @see https://learn.microsoft.com/azure/role-based-access-control/built-in-roles
 */
export const Role = {
  /** Lets an identity join machines and container groups to a subnet. */
  networkContributor: "4d97b98b-1d4f-4787-a291-c67834d212e7",
} as const;
export type Role = (typeof Role)[keyof typeof Role];

/** The ARM id of a built-in role. */
export function roleDefinitionId(subscriptionId: string, role: Role): string {
  return `/subscriptions/${subscriptionId}/providers/Microsoft.Authorization/roleDefinitions/${role}`;
}
