import { listAt, objectsAt, textAt, type JsonObject } from "../json";
import { resourceGroupOf } from "../resource-id";
import type { World } from "../world";

/** Services whose endpoint reaches every region; of the others only those of the network's own region are reached. */
const EVERYWHERE = ["Microsoft.AzureActiveDirectory", "Microsoft.AzureCosmosDB", "Microsoft.ContainerRegistry"];

/**
 * The service endpoints of a subnet's body with what Azure adds: where each reaches to.
 *
 * @see https://learn.microsoft.com/azure/virtual-network/virtual-network-service-endpoints-overview
 */
export function serviceEndpoints(networkId: string, body: JsonObject, world: World): JsonObject {
  const given = objectsAt(body, "properties.serviceEndpoints");
  if (given.length === 0) return {};
  // A network that is being made in the same request is in no store yet.
  const place = world.find(networkId) ?? world.find(resourceGroupOf(networkId) ?? "");
  const location = textAt(place?.body, "location") ?? "";
  const endpoints = given.map((endpoint) => {
    const service = textAt(endpoint, "service") ?? "";
    const chosen = listAt(endpoint, "locations");
    const locations = chosen.length > 0 ? chosen : [EVERYWHERE.includes(service) ? "*" : location];
    return { ...endpoint, service, locations, provisioningState: "Succeeded" };
  });
  return { serviceEndpoints: endpoints };
}
