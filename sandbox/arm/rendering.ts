import type { JsonObject } from "./json";
import { nameOf } from "./resource-id";
import type { ResourceRecord } from "./store";
import type { World } from "./world";

/** A resource as ARM shows it. */
export function rendered(record: ResourceRecord, world: World): JsonObject {
  const type = world.typeOf(record.type);
  const body = type?.render?.(record, world) ?? record.body;
  const { properties, ...envelope } = body;
  return {
    id: record.id,
    name: nameOf(record.id),
    type: record.type,
    ...(type?.etag === undefined ? {} : { [type.etag]: shownEtag(record, type.etag) }),
    ...envelope,
    properties,
    ...(type?.systemData === true ? { systemData: systemData(record) } : {}),
  };
}

/** Microsoft.Network gives weak etags, Microsoft.ContainerService plain ones. */
function shownEtag(record: ResourceRecord, form: "etag" | "eTag"): string {
  return form === "etag" ? `W/"${record.etag}"` : record.etag;
}

function systemData(record: ResourceRecord): JsonObject {
  return {
    createdAt: record.createdAt,
    createdByType: "Application",
    lastModifiedAt: record.modifiedAt,
    lastModifiedByType: "Application",
  };
}
