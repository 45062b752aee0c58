import { randomUUID } from "node:crypto";
import { objectAt, textAt, type JsonObject } from "./json";
import type { PutRequest, Reference } from "./resource-type";
import type { ResourceRecord } from "./store";

/** The identity of a resource with what Azure adds: a principal of its own, those of the identities given to it, or both. */
export function givenIdentity({ body, current, world }: PutRequest): JsonObject | undefined {
  const type = textAt(body, "identity.type");
  if (type === undefined || type === "None") return undefined;
  const { tenantId } = world.surroundings;
  const own = type.includes("SystemAssigned")
    ? { principalId: textAt(current?.body, "identity.principalId") ?? randomUUID(), tenantId }
    : {};
  if (!type.includes("UserAssigned")) return { type, ...own };
  const given = Object.keys(objectAt(body, "identity.userAssignedIdentities"));
  const identities = given.map((id) => {
    const identity = world.find(id);
    const principalId = textAt(identity?.body, "properties.principalId");
    return [id, { principalId, clientId: textAt(identity?.body, "properties.clientId") }] as const;
  });
  return { type, ...own, userAssignedIdentities: Object.fromEntries(identities) };
}

/** The identities that a resource was given; giving one away takes a right on it. */
export function identityReferences({ body }: ResourceRecord): readonly Reference[] {
  return Object.keys(objectAt(body, "identity.userAssignedIdentities")).map((id) => ({
    id,
    action: "Microsoft.ManagedIdentity/userAssignedIdentities/assign/action",
  }));
}
