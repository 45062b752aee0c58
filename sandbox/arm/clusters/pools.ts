import { badRequest } from "../arm-error";
import { numberAt, objectAt, textAt, textsAt, valueAt, withDefaults, without, type JsonObject } from "../json";
import { nameOf, sameId } from "../resource-id";
import type { ResourceRecord } from "../store";
import { changed, newRecord, type World } from "../world";
import { checkUnchanged } from "./manners";
import { AGENT_POOL_TYPE } from "./names";
import { checkPool, isSpot, SPOT } from "./pool-checks";

/** Set when a pool is made. @see https://learn.microsoft.com/rest/api/aks/agent-pools/create-or-update */
const FIXED = [
  "vmSize",
  "vnetSubnetID",
  "maxPods",
  "osDiskSizeGB",
  "osDiskType",
  "type",
  "availabilityZones",
  "osType",
  "scaleSetPriority",
  "scaleSetEvictionPolicy",
  "spotMaxPrice",
];
/**
 * What a pool has only as long as it is told so: a write that is silent takes it away. For taints
 * pulumi/pulumi-azure-native#959 shows it.
 */
const NOT_KEPT = ["enableAutoScaling", "minCount", "maxCount", "nodeLabels", "nodeTaints", "tags"];
const READ_ONLY = ["name", "provisioningState", "eTag", "currentOrchestratorVersion", "nodeImageVersion"];

/** A pool as its caller gives it: inside its cluster, or in a PUT of its own. */
export interface GivenPool {
  readonly clusterId: string;
  readonly name: string;
  readonly profile: JsonObject;
  /** `System` inside a cluster that is being made, `User` elsewhere. */
  readonly defaultMode: "System" | "User";
  /** The cluster's properties, for what a pool takes over from it. */
  readonly cluster: JsonObject;
  /** The cluster's region. */
  readonly location: string;
}

/** A pool as it is kept, complete with AKS's defaults. */
export function poolRecord(given: GivenPool, world: World): ResourceRecord {
  const { clusterId, name, profile, location } = given;
  const id = `${clusterId}/agentPools/${name}`;
  const current = world.find(id);
  if (current !== undefined) checkUnchanged(current, profile, FIXED);
  const kept = without(objectAt(current?.body, "properties"), ...NOT_KEPT);
  const sent = without(profile, ...READ_ONLY);
  const properties = withDefaults(withDefaults(sent, kept), defaults(given));
  checkPool({ name, properties, location, isNew: current === undefined }, world);
  const provisioningState = current === undefined ? "Creating" : "Updating";
  const body = { properties: { ...autoscaled(properties), ...spot(properties), provisioningState } };
  return current === undefined ? newRecord({ id, type: AGENT_POOL_TYPE }, { body }) : changed(current, { body });
}

/** @see https://learn.microsoft.com/azure/templates/microsoft.containerservice/managedclusters/agentpools */
function defaults({ profile, defaultMode, cluster }: GivenPool): JsonObject {
  const version = textAt(cluster, "kubernetesVersion");
  return {
    count: 1,
    vmSize: "Standard_D4s_v5",
    osDiskSizeGB: 128,
    osDiskType: "Managed",
    kubeletDiskType: "OS",
    maxPods: defaultMaxPods(cluster),
    type: "VirtualMachineScaleSets",
    enableAutoScaling: false,
    scaleDownMode: "Delete",
    powerState: { code: "Running" },
    ...(version === undefined ? {} : { orchestratorVersion: version }),
    enableNodePublicIP: false,
    mode: defaultMode,
    enableEncryptionAtHost: false,
    enableUltraSSD: false,
    osType: "Linux",
    osSKU: "Ubuntu",
    upgradeSettings: isSpot(profile) ? {} : { maxSurge: "10%", maxUnavailable: "0" },
    enableFIPS: false,
    securityProfile: { enableVTPM: false, enableSecureBoot: false },
  };
}

/** @see https://learn.microsoft.com/azure/aks/quotas-skus-regions (pods per node) */
function defaultMaxPods(cluster: JsonObject): number {
  const plugin = textAt(cluster, "networkProfile.networkPlugin");
  if (plugin === "kubenet") return 110;
  return plugin === "azure" && textAt(cluster, "networkProfile.networkPluginMode") !== "overlay" ? 30 : 250;
}

/** An autoscaled pool stays within its bounds; another one has none. */
function autoscaled(properties: JsonObject): JsonObject {
  if (valueAt(properties, "enableAutoScaling") !== true) return without(properties, "minCount", "maxCount");
  const count = numberAt(properties, "count") ?? 1;
  const [least, most] = [numberAt(properties, "minCount") ?? count, numberAt(properties, "maxCount") ?? count];
  return { ...properties, count: Math.min(Math.max(count, least), most) };
}

/** AKS labels and taints the nodes of a Spot pool. @see https://learn.microsoft.com/azure/aks/spot-node-pool */
function spot(properties: JsonObject): JsonObject {
  if (!isSpot(properties)) return {};
  const taint = `${SPOT}=spot:NoSchedule`;
  return {
    nodeLabels: { ...objectAt(properties, "nodeLabels"), [SPOT]: "spot" },
    nodeTaints: [...new Set([...textsAt(properties, "nodeTaints"), taint])],
    spotMaxPrice: numberAt(properties, "spotMaxPrice") ?? -1,
    scaleSetEvictionPolicy: textAt(properties, "scaleSetEvictionPolicy") ?? "Delete",
  };
}

/** A write of a cluster makes no pools once the cluster is there. pulumi/pulumi-azure-nextgen#168 quotes the answer. */
export function checkNoNewPool(written: readonly ResourceRecord[], world: World): void {
  if (written.every(({ id }) => world.find(id) !== undefined)) return;
  throw badRequest(
    "BadRequest",
    "A new agent pool was introduced. Adding agent pools to an existing cluster is not allowed through managed cluster operations. For agent pool specific change, please use per agent pool operations: https://aka.ms/agent-pool-rest-api",
    "agentPoolProfiles",
  );
}

/** The pools of a cluster, in the order in which they came. */
export function poolsOf(clusterId: string, world: World): readonly ResourceRecord[] {
  return world.below(clusterId, AGENT_POOL_TYPE);
}

/** A pool as it stands in its cluster's `agentPoolProfiles`. */
export function poolProfile(pool: ResourceRecord, world: World): JsonObject {
  return { name: nameOf(pool.id), ...shownPool(pool, world) };
}

/** What a pool shows; one that its cluster could not bring up has failed with it. */
export function shownPool(pool: ResourceRecord, world: World): JsonObject {
  const cluster = world.find(pool.id.split("/").slice(0, 9).join("/"));
  const properties = objectAt(pool.body, "properties");
  const pending = ["Creating", "Updating"].includes(textAt(properties, "provisioningState") ?? "");
  const failed = pending && textAt(cluster?.body, "properties.provisioningState") === "Failed";
  const version = textAt(cluster?.body, "properties.currentKubernetesVersion");
  return {
    ...properties,
    ...(version === undefined ? {} : { currentOrchestratorVersion: version }),
    ...(failed ? { provisioningState: "Failed" } : {}),
    eTag: pool.etag,
  };
}

/**
 * Refuses to take away the last pool that may run AKS's own pods; the words are ours.
 *
 * @see https://learn.microsoft.com/azure/aks/use-system-pools (limitations)
 */
export function checkPoolDelete(pool: ResourceRecord, world: World): void {
  const isSystem = ({ body }: ResourceRecord): boolean => textAt(body, "properties.mode") === "System";
  const clusterId = pool.id.split("/").slice(0, 9).join("/");
  const others = poolsOf(clusterId, world).filter((other) => !sameId(other.id, pool.id) && isSystem(other));
  if (!isSystem(pool) || others.length > 0) return;
  throw badRequest(
    "OperationNotAllowed",
    `There has to be at least one system node pool: agent pool '${nameOf(pool.id)}' is the last one of managed cluster '${nameOf(clusterId)}' and cannot be deleted.`,
  );
}
