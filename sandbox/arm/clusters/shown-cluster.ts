import { objectAt, textAt, type JsonObject } from "../json";
import type { ResourceRecord } from "../store";
import type { World } from "../world";
import { addOnIdentities } from "./add-ons";
import { nodeGroupId } from "./node-resource-group";
import { kubeletIdentityOf } from "./kubelet-identity";
import { poolProfile, poolsOf } from "./pools";
import { shownAccess } from "./private-cluster";

/** A cluster as it is shown: with its pools, the identities that AKS made for it, and its names. */
export function shownCluster(record: ResourceRecord, world: World): JsonObject {
  const properties = objectAt(record.body, "properties");
  const kubelet = identityRef(kubeletIdentityOf(record), world);
  return {
    ...record.body,
    properties: {
      ...properties,
      ...shownAccess(record),
      agentPoolProfiles: poolsOf(record.id, world).map((pool) => poolProfile(pool, world)),
      addonProfiles: shownAddOns(record, world),
      ...(kubelet === undefined ? {} : { identityProfile: { kubeletidentity: kubelet } }),
    },
  };
}

function shownAddOns(record: ResourceRecord, world: World): JsonObject {
  const profiles = objectAt(record.body, "properties.addonProfiles");
  const identified = addOnIdentities(record, nodeGroupId(record)).enabled.map(({ key, id }) => {
    const identity = identityRef(id, world);
    return [key, { ...objectAt(profiles, key), ...(identity === undefined ? {} : { identity }) }] as const;
  });
  return { ...profiles, ...Object.fromEntries(identified) };
}

function identityRef(id: string, world: World): JsonObject | undefined {
  const identity = world.find(id);
  if (identity === undefined) return undefined;
  return {
    resourceId: identity.id,
    clientId: textAt(identity.body, "properties.clientId"),
    objectId: textAt(identity.body, "properties.principalId"),
  };
}
