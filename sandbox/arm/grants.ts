import { createHash } from "node:crypto";
import {
  authorizationFailed,
  isAllowed,
  linkedAuthorizationFailed,
  type Access,
  type Grant,
  type Permission,
} from "./authorization";
import { objectsAt, textAt, textsAt, type JsonObject } from "./json";
import { nameOf } from "./resource-id";
import { BUILT_IN_ROLES, OWNER } from "./role-catalogue";
import type { ResourceRecord } from "./store";
import type { World } from "./world";

/** The type of role assignments. */
export const ROLE_ASSIGNMENT_TYPE = "Microsoft.Authorization/roleAssignments";
/** The type of role definitions. */
export const ROLE_DEFINITION_TYPE = "Microsoft.Authorization/roleDefinitions";

/** The object id of the sandbox's own user, the same for as long as the tenant is. */
export function userObjectId(tenantId: string): string {
  return derivedGuid(`${tenantId}/user`);
}

/** A GUID that always comes out the same for the same text. */
export function derivedGuid(text: string): string {
  const hex = createHash("sha256").update(text).digest("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    "-",
  );
}

/**
 * Whether what was written into the directory or among the role assignments has reached everybody by now. In Azure it
 * takes seconds, and for role assignments up to 10 minutes; here as long as the fault `roleDelay` says.
 *
 * @see https://learn.microsoft.com/azure/role-based-access-control/troubleshooting (role assignment changes)
 */
export function hasSpread({ createdAt }: Pick<ResourceRecord, "createdAt">, world: World): boolean {
  const { seconds } = world.faults.roleDelay ?? { seconds: 0 };
  return world.now().getTime() - Date.parse(createdAt) >= seconds * 1000;
}

/** Whether a principal may do it, for refusals in a resource provider's own words. */
export function mayDo(access: Access, world: World): boolean {
  return isAllowed(access, grants(world));
}

/** Throws Azure's 403 unless the principal may do it. */
export function authorize(access: Access, world: World): void {
  if (!isAllowed(access, grants(world))) throw authorizationFailed(access);
}

/** Throws Azure's 403 unless the principal may also do `linked`, which its request implies. */
export function authorizeLinked(access: Access, linked: { action: string; scope: string }, world: World): void {
  if (isAllowed({ principal: access.principal, ...linked }, grants(world))) return;
  throw linkedAuthorizationFailed(access, linked);
}

/** The permissions of a role definition; none where it does not exist. */
export function permissionsOf(roleDefinitionId: string, world: World): readonly Permission[] {
  const guid = nameOf(roleDefinitionId).toLowerCase();
  const builtIn = BUILT_IN_ROLES.find(({ name }) => name === guid);
  if (builtIn !== undefined) return [builtIn.permission];
  const custom = world.all(ROLE_DEFINITION_TYPE).find(({ id }) => nameOf(id).toLowerCase() === guid);
  return objectsAt(custom?.body, "properties.permissions").map(permission);
}

function permission(written: JsonObject): Permission {
  return { actions: textsAt(written, "actions"), notActions: textsAt(written, "notActions") };
}

function grants(world: World): readonly Grant[] {
  const { subscriptionId, tenantId } = world.surroundings;
  const user: Grant = {
    principalId: userObjectId(tenantId),
    scope: `/subscriptions/${subscriptionId}`,
    permissions: permissionsOf(OWNER, world),
  };
  const inForce = world.all(ROLE_ASSIGNMENT_TYPE).filter((assignment) => hasSpread(assignment, world));
  const assigned = inForce.map(({ body }) => ({
    principalId: textAt(body, "properties.principalId") ?? "",
    scope: textAt(body, "properties.scope") ?? "",
    permissions: permissionsOf(textAt(body, "properties.roleDefinitionId") ?? "", world),
  }));
  return [user, ...assigned];
}
