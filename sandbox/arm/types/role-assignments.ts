import { AUTHORIZATION_VERSIONS } from "../api-versions";
import { badRequest, conflict } from "../arm-error";
import { hasSpread, permissionsOf, ROLE_ASSIGNMENT_TYPE, ROLE_DEFINITION_TYPE, userObjectId } from "../grants";
import { objectAt, textAt, textsAt, withDefaults } from "../json";
import { isAtOrBelow, nameOf, sameId } from "../resource-id";
import type { PutRequest, ResourceType } from "../resource-type";
import type { ResourceRecord } from "../store";
import { newRecord, type World } from "../world";

/** Role assignments, at any scope. */
export const roleAssignments: ResourceType = {
  type: ROLE_ASSIGNMENT_TYPE,
  apiVersions: AUTHORIZATION_VERSIONS,
  hasLocation: false,
  required: ["properties.roleDefinitionId", "properties.principalId"],
  writes: "immediate",
  deletes: "immediate",
  answersWithDeleted: true,
  admit: checkAssignment,
  properties: (request) => {
    const now = new Date().toISOString();
    const { current, principal, id, world } = request;
    return {
      ...withDefaults(objectAt(request.body, "properties"), {
        principalType: principalTypeOf(textAt(request.body, "properties.principalId") ?? "", world),
        condition: null,
        conditionVersion: null,
        description: null,
        delegatedManagedIdentityResourceId: null,
      }),
      roleDefinitionId: roleDefinitionId(request),
      scope: scopeOf(id.scope, world),
      createdOn: textAt(current?.body, "properties.createdOn") ?? now,
      createdBy: textAt(current?.body, "properties.createdBy") ?? principal.objectId,
      updatedOn: now,
      updatedBy: principal.objectId,
    };
  },
  // A listing at a scope also has what is assigned above it, because that applies there as well.
  alsoListed: (scope, world) =>
    world.all(ROLE_ASSIGNMENT_TYPE).filter(({ body }) => {
      const assigned = textAt(body, "properties.scope") ?? "";
      return isAtOrBelow(scope, assigned) && !sameId(scope, assigned);
    }),
};

/** What a role assignment that Azure makes looks like. */
export function assignmentRecord(
  id: string,
  assigned: { readonly scope: string; readonly principalId: string; readonly role: string },
  world: World,
): ResourceRecord {
  const { scope, principalId, role } = assigned;
  const subscription = `/subscriptions/${world.surroundings.subscriptionId}`;
  const roleDefinitionId = `${subscription}/providers/${ROLE_DEFINITION_TYPE}/${role}`;
  const properties = { roleDefinitionId, principalId, principalType: "ServicePrincipal", scope };
  return newRecord({ id, type: ROLE_ASSIGNMENT_TYPE }, { body: { properties } });
}

function checkAssignment(request: PutRequest): void {
  const { body, current, world, id } = request;
  const principalId = textAt(body, "properties.principalId") ?? "";
  const role = nameOf(roleDefinitionId(request));
  if (permissionsOf(role, world).length === 0) {
    throw badRequest("RoleDefinitionDoesNotExist", `The specified role definition with ID '${role}' does not exist.`);
  }
  checkAssignable(role, id.scope, world);
  checkPrincipal(body, principalId, world);
  if (current !== undefined) {
    if (isSame(current, { principalId, role })) return;
    // The status is 400, as Azure/Azure-Landing-Zones#2040 shows.
    throw badRequest(
      "RoleAssignmentUpdateNotPermitted",
      "Tenant ID, application ID, principal ID, and scope are not allowed to be updated.",
    );
  }
  const atScope = world
    .all(ROLE_ASSIGNMENT_TYPE)
    .filter((other) => sameId(textAt(other.body, "properties.scope") ?? "", id.scope));
  if (atScope.some((other) => isSame(other, { principalId, role }))) {
    throw conflict("RoleAssignmentExists", "The role assignment already exists.");
  }
}

/**
 * A custom role is given at its assignable scopes and below them, where Azure's own are given anywhere. Which
 * subscriptions are in a management group the sandbox does not know, so that a group has them all.
 *
 * Status and code are in alienplatform/alien (alien-azure-clients/src/azure/error.rs); the words are ours.
 *
 * @see https://learn.microsoft.com/azure/role-based-access-control/role-definitions#assignablescopes
 */
function checkAssignable(role: string, scope: string, world: World): void {
  const isRole = ({ id }: ResourceRecord): boolean => nameOf(id).toLowerCase() === role.toLowerCase();
  const custom = world.all(ROLE_DEFINITION_TYPE).find(isRole);
  if (custom === undefined) return;
  const assignable = textsAt(custom.body, "properties.assignableScopes");
  if (assignable.some((above) => above.toLowerCase().startsWith("/providers/") || isAtOrBelow(scope, above))) return;
  throw badRequest(
    "RoleAssignmentScopeNotAssignableToRoleDefinition",
    `The role definition '${role}' cannot be assigned at scope '${scope}'. Its assignable scopes are: ${assignable.join(", ")}.`,
  );
}

/**
 * Only where the caller did not say what the principal is does Azure look it up, and then a new one may not be found.
 *
 * @see https://learn.microsoft.com/azure/role-based-access-control/troubleshooting (PrincipalNotFound)
 */
function checkPrincipal(body: PutRequest["body"], principalId: string, world: World): void {
  if (textAt(body, "properties.principalType") !== undefined) return;
  if (isInDirectory(principalId, world)) return;
  throw badRequest(
    "PrincipalNotFound",
    `Principal ${principalId.replaceAll("-", "")} does not exist in the directory ${world.surroundings.tenantId}. Check that you have the correct principal ID. If you are creating this principal and then immediately assigning a role, this error might be related to a replication delay. In this case, set the role assignment principalType property to a value, such as ServicePrincipal, User, or Group.  See https://aka.ms/docs-principaltype`,
  );
}

function principalTypeOf(principalId: string, world: World): string | undefined {
  const isKnown = isOwnUser(principalId, world) || recordOf(principalId, world) !== undefined;
  return isKnown ? "ServicePrincipal" : undefined;
}

/** The directory is copied to where Azure looks principals up, which takes as long as role assignments take. */
function isInDirectory(principalId: string, world: World): boolean {
  const record = recordOf(principalId, world);
  return isOwnUser(principalId, world) || (record !== undefined && hasSpread(record, world));
}

function isOwnUser(principalId: string, world: World): boolean {
  return principalId.toLowerCase() === userObjectId(world.surroundings.tenantId);
}

/** The resource whose identity a principal is: an identity of its own, or what has one. */
function recordOf(principalId: string, world: World): ResourceRecord | undefined {
  return world.all().find(({ type, body }) => {
    const ids = [textAt(body, "properties.principalId"), textAt(body, "identity.principalId")];
    return type !== ROLE_ASSIGNMENT_TYPE && ids.includes(principalId);
  });
}

function isSame({ body }: ResourceRecord, { principalId, role }: { principalId: string; role: string }): boolean {
  const given = nameOf(textAt(body, "properties.roleDefinitionId") ?? "").toLowerCase();
  return textAt(body, "properties.principalId") === principalId && given === role.toLowerCase();
}

/** Azure gives the role back under the subscription of the scope, however it was written. */
function roleDefinitionId({ body, world }: PutRequest): string {
  const written = textAt(body, "properties.roleDefinitionId") ?? "";
  return `/subscriptions/${world.surroundings.subscriptionId}/providers/${ROLE_DEFINITION_TYPE}/${nameOf(written)}`;
}

function scopeOf(scope: string, world: World): string {
  return world.find(scope)?.id ?? scope;
}
