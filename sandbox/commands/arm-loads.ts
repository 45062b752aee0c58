import type { ArmAttachment } from "../arm-attachment";
import type { Load, LoadFilter } from "../metrics/load";
import { sandboxRequest } from "./arm-sandbox";

const path = "/sandbox/loads";

/** What services have to do in a sandbox that runs: all loads, or those that a filter means. */
export async function readLoads(arm: ArmAttachment, filter: LoadFilter = {}): Promise<readonly Load[]> {
  return (await sandboxRequest(arm, { method: "GET", path: filtered(filter) })) as readonly Load[];
}

/** Sets the load of a service, instead of the one before. @returns all loads */
export async function writeLoad(arm: ArmAttachment, load: Load): Promise<readonly Load[]> {
  return (await sandboxRequest(arm, { method: "PUT", path, body: load })) as readonly Load[];
}

/** Takes away all loads, or those that a filter means. @returns the loads that are left */
export async function clearLoads(arm: ArmAttachment, filter: LoadFilter): Promise<readonly Load[]> {
  return (await sandboxRequest(arm, { method: "DELETE", path: filtered(filter) })) as readonly Load[];
}

function filtered(filter: LoadFilter): string {
  const query = new URLSearchParams({ ...filter }).toString();
  return query === "" ? path : `${path}?${query}`;
}
