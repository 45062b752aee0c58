import { randomUUID } from "node:crypto";
import { MANAGED_IDENTITY_VERSIONS } from "../api-versions";
import { textAt } from "../json";
import type { ResourceType } from "../resource-type";
import type { ResourceRecord } from "../store";
import { newRecord, type World } from "../world";

/** The type of user-assigned identities. */
export const IDENTITY_TYPE = "Microsoft.ManagedIdentity/userAssignedIdentities";

/** User-assigned identities; each is a principal to which roles can be given. */
export const userAssignedIdentities: ResourceType = {
  type: IDENTITY_TYPE,
  apiVersions: MANAGED_IDENTITY_VERSIONS,
  hasLocation: true,
  envelope: ["tags"],
  writes: "immediate",
  deletes: "immediate",
  patchable: true,
  properties: ({ current, world }) => ({
    tenantId: world.surroundings.tenantId,
    principalId: textAt(current?.body, "properties.principalId") ?? randomUUID(),
    clientId: textAt(current?.body, "properties.clientId") ?? randomUUID(),
  }),
};

/** An identity that Azure makes for a cluster; the one that is there already where there is one. */
export function identityRecord(id: string, location: string, world: World): ResourceRecord {
  const properties = {
    tenantId: world.surroundings.tenantId,
    principalId: randomUUID(),
    clientId: randomUUID(),
  };
  return world.find(id) ?? newRecord({ id, type: IDENTITY_TYPE }, { body: { location, tags: {}, properties } });
}
