import { badRequest, conflict } from "../arm-error";
import {
  checkConnector,
  connectorIdentityId,
  connectorKey,
  connectorProfile,
  kubeletIdentityId,
} from "../clusters/connector";
import { clusterDefaults, networkProfile, oidcIssuer } from "../clusters/defaults";
import { clusterIdentity, identityReferences } from "../clusters/identity";
import { checkUnchanged, CLUSTER_MANNERS } from "../clusters/manners";
import { CLUSTER_TYPE } from "../clusters/names";
import { nodeGroupChange, nodeGroupId } from "../clusters/node-resource-group";
import { poolProfile, poolRecord, poolsOf } from "../clusters/pools";
import { ensureCluster, poolSubnets, withAccess } from "../clusters/shape";
import { missingParameter } from "../common-errors";
import { objectAt, objectsAt, textAt, valueAt, withDefaults, without, type JsonObject } from "../json";
import { nameOf, sameId } from "../resource-id";
import type { ActionRequest, PutRequest, ResourceType } from "../resource-type";
import type { Change, ResourceRecord } from "../store";
import { withProperties, type World } from "../world";

/** Set when a cluster is made. @see https://learn.microsoft.com/rest/api/aks/managed-clusters/create-or-update */
const FIXED = [
  "dnsPrefix",
  "fqdnSubdomain",
  "nodeResourceGroup",
  "networkProfile.serviceCidr",
  "networkProfile.dnsServiceIP",
];
const READ_ONLY = [
  "provisioningState",
  "powerState",
  "fqdn",
  "currentKubernetesVersion",
  "identityProfile",
  "resourceUID",
];

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
    identity: clusterIdentity(request),
  }),
  properties: clusterProperties,
  alongside: (request, record) => {
    const nodeGroup = nodeGroupChange(record, request.world);
    return { ...nodeGroup, put: [...inlinePools(request), ...(nodeGroup.put ?? [])] };
  },
  references: identityReferences,
  settle: async ({ id }, world) => {
    const access = await ensureCluster(id, world);
    const cluster = world.find(id);
    const pools = poolsOf(id, world).map((pool) => withProperties(pool, { provisioningState: "Succeeded" }));
    return cluster === undefined ? {} : { put: [withAccess(cluster, access), ...pools] };
  },
  dismantle: async (record, world): Promise<Change> => {
    await world.clusterTurns.take(record.id.toLowerCase(), () => world.surroundings.clusterHost.remove(record.id));
    return { remove: [nodeGroupId(record)] };
  },
  render: renderedCluster,
  actions: {
    listclusterusercredential: (request) => credential("clusterUser", request),
    listclusteradmincredential: (request) => {
      if (valueAt(request.record.body, "properties.disableLocalAccounts") === true) {
        // hashicorp/terraform-provider-azurerm#15489
        throw badRequest(
          "BadRequest",
          "Getting static credential is not allowed because this cluster is set to disable local accounts.",
        );
      }
      return credential("clusterAdmin", request);
    },
  },
};

function checkCluster(request: PutRequest): void {
  const { body, current, world } = request;
  const sent = objectAt(body, "properties");
  if (current !== undefined) checkUnchanged(current, sent, FIXED);
  const hasPrefix = textAt(sent, "dnsPrefix") !== undefined || textAt(sent, "fqdnSubdomain") !== undefined;
  if (current === undefined && !hasPrefix) throw missingParameter("properties.dnsPrefix");
  const hasIdentity =
    textAt(body, "identity.type") !== undefined || textAt(sent, "servicePrincipalProfile.clientId") !== undefined;
  if (!hasIdentity) throw missingParameter("servicePrincipalProfile");
  const given = inlinePools(request);
  const others =
    current === undefined
      ? []
      : poolsOf(current.id, world).filter(({ id }) => !given.some((pool) => sameId(pool.id, id)));
  const pools = [...given, ...others];
  if (pools.length === 0) throw missingParameter("agentPoolProfile");
  if (!pools.some((pool) => textAt(pool.body, "properties.mode") === "System")) {
    throw badRequest(
      "InvalidParameter",
      "The value of parameter agentPoolProfile.mode is invalid. Error details: a managed cluster has at least one agent pool of mode 'System'.",
      "agentPoolProfile.mode",
    );
  }
  checkConnector(clusterProperties(request), poolSubnets(pools), world);
}

function clusterProperties(request: PutRequest): JsonObject {
  const { body, current, world } = request;
  const sent = without(objectAt(body, "properties"), "agentPoolProfiles", ...READ_ONLY);
  const complete = withDefaults(sent, clusterDefaults(request));
  const kept = objectAt(current?.body, "properties.networkProfile");
  return {
    ...complete,
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
    return poolRecord({ clusterId: id.text, name, profile, defaultMode, cluster }, world);
  });
}

function renderedCluster(record: ResourceRecord, world: World): JsonObject {
  const properties = objectAt(record.body, "properties");
  const group = nodeGroupId(record);
  const kubelet = identityRef(kubeletIdentityId(record, group), world);
  const connector = connectorProfile(properties);
  const addOn =
    connector === undefined
      ? {}
      : {
          [connectorKey(properties)]: {
            ...connector,
            identity: identityRef(connectorIdentityId(record, group), world),
          },
        };
  return {
    ...record.body,
    properties: {
      ...properties,
      agentPoolProfiles: poolsOf(record.id, world).map((pool) => poolProfile(pool, world)),
      addonProfiles: { ...objectAt(properties, "addonProfiles"), ...addOn },
      ...(kubelet === undefined ? {} : { identityProfile: { kubeletidentity: kubelet } }),
    },
  };
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

function credential(name: string, { record }: ActionRequest): JsonObject {
  const kubeconfig = textAt(record.hidden, "kubeconfig");
  if (kubeconfig === undefined) {
    throw conflict("OperationNotAllowed", `Managed cluster '${nameOf(record.id)}' has no control plane yet.`);
  }
  return { kubeconfigs: [{ name, value: Buffer.from(kubeconfig).toString("base64") }] };
}
