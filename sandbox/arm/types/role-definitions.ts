import { AUTHORIZATION_VERSIONS } from "../api-versions";
import { badRequest, conflict } from "../arm-error";
import { ROLE_ASSIGNMENT_TYPE, ROLE_DEFINITION_TYPE } from "../grants";
import { objectAt, objectsAt, textAt, withDefaults } from "../json";
import { nameOf } from "../resource-id";
import type { ResourceType } from "../resource-type";
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
  admit: ({ id, body, world }) => {
    const name = textAt(body, "properties.roleName");
    const others = [...BUILT_IN_ROLES.map(builtInRecord(id.scope)), ...world.all(ROLE_DEFINITION_TYPE)];
    const taken = others.some(
      (other) => textAt(other.body, "properties.roleName") === name && nameOf(other.id) !== id.name,
    );
    if (!taken) return;
    throw conflict(
      "RoleDefinitionWithSameNameExists",
      `A custom role with the same name already exists in this directory. Use a different name: '${name ?? ""}'.`,
    );
  },
  properties: ({ id, body }) => ({
    ...withDefaults(objectAt(body, "properties"), { description: "", assignableScopes: [id.scope] }),
    type: "CustomRole",
    permissions: objectsAt(body, "properties.permissions").map((permission) =>
      withDefaults(permission, { actions: [], notActions: [], dataActions: [], notDataActions: [] }),
    ),
  }),
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

function checkUnassigned(record: ResourceRecord, world: World): void {
  const assigned = world
    .all(ROLE_ASSIGNMENT_TYPE)
    .some(({ body }) => nameOf(textAt(body, "properties.roleDefinitionId") ?? "") === nameOf(record.id));
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
  return ({ name, roleName, description, permission }) => ({
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
        permissions: [{ ...permission, dataActions: [], notDataActions: [] }],
      },
    },
  });
}
