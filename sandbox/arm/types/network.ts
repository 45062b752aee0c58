import { randomUUID } from "node:crypto";
import { ArmError, badRequest } from "../arm-error";
import { NETWORK_VERSIONS } from "../api-versions";
import { objectsAt, textAt, type Json, type JsonObject } from "../json";
import type { BusyRequest, PutRequest, ResourceType } from "../resource-type";
import type { ResourceRecord } from "../store";
import type { World } from "../world";

/** What the types of Microsoft.Network have in common. A resource that is being created is `Updating` there. */
export const NETWORK_MANNERS = {
  apiVersions: NETWORK_VERSIONS,
  writes: "longRunning",
  deletes: "longRunning",
  creatingState: "Updating",
  patchable: true,
  etag: "etag",
  busy: networkBusy,
} as const satisfies Partial<ResourceType>;

/**
 * Microsoft.Network takes one write at a time on a network and what is in it. It answers the others with this, which
 * azure-native and the SDKs repeat after Retry-After (pulumi/pulumi-azure-native#3720, its client_azcore.go; the same
 * thing also comes as 409 AnotherOperationInProgress, which the SDKs do not repeat: Azure/terraform-provider-azapi#503).
 */
function networkBusy({ operation }: BusyRequest): ArmError {
  const name = operation.kind === "put" ? "PutOperation" : "DeleteOperation";
  return new ArmError(
    429,
    {
      code: "RetryableError",
      message: "A retryable error occurred.",
      details: [
        {
          code: "RetryableErrorDueToAnotherOperation",
          message: `Operation ${name} (${operation.id}) is updating resource ${operation.resourceId}. The call can be retried in 1 seconds.`,
        },
      ],
    },
    { "Retry-After": "1", "retry-after-ms": "100" },
  );
}

/** The `resourceGuid` that a resource keeps for life. */
export function resourceGuid({ current }: PutRequest): string {
  return textAt(current?.body, "properties.resourceGuid") ?? randomUUID();
}

/** The ids of a list of `{ id }`. */
export function idsAt(value: Json | undefined, path: string): readonly string[] {
  return objectsAt(value, path)
    .map((entry) => textAt(entry, "id"))
    .filter((id) => id !== undefined);
}

/** The resources of a type that use another one, as a list of `{ id }`; absent where there are none. */
export function usersAsIds(record: ResourceRecord, world: World, type: string): readonly JsonObject[] | undefined {
  const users = world.usersOf(record.id).filter((user) => user.type === type);
  return users.length === 0 ? undefined : users.map(({ id }) => ({ id }));
}

/** How Azure refuses to delete a network resource that others use. */
export interface InUse {
  readonly code: string;
  readonly message: (id: string, users: string) => string;
}

/** Refuses to delete what others use. */
export function refuseWhileUsed({ code, message }: InUse): (record: ResourceRecord, world: World) => void {
  return (record, world) => {
    const users = world.usersOf(record.id).map(({ id }) => id);
    if (users.length > 0) throw badRequest(code, message(record.id, users.join(", ")));
  };
}
