import { isDeepStrictEqual } from "node:util";
import { STANDBY_POOL_VERSIONS } from "../api-versions";
import { badRequest } from "../arm-error";
import { STANDBY_POOL_TYPE } from "../containers/names";
import { profileReference, templateOf } from "../containers/profile-template";
import { instancesOf, readyInstances } from "../containers/standby-instances";
import { groupRequest } from "../containers/validation";
import { methodNotAllowed } from "../common-errors";
import { numberAt, objectAt, objectsAt, textAt, withDefaults, without, type JsonObject } from "../json";
import type { PutRequest, ResourceType } from "../resource-type";
import type { ResourceRecord } from "../store";
import { newRecord, type World } from "../world";
import { SUBNET_JOIN } from "./subnets";

const GROUP = "properties.containerGroupProperties";

/**
 * Pools of container groups that were started beforehand. The pool fills itself, and does so again when a group is taken.
 *
 * @see https://learn.microsoft.com/azure/container-instances/container-instances-standby-pool-overview
 */
export const standbyContainerGroupPools: ResourceType = {
  type: STANDBY_POOL_TYPE,
  apiVersions: STANDBY_POOL_VERSIONS,
  hasLocation: true,
  envelope: ["tags"],
  required: [`${GROUP}.containerGroupProfile.id`, "properties.elasticityProfile.maxReadyCapacity"],
  writes: "longRunning",
  deletes: "longRunning",
  creatingState: "Creating",
  patchable: true,
  systemData: true,
  admit: checkPool,
  properties: ({ body }) => ({
    ...without(objectAt(body, "properties"), "provisioningState"),
    elasticityProfile: withDefaults(objectAt(body, "properties.elasticityProfile"), { refillPolicy: "always" }),
  }),
  hidden: instancesAfter,
  references: ({ body }) =>
    objectsAt(body, `${GROUP}.subnetIds`).map((entry) => ({ id: textAt(entry, "id") ?? "", action: SUBNET_JOIN })),
};

/** How a pool stands, to be read only: the view `latest`. */
export const standbyPoolRuntimeViews: ResourceType = {
  type: `${STANDBY_POOL_TYPE}/runtimeViews`,
  apiVersions: STANDBY_POOL_VERSIONS,
  hasLocation: false,
  writes: "immediate",
  deletes: "immediate",
  admit: ({ id }) => {
    throw methodNotAllowed("PUT", id.text);
  },
  properties: () => ({}),
  checkDelete: ({ id }) => {
    throw methodNotAllowed("DELETE", id);
  },
  builtIn: ({ parent = "", name }, world) => {
    const pool = world.find(parent);
    return pool === undefined || name !== "latest" ? undefined : runtimeView(pool, world);
  },
  alsoListed: (scope, world) => {
    const pool = world.find(scope);
    return pool === undefined ? [] : [runtimeView(pool, world)];
  },
};

/** azure-rest-api-specs, standbypool 2024-03-01: the pattern of the name. The words are ours. */
function checkPool({ id, body, world }: PutRequest): void {
  if (!/^[a-zA-Z0-9-]{3,24}$/.test(id.name)) {
    throw badRequest(
      "InvalidResourceName",
      `The standby pool name '${id.name}' is invalid. It must have 3 to 24 letters, digits and dashes.`,
    );
  }
  const capacity = numberAt(body, "properties.elasticityProfile.maxReadyCapacity") ?? -1;
  if (!Number.isInteger(capacity) || capacity < 0 || capacity > 2000) {
    throw badRequest(
      "InvalidMaxReadyCapacity",
      `The maxReadyCapacity '${capacity}' of standby pool '${id.name}' is invalid. It must be from 0 to 2000.`,
    );
  }
  const reference = profileReference(objectAt(body, `${GROUP}.containerGroupProfile`));
  if (reference !== undefined) templateOf(reference, world);
}

/**
 * The instances after a PUT: another profile drains the pool, a smaller capacity shrinks it.
 *
 * @see https://learn.microsoft.com/azure/container-instances/container-instances-standby-pool-update-delete
 */
function instancesAfter({ body, current, world }: PutRequest): JsonObject {
  const reference = profileReference(objectAt(body, `${GROUP}.containerGroupProfile`)) ?? { id: "" };
  const { cpu, memoryInGB } = groupRequest({ properties: templateOf(reference, world).properties });
  const isDrained = !isDeepStrictEqual(objectAt(current?.body, GROUP), objectAt(body, GROUP));
  const capacity = numberAt(body, "properties.elasticityProfile.maxReadyCapacity") ?? 0;
  const kept = current === undefined || isDrained ? [] : instancesOf(current).slice(0, capacity);
  return { instances: kept as unknown as readonly JsonObject[], request: { cpu, memoryInGB } };
}

/** @see https://learn.microsoft.com/azure/container-instances/container-instances-standby-pool-health-state */
function runtimeView(pool: ResourceRecord, world: World): ResourceRecord {
  const running = readyInstances(pool, world).length;
  const counts = [
    { state: "Creating", count: instancesOf(pool).length - running },
    { state: "Starting", count: 0 },
    { state: "Running", count: running },
    { state: "Deleting", count: 0 },
  ];
  const problem = textAt(pool.hidden, "problem");
  const status =
    problem === undefined
      ? { code: "HealthState/healthy", message: "The pool is healthy." }
      : { code: "HealthState/degraded", message: problem };
  const properties = {
    instanceCountSummary: [{ instanceCountsByState: counts }],
    provisioningState: textAt(pool.body, "properties.provisioningState"),
    status,
  };
  const type = `${STANDBY_POOL_TYPE}/runtimeViews`;
  return newRecord({ id: `${pool.id}/runtimeViews/latest`, type }, { body: { properties } });
}
