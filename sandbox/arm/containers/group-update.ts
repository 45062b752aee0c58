import { isDeepStrictEqual } from "node:util";
import { badRequest } from "../arm-error";
import { numberAt, objectAt, objectsAt, textAt, valueAt, type Json, type JsonObject } from "../json";
import type { PutRequest } from "../resource-type";
import { isOver, sent } from "./group-start";
import { subnetIdOf } from "./subnet";

/**
 * Refuses a change that a group can only have when it is made anew. One that is stopped or over is deployed as new
 * anyway. A public document of a failed deployment quotes code and message in full.
 *
 * @see https://learn.microsoft.com/azure/container-instances/container-instances-update#properties-that-require-container-delete
 */
export function checkUpdate({ id, body, current, world }: PutRequest): void {
  if (current === undefined || isOver(current, world)) return;
  if (isDeepStrictEqual(fixed(body), fixed(current.body))) return;
  throw badRequest(
    "InvalidContainerGroupUpdate",
    `The updates on container group '${id.name}' are invalid. If you are going to update the os type, restart policy, network profile, CPU, memory or GPU resources for a container group, you must delete it first and then create a new one.`,
  );
}

/** What stays for the life of a group. That zones, SKU and priority do is inferred: they choose where the group runs. */
function fixed(body: JsonObject): Json {
  const properties = sent(objectAt(body, "properties"));
  const containers = objectsAt(properties, "containers").map((container) => ({
    name: textAt(container, "name") ?? "",
    cpu: numberAt(container, "properties.resources.requests.cpu") ?? 0,
    memory: numberAt(container, "properties.resources.requests.memoryInGB") ?? 0,
    gpu: valueAt(container, "properties.resources.requests.gpu") ?? null,
  }));
  return {
    containers,
    subnet: subnetIdOf({ body })?.toLowerCase() ?? null,
    zones: body["zones"] ?? [],
    osType: properties["osType"] ?? null,
    restartPolicy: properties["restartPolicy"] ?? null,
    sku: properties["sku"] ?? null,
    priority: properties["priority"] ?? "Regular",
  };
}
