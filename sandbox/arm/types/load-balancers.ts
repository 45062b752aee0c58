import { badRequest } from "../arm-error";
import { withMembers } from "../containers/fleet-addresses";
import { objectAt, objectsAt, textAt, withDefaults, type JsonObject } from "../json";
import { frontendReferences, frontendsOf } from "../load-balancers/frontends";
import { BACKEND_POOL_TYPE, LOAD_BALANCER_TYPE, loadBalancerOf } from "../load-balancers/names";
import { checkRules, PART_LISTS, partsOf, rulesOf, withRules } from "../load-balancers/parts";
import { poolRecord, poolReferences } from "../load-balancers/pool-record";
import { rendered } from "../rendering";
import { nameOf, sameId } from "../resource-id";
import type { PutRequest, ResourceType } from "../resource-type";
import type { Change, ResourceRecord } from "../store";
import type { World } from "../world";
import { NETWORK_MANNERS, resourceGuid } from "./network";

/** Load balancers, internal and public, with the pools that are given inline. */
export const loadBalancers: ResourceType = {
  ...NETWORK_MANNERS,
  type: LOAD_BALANCER_TYPE,
  hasLocation: true,
  envelope: ["tags", "extendedLocation"],
  // Basic load balancers were retired on 2025-09-30, so that Standard is what one gets.
  envelopeOf: ({ body }) => ({ sku: withDefaults(objectAt(body, "sku"), { name: "Standard", tier: "Regional" }) }),
  admit: (request) => {
    checkRules(request, poolNames(request));
  },
  properties: (request) => ({
    resourceGuid: resourceGuid(request),
    ...Object.fromEntries(PART_LISTS.map((list) => [list, partsOf(request, list)])),
    frontendIPConfigurations: frontendsOf(request),
  }),
  alongside: inlinePools,
  references: frontendReferences,
  render: renderedLoadBalancer,
};

/** Pools of backends as resources of their own; the same records as those given inside a load balancer. */
export const backendAddressPools: ResourceType = {
  ...NETWORK_MANNERS,
  type: BACKEND_POOL_TYPE,
  hasLocation: false,
  patchable: false,
  lockOf: loadBalancerOf,
  properties: ({ id, body, world }) =>
    objectAt(poolRecord(loadBalancerOf(id.text), { ...body, name: id.name }, world).body, "properties"),
  references: poolReferences,
  checkDelete: checkPoolDelete,
  render: (record, world) => {
    const loadBalancingRules = rulesOf(world.find(loadBalancerOf(record.id))?.body, record.id);
    const shown = withMembers(record, world);
    return { ...shown, properties: { ...objectAt(shown, "properties"), loadBalancingRules } };
  },
};

function renderedLoadBalancer(record: ResourceRecord, world: World): JsonObject {
  const named = (list: string): readonly JsonObject[] =>
    objectsAt(record.body, `properties.${list}`).map((part) => withRules(part, record.body));
  return {
    ...record.body,
    properties: {
      ...objectAt(record.body, "properties"),
      frontendIPConfigurations: named("frontendIPConfigurations"),
      probes: named("probes"),
      backendAddressPools: world.below(record.id, BACKEND_POOL_TYPE).map((pool) => rendered(pool, world)),
    },
  };
}

function poolNames({ body }: PutRequest): readonly string[] {
  return objectsAt(body, "properties.backendAddressPools").map((pool) => textAt(pool, "name") ?? "");
}

/** Pools given inline are written with the load balancer; those that are not given any more go. */
function inlinePools({ body, world }: PutRequest, record: ResourceRecord): Change {
  const put = objectsAt(body, "properties.backendAddressPools").map((pool) => poolRecord(record.id, pool, world));
  const gone = world.below(record.id, BACKEND_POOL_TYPE).filter((pool) => !put.some(({ id }) => sameId(id, pool.id)));
  return { put, remove: gone.map(({ id }) => id) };
}

/** That a pool which rules use stays is documented; the words are ours. */
function checkPoolDelete(record: ResourceRecord, world: World): void {
  const [rule] = rulesOf(world.find(loadBalancerOf(record.id))?.body, record.id) ?? [];
  if (rule === undefined) return;
  throw badRequest(
    "InUseBackendAddressPoolCannotBeDeleted",
    `Backend address pool ${nameOf(record.id)} is in use by ${textAt(rule, "id") ?? ""} and cannot be deleted.`,
  );
}
