import type { AgentPoolShape, ClusterAccess, ClusterShape, VirtualNodeShape } from "../cluster-host";
import { numberAt, objectAt, textAt, textsAt, type JsonObject } from "../json";
import { nameOf } from "../resource-id";
import type { ResourceRecord } from "../store";
import type { World } from "../world";
import { connectorIdentityId, connectorSubnetId } from "./connector";
import { nodeGroupId } from "./node-resource-group";
import { poolsOf } from "./pools";

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
    currentKubernetesVersion: access.kubernetesVersion,
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
  return {
    id: cluster.id,
    name: nameOf(cluster.id),
    location: textAt(cluster.body, "location") ?? "",
    subscriptionId: world.surroundings.subscriptionId,
    nodeResourceGroup: nameOf(nodeGroupId(cluster)),
    agentPools: pools.map(poolShape),
    ...(virtualNode === undefined ? {} : { virtualNode }),
  };
}

function poolShape({ id, body }: ResourceRecord): AgentPoolShape {
  const properties = objectAt(body, "properties");
  const mode = textAt(properties, "mode");
  return {
    name: nameOf(id),
    mode: mode === "System" || mode === "Gateway" ? mode : "User",
    count: numberAt(properties, "count") ?? 0,
    vmSize: textAt(properties, "vmSize") ?? "",
    maxPods: numberAt(properties, "maxPods") ?? 0,
    availabilityZones: textsAt(properties, "availabilityZones"),
    scaleSetPriority: textAt(properties, "scaleSetPriority") === "Spot" ? "Spot" : "Regular",
    nodeLabels: stringsOf(objectAt(properties, "nodeLabels")),
    nodeTaints: textsAt(properties, "nodeTaints"),
  };
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
