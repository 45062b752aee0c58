import { zonesOf } from "../../sdk/cluster/regions";
import { badRequest } from "./arm-error";
import { listAt, textAt, type JsonObject } from "./json";

/**
 * Refuses zones in a region that has none. Azure/Azure-Landing-Zones#425 quotes the answer, and
 * aztfmod/terraform-azurerm-caf#1744 its status.
 */
export function checkZones({ type, name }: { readonly type: string; readonly name: string }, body: JsonObject): void {
  const location = textAt(body, "location");
  if (location === undefined || listAt(body, "zones").length === 0 || zonesOf(location).length > 0) return;
  throw badRequest(
    "LocationNotSupportAvailabilityZones",
    `The resource '${type}/${name}' does not support availability zones at location '${location}'.`,
  );
}
