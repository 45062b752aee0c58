import { RoleDefinition, type RoleAssignmentArgs } from "@pulumi/azure-native/authorization";
import * as pulumi from "@pulumi/pulumi";
import { resourceGroupOf, roleDefinitionId, subscriptionOf, type CustomRole } from "../../sdk/cluster/roles";

/** A role that an identity gets. */
export interface Grant {
  /** ARM id of what the role is given on. */
  readonly scope: pulumi.Input<string>;
  /** GUID of the role: one of `Role`, or the name of a `RoleDefinition`. */
  readonly role: pulumi.Input<string>;
  /** Object id of the identity. */
  readonly principalId: pulumi.Input<string>;
}

/** The role assignment that gives a managed identity its role. */
export function roleAssignment({ scope, role, principalId }: Grant): RoleAssignmentArgs {
  return {
    scope,
    // In the subscription's form, because Azure gives it back so; in another it would be a change at every refresh.
    roleDefinitionId: pulumi.all([scope, role]).apply(([id, guid]) => roleDefinitionId(subscriptionOf(id), guid)),
    principalId,
    // Without the type Azure refuses an identity that is too new for its directory
    // (https://learn.microsoft.com/azure/role-based-access-control/troubleshooting).
    principalType: "ServicePrincipal",
  };
}

/** A custom role, and the resource that it is for. */
export interface CustomRoleFor {
  readonly role: CustomRole;
  /** ARM id of the resource. */
  readonly resourceId: pulumi.Input<string>;
}

/**
 * Defines a custom role for one resource. A role can be made assignable in a whole resource group and no less; what it
 * can be used for is said by its assignments.
 *
 * @see https://learn.microsoft.com/azure/role-based-access-control/role-definitions#assignablescopes
 */
export function customRole(
  parent: pulumi.ComponentResource,
  name: string,
  { role, resourceId }: CustomRoleFor,
): RoleDefinition {
  const id = pulumi.output(resourceId);
  const resourceGroup = id.apply(resourceGroupOf);
  return new RoleDefinition(
    name,
    {
      scope: resourceGroup,
      // Unique in the whole tenant, up to 512 characters
      // (https://learn.microsoft.com/azure/role-based-access-control/custom-roles#custom-role-properties).
      roleName: pulumi.interpolate`${pulumi.getProject()}/${pulumi.getStack()}/${name} on ${id}`,
      roleType: "CustomRole",
      description: role.description,
      permissions: [{ actions: role.actions, notActions: [] }],
      assignableScopes: [resourceGroup],
    },
    { parent },
  );
}
