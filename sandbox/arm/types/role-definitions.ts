import { AUTHORIZATION_VERSIONS } from "../api-versions";
import { badRequest, conflict } from "../arm-error";
import { ROLE_ASSIGNMENT_TYPE, ROLE_DEFINITION_TYPE } from "../grants";
import { objectAt, objectsAt, textAt, textsAt, withDefaults } from "../json";
import { nameOf } from "../resource-id";
import type { PutRequest, ResourceType } from "../resource-type";
import { BUILT_IN_ROLES, type BuiltInRole } from "../role-catalogue";
import type { ResourceRecord } from "../store";
import type { World } from "../world";

/** Role definitions: Azure's own, and custom ones. */
export const roleDefinitions: ResourceType = {
  type: ROLE_DEFINITION_TYPE,
  apiVersions: AUTHORIZATION_VERSIONS,
  hasLocation: false,
  required: ["properties.roleName", "properties.permissions"],
  writes: "immediate",
  deletes: "immediate",
  answersWithDeleted: true,
  admit: checkDefinition,
  properties: ({ id, body, current, principal, world }) => {
    const now = world.now().toISOString();
    return {
      ...withDefaults(objectAt(body, "properties"), { description: "", assignableScopes: [id.scope] }),
      type: "CustomRole",
      permissions: objectsAt(body, "properties.permissions").map((permission) =>
        withDefaults(permission, { actions: [], notActions: [], dataActions: [], notDataActions: [] }),
      ),
      createdOn: textAt(current?.body, "properties.createdOn") ?? now,
      createdBy: textAt(current?.body, "properties.createdBy") ?? principal.objectId,
      updatedOn: now,
      updatedBy: principal.objectId,
    };
  },
  checkDelete: (record, world) => {
    if (textAt(record.body, "properties.type") === "BuiltInRole") {
      throw badRequest("RoleDefinitionCannotBeDeleted", `The built-in role '${nameOf(record.id)}' cannot be deleted.`);
    }
    checkUnassigned(record, world);
  },
  builtIn: (id) => {
    const role = BUILT_IN_ROLES.find(({ name }) => name === id.name.toLowerCase());
    return role === undefined ? undefined : builtInRecord(id.scope)(role);
  },
  alsoListed: (scope) => BUILT_IN_ROLES.map(builtInRecord(scope)),
};

/** The words of the first two refusals are ours. */
function checkDefinition({ id, body, world }: PutRequest): void {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id.name)) {
    throw badRequest("InvalidRoleDefinitionId", `The role definition ID '${id.name}' is not valid. It must be a GUID.`);
  }
  for (const scope of textsAt(body, "properties.assignableScopes")) {
    if (/^\/(subscriptions|providers\/Microsoft\.Management\/managementGroups)\/[^/]+/i.test(scope)) continue;
    throw badRequest(
      "InvalidAssignableScopes",
      `'${scope}' is not a scope in which a custom role can be assigned: name a subscription or something in one.`,
    );
  }
  checkName(id.name, textAt(body, "properties.roleName") ?? "", world);
}

/** A role's name is one for the whole directory; Azure/Azure-Landing-Zones#1505 shows the code. */
function checkName(id: string, roleName: string, world: World): void {
  const others = [...BUILT_IN_ROLES.map(builtInRecord("")), ...world.all(ROLE_DEFINITION_TYPE)];
  const isTaken = others.some(
    (other) =>
      textAt(other.body, "properties.roleName")?.toLowerCase() === roleName.toLowerCase() &&
      nameOf(other.id).toLowerCase() !== id.toLowerCase(),
  );
  if (!isTaken) return;
  throw conflict(
    "RoleDefinitionWithSameNameExists",
    `A custom role with the same name already exists in this directory. Use a different name: '${roleName}'.`,
  );
}

/** @see https://learn.microsoft.com/azure/role-based-access-control/troubleshooting (custom roles) */
function checkUnassigned(record: ResourceRecord, world: World): void {
  const role = nameOf(record.id).toLowerCase();
  const assigned = world
    .all(ROLE_ASSIGNMENT_TYPE)
    .some(({ body }) => nameOf(textAt(body, "properties.roleDefinitionId") ?? "").toLowerCase() === role);
  if (!assigned) return;
  throw badRequest(
    "RoleDefinitionHasAssignments",
    "There are existing role assignments referencing role (code: RoleDefinitionHasAssignments).",
  );
}

function builtInRecord(scope: string): (role: BuiltInRole) => ResourceRecord {
  const subscription = /^\/subscriptions\/[^/]+/i.exec(scope)?.[0] ?? "";
  // The day on which Azure says that its built-in roles were made.
  const day = "2015-02-02T21:55:09.8806423Z";
  return ({ name, roleName, description, permission, dataActions = [] }) => ({
    id: `${subscription}/providers/${ROLE_DEFINITION_TYPE}/${name}`,
    type: ROLE_DEFINITION_TYPE,
    createdAt: day,
    modifiedAt: day,
    etag: name,
    hidden: {},
    body: {
      properties: {
        roleName,
        type: "BuiltInRole",
        description,
        assignableScopes: ["/"],
        permissions: [{ ...permission, dataActions, notDataActions: [] }],
      },
    },
  });
}
