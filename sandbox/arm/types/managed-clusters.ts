import { withoutLoads } from "../../metrics/load";
import { badRequest } from "../arm-error";
import { checkMonitoring } from "../clusters/add-ons";
import { checkConnector } from "../clusters/connector";
import { adminCredential, userCredential } from "../clusters/credentials";
import { clusterDefaults, networkProfile, oidcIssuer } from "../clusters/defaults";
import { entraProfile } from "../clusters/entra";
import { checkFeatures, checkTier } from "../clusters/features";
import { givenIdentity, identityReferences } from "../given-identity";
import { checkKubeletIdentity, kubeletReferences } from "../clusters/kubelet-identity";
import { checkUnchanged, CLUSTER_MANNERS } from "../clusters/manners";
import { CLUSTER_TYPE } from "../clusters/names";
import { nodeGroupChange, nodeGroupId } from "../clusters/node-resource-group";
import { checkNoNewPool, poolRecord, poolsOf } from "../clusters/pools";
import { accessProfile, checkPrivateCluster } from "../clusters/private-cluster";
import { checkSubnetAccess } from "../clusters/subnet-access";
import { ensureCluster, poolSubnets, withAccess } from "../clusters/shape";
import { checkSubnetRoom } from "../clusters/subnet-room";
import { shownCluster } from "../clusters/shown-cluster";
import { checkVersion } from "../clusters/versions";
import { missingParameter } from "../common-errors";
import { objectAt, objectsAt, textAt, withDefaults, without, type JsonObject } from "../json";
import { sameId } from "../resource-id";
import type { PutRequest, ResourceType } from "../resource-type";
import type { Change, ResourceRecord } from "../store";
import { withProperties } from "../world";

/** Set when a cluster is made. @see https://learn.microsoft.com/rest/api/aks/managed-clusters/create-or-update */
const FIXED = [
  "dnsPrefix",
  "fqdnSubdomain",
  "nodeResourceGroup",
  "networkProfile.serviceCidr",
  "networkProfile.dnsServiceIP",
  "apiServerAccessProfile.enablePrivateCluster",
  "identityProfile.kubeletidentity.resourceId",
];
const READ_ONLY = ["provisioningState", "powerState", "fqdn", "currentKubernetesVersion", "privateFQDN", "resourceUID"];

/** Managed clusters (AKS): brought up and taken away by the cluster host, with a node resource group of their own. */
export const managedClusters: ResourceType = {
  ...CLUSTER_MANNERS,
  type: CLUSTER_TYPE,
  hasLocation: true,
  envelope: ["tags", "sku", "identity", "extendedLocation", "kind"],
  patchable: true,
  etag: "eTag",
  systemData: true,
  admit: checkCluster,
  envelopeOf: (request) => ({
    sku: withDefaults(objectAt(request.body, "sku"), { name: "Base", tier: "Free" }),
    identity: givenIdentity(request),
  }),
  properties: clusterProperties,
  alongside: (request, record) => {
    const nodeGroup = nodeGroupChange(record, request.world);
    return { ...nodeGroup, put: [...inlinePools(request), ...(nodeGroup.put ?? [])] };
  },
  references: (record) => [...identityReferences(record), ...kubeletReferences(record)],
  settle: async ({ id }, world) => {
    const access = await ensureCluster(id, world);
    const cluster = world.find(id);
    const pools = poolsOf(id, world).map((pool) => withProperties(pool, { provisioningState: "Succeeded" }));
    return cluster === undefined ? {} : { put: [withAccess(cluster, access), ...pools] };
  },
  dismantle: async (record, world): Promise<Change> => {
    await world.clusterTurns.take(record.id.toLowerCase(), () => world.surroundings.clusterHost.remove(record.id));
    world.setLoads(withoutLoads(world.loads, { cluster: record.id }));
    return { remove: [nodeGroupId(record)] };
  },
  render: shownCluster,
  actions: { listclusterusercredential: userCredential, listclusteradmincredential: adminCredential },
};

function checkCluster(request: PutRequest): void {
  const { body, current, world } = request;
  const sent = objectAt(body, "properties");
  if (current !== undefined) checkUnchanged(current, sent, FIXED);
  checkVersion(
    request.id.name,
    textAt(current?.body, "properties.kubernetesVersion"),
    textAt(sent, "kubernetesVersion"),
  );
  const hasPrefix = textAt(sent, "dnsPrefix") !== undefined || textAt(sent, "fqdnSubdomain") !== undefined;
  if (current === undefined && !hasPrefix) throw missingParameter("properties.dnsPrefix");
  const hasIdentity =
    textAt(body, "identity.type") !== undefined || textAt(sent, "servicePrincipalProfile.clientId") !== undefined;
  if (!hasIdentity) throw missingParameter("servicePrincipalProfile");
  const pools = poolsAfter(request);
  const properties = clusterProperties(request);
  checkTier(objectAt(body, "sku"));
  checkFeatures(properties, current);
  checkMonitoring(properties, world);
  checkConnector(properties, poolSubnets(pools), world);
  checkSubnetRoom({ pools: inlinePools(request), networkProfile: objectAt(properties, "networkProfile") }, world);
  checkSubnetAccess({ id: request.id.text, body: { ...body, properties } }, pools, world);
  checkPrivateCluster(request, properties);
  checkKubeletIdentity(request);
}

/** The pools that a cluster has after a PUT; one of them at least runs AKS's own pods. */
function poolsAfter(request: PutRequest): readonly ResourceRecord[] {
  const { current, world } = request;
  const given = inlinePools(request);
  const others =
    current === undefined
      ? []
      : poolsOf(current.id, world).filter(({ id }) => !given.some((pool) => sameId(pool.id, id)));
  if (current !== undefined) checkNoNewPool(given, world);
  const pools = [...given, ...others];
  if (pools.length === 0) throw missingParameter("agentPoolProfile");
  if (!pools.some((pool) => textAt(pool.body, "properties.mode") === "System")) {
    throw badRequest(
      "InvalidParameter",
      "The value of parameter agentPoolProfile.mode is invalid. Error details: a managed cluster has at least one agent pool of mode 'System'.",
      "agentPoolProfile.mode",
    );
  }
  return pools;
}

function clusterProperties(request: PutRequest): JsonObject {
  const { body, current, world } = request;
  const sent = without(objectAt(body, "properties"), "agentPoolProfiles", ...READ_ONLY);
  const complete = withDefaults(sent, clusterDefaults(request));
  const kept = objectAt(current?.body, "properties.networkProfile");
  return {
    ...complete,
    ...entraProfile(complete, world.surroundings.tenantId),
    ...accessProfile(complete),
    autoUpgradeProfile: withDefaults(objectAt(complete, "autoUpgradeProfile"), { nodeOSUpgradeChannel: "NodeImage" }),
    networkProfile: networkProfile(objectAt(sent, "networkProfile"), kept),
    oidcIssuerProfile: oidcIssuer(objectAt(complete, "oidcIssuerProfile"), {
      location: textAt(body, "location") ?? "",
      tenantId: world.surroundings.tenantId,
      uid: textAt(complete, "resourceUID") ?? "",
    }),
  };
}

/** The pools of a PUT. AKS leaves alone those that are not named in it: they go by a DELETE of their own. */
function inlinePools(request: PutRequest): readonly ResourceRecord[] {
  const { body, id, current, world } = request;
  const cluster = clusterProperties(request);
  return objectsAt(body, "properties.agentPoolProfiles").map((profile) => {
    const name = textAt(profile, "name") ?? "";
    const defaultMode = current === undefined ? "System" : "User";
    const location = textAt(body, "location") ?? "";
    return poolRecord({ clusterId: id.text, name, profile, defaultMode, cluster, location }, world);
  });
}
