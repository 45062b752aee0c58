import type { AgentPoolShape, ClusterAccess, ClusterShape, VirtualNodeShape } from "../cluster-host";
import { numberAt, objectAt, textAt, textsAt, valueAt, type JsonObject } from "../json";
import { nameOf } from "../resource-id";
import type { ResourceRecord } from "../store";
import type { World } from "../world";
import { cloudConfig } from "./cloud-config";
import { connectorIdentityId, connectorSubnetId } from "./connector";
import { nodeGroupId } from "./node-resource-group";
import { poolsOf } from "./pools";
import { patchVersion } from "./versions";

/** Has the cluster host bring a cluster to what the store says of it. */
export function ensureCluster(clusterId: string, world: World): Promise<ClusterAccess> {
  return world.clusterTurns.take(clusterId.toLowerCase(), async () => {
    const cluster = world.find(clusterId);
    if (cluster === undefined) throw new Error(`managed cluster ${clusterId} was deleted meanwhile`);
    return world.surroundings.clusterHost.ensure(clusterShape(cluster, world));
  });
}

/** A cluster that runs, with what is known of it only then. */
export function withAccess(cluster: ResourceRecord, access: ClusterAccess): ResourceRecord {
  const properties = {
    ...objectAt(cluster.body, "properties"),
    fqdn: access.fqdn,
    currentKubernetesVersion: versionAsked(cluster) ?? access.kubernetesVersion,
    kubernetesVersion: textAt(cluster.body, "properties.kubernetesVersion") ?? access.kubernetesVersion,
  };
  return {
    ...cluster,
    body: { ...cluster.body, properties },
    hidden: { ...cluster.hidden, kubeconfig: access.kubeconfig },
  };
}

/** A cluster as the machine has to bring it up. */
export function clusterShape(cluster: ResourceRecord, world: World): ClusterShape {
  const pools = poolsOf(cluster.id, world).filter(
    ({ body }) => textAt(body, "properties.provisioningState") !== "Deleting",
  );
  const virtualNode = virtualNodeShape(cluster, pools, world);
  const vmCloudConfig = cloudConfig(cluster, poolSubnets(pools), world);
  const kubernetesVersion = versionAsked(cluster);
  return {
    id: cluster.id,
    name: nameOf(cluster.id),
    location: textAt(cluster.body, "location") ?? "",
    subscriptionId: world.surroundings.subscriptionId,
    nodeResourceGroup: nameOf(nodeGroupId(cluster)),
    ...(kubernetesVersion === undefined ? {} : { kubernetesVersion }),
    agentPools: pools.map(poolShape),
    ...(virtualNode === undefined ? {} : { virtualNode }),
    hasKeda: valueAt(cluster.body, "properties.workloadAutoScalerProfile.keda.enabled") === true,
    ...(vmCloudConfig === undefined ? {} : { cloudConfig: vmCloudConfig }),
  };
}

/** The patch version that a cluster's caller asked for, by itself or by its minor version. */
function versionAsked({ body }: ResourceRecord): string | undefined {
  const asked = textAt(body, "properties.kubernetesVersion");
  return asked === undefined ? undefined : patchVersion(asked);
}

function poolShape({ id, body }: ResourceRecord): AgentPoolShape {
  const properties = objectAt(body, "properties");
  const mode = textAt(properties, "mode");
  return {
    name: nameOf(id),
    mode: mode === "System" || mode === "Gateway" ? mode : "User",
    count: numberAt(properties, "count") ?? 0,
    ...autoscaling(properties),
    vmSize: textAt(properties, "vmSize") ?? "",
    maxPods: numberAt(properties, "maxPods") ?? 0,
    availabilityZones: textsAt(properties, "availabilityZones"),
    scaleSetPriority: textAt(properties, "scaleSetPriority") === "Spot" ? "Spot" : "Regular",
    nodeLabels: stringsOf(objectAt(properties, "nodeLabels")),
    nodeTaints: textsAt(properties, "nodeTaints"),
  };
}

function autoscaling(properties: JsonObject): Pick<AgentPoolShape, "autoscaling"> {
  const [minCount, maxCount] = [numberAt(properties, "minCount"), numberAt(properties, "maxCount")];
  if (valueAt(properties, "enableAutoScaling") !== true || minCount === undefined || maxCount === undefined) return {};
  return { autoscaling: { minCount, maxCount } };
}

function stringsOf(object: JsonObject): Readonly<Record<string, string>> {
  const isText = (entry: [string, unknown]): entry is [string, string] => typeof entry[1] === "string";
  return Object.fromEntries(Object.entries(object).filter(isText));
}

function virtualNodeShape(
  cluster: ResourceRecord,
  pools: readonly ResourceRecord[],
  world: World,
): VirtualNodeShape | undefined {
  const subnetId = connectorSubnetId(objectAt(cluster.body, "properties"), poolSubnets(pools));
  const identity = world.find(connectorIdentityId(cluster, nodeGroupId(cluster)));
  const objectId = textAt(identity?.body, "properties.principalId");
  const clientId = textAt(identity?.body, "properties.clientId");
  if (subnetId === undefined || objectId === undefined || clientId === undefined) return undefined;
  return { subnetId: world.find(subnetId)?.id ?? subnetId, token: world.identityToken({ objectId, clientId }) };
}

/** The subnets of pools, of those that have one. */
export function poolSubnets(pools: readonly Pick<ResourceRecord, "body">[]): readonly string[] {
  return pools.map(({ body }) => textAt(body, "properties.vnetSubnetID")).filter((id) => id !== undefined);
}
