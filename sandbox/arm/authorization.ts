import { ArmError } from "./arm-error";
import { isAtOrBelow } from "./resource-id";

/** Who makes a request. */
export interface Principal {
  readonly objectId: string;
  /** The application (client) id, which Azure's messages call the client. */
  readonly clientId: string;
}

/** A set of actions as a role definition gives them, with wildcards. */
export interface Permission {
  readonly actions: readonly string[];
  readonly notActions: readonly string[];
}

/** A role given to a principal at a scope. */
export interface Grant {
  readonly principalId: string;
  readonly scope: string;
  readonly permissions: readonly Permission[];
}

/** Something that a principal wants to do. */
export interface Access {
  readonly principal: Principal;
  /** Such as `Microsoft.Network/virtualNetworks/subnets/read`. */
  readonly action: string;
  readonly scope: string;
}

/**
 * Whether some role of the principal, at the scope or above it, allows the action. What one role leaves out by its
 * notActions another role may still allow.
 *
 * @see https://learn.microsoft.com/azure/role-based-access-control/role-definitions#notactions
 */
export function isAllowed(access: Access, grants: readonly Grant[]): boolean {
  return grants
    .filter((grant) => grant.principalId.toLowerCase() === access.principal.objectId.toLowerCase())
    .filter((grant) => isAtOrBelow(access.scope, grant.scope))
    .some((grant) => grant.permissions.some((permission) => permits(permission, access.action)));
}

/** Whether a permission's actions, less its notActions, hold an action. */
export function permits(permission: Permission, action: string): boolean {
  const matches = (pattern: string): boolean => matchesAction(pattern, action);
  return permission.actions.some(matches) && !permission.notActions.some(matches);
}

/** Whether an action fits a pattern in which `*` stands for any characters, slashes included. */
export function matchesAction(pattern: string, action: string): boolean {
  const parts = pattern.split("*").map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`, "i").test(action);
}

/** microsoft/foundry-dev-tools#555 quotes the answer in full. */
export function authorizationFailed({ principal, action, scope }: Access): ArmError {
  return new ArmError(403, {
    code: "AuthorizationFailed",
    message: `The client '${principal.clientId}' with object id '${principal.objectId}' does not have authorization to perform action '${action}' over scope '${scope}' or the scope is invalid. If access was recently granted, please refresh your credentials.`,
  });
}

/** A write that touches another resource, such as a container group in a subnet, needs a right on that one too. */
export function linkedAuthorizationFailed(access: Access, linked: { action: string; scope: string }): ArmError {
  const { principal, action, scope } = access;
  return new ArmError(403, {
    code: "LinkedAuthorizationFailed",
    message: `The client '${principal.clientId}' with object id '${principal.objectId}' has permission to perform action '${action}' on scope '${scope}'; however, it does not have permission to perform action(s) '${linked.action}' on the linked scope(s) '${linked.scope}' (respectively) or the linked scope(s) are invalid.`,
  });
}
