import { invalidNamespace } from "./common-errors";
import type { JsonObject } from "./json";
import { locations } from "./locations";
import type { ResourceType } from "./resource-type";
import type { World } from "./world";

/** The sandbox's subscription, as `GET /subscriptions/{id}` shows it. */
export function subscription(world: World): JsonObject {
  const { subscriptionId, tenantId } = world.surroundings;
  return {
    id: `/subscriptions/${subscriptionId}`,
    authorizationSource: "RoleBased",
    subscriptionId,
    tenantId,
    displayName: "aks-elastic sandbox",
    state: "Enabled",
    subscriptionPolicies: {
      locationPlacementId: "Public_2014-09-01",
      quotaId: "PayAsYouGo_2014-09-01",
      spendingLimit: "Off",
    },
  };
}

/** The regions, as `GET /subscriptions/{id}/locations` lists them. */
export function subscriptionLocations(world: World): JsonObject {
  const base = `/subscriptions/${world.surroundings.subscriptionId}/locations`;
  return { value: locations().map((name) => ({ id: `${base}/${name}`, type: "Region", name, displayName: name })) };
}

/** A resource provider with its types. All of them are registered from the start. */
export function provider(namespace: string, types: ReadonlyMap<string, ResourceType>, world: World): JsonObject {
  const own = [...types.values()].filter(({ type }) => type.split("/")[0]?.toLowerCase() === namespace.toLowerCase());
  const [first] = own;
  if (first === undefined) throw invalidNamespace(namespace);
  const [name = namespace] = first.type.split("/");
  return {
    id: `/subscriptions/${world.surroundings.subscriptionId}/providers/${name}`,
    namespace: name,
    registrationPolicy: "RegistrationRequired",
    registrationState: "Registered",
    resourceTypes: own.map(({ type, apiVersions }) => ({
      resourceType: type.split("/").slice(1).join("/"),
      locations: locations(),
      apiVersions,
    })),
  };
}
