import { randomBytes } from "node:crypto";
import { objectAt, textAt, withDefaults, type JsonObject } from "../json";
import type { PutRequest } from "../resource-type";
import { nodeGroupName } from "./node-resource-group";

/**
 * What AKS fills into a managed cluster that its caller left open, as a GET of a new cluster shows it.
 *
 * @see https://learn.microsoft.com/rest/api/aks/managed-clusters/get
 */
export function clusterDefaults({ id, body, current }: PutRequest): JsonObject {
  const kept = objectAt(current?.body, "properties");
  return {
    powerState: { code: "Running" },
    nodeResourceGroup: nodeGroupName(id.text, textAt(body, "location") ?? ""),
    enableRBAC: true,
    supportPlan: "KubernetesOfficial",
    servicePrincipalProfile: { clientId: "msi" },
    maxAgentPools: 100,
    disableLocalAccounts: false,
    autoUpgradeProfile: { nodeOSUpgradeChannel: "NodeImage" },
    securityProfile: {},
    storageProfile: {
      diskCSIDriver: { enabled: true },
      fileCSIDriver: { enabled: true },
      snapshotController: { enabled: true },
    },
    oidcIssuerProfile: { enabled: hasIssuer(textAt(body, "properties.kubernetesVersion")) },
    workloadAutoScalerProfile: {},
    metricsProfile: { costAnalysis: { enabled: false } },
    nodeProvisioningProfile: { mode: "Manual", defaultNodePools: "Auto" },
    bootstrapProfile: { artifactSource: "Direct" },
    ...kept,
    resourceUID: textAt(kept, "resourceUID") ?? randomBytes(12).toString("hex"),
  };
}

/** New clusters have an issuer from 1.34 on. @see https://learn.microsoft.com/azure/aks/use-oidc-issuer */
function hasIssuer(kubernetesVersion: string | undefined): boolean {
  const minor = /^1\.(\d+)/.exec(kubernetesVersion ?? "")?.[1];
  return minor === undefined || Number(minor) >= 34;
}

/**
 * The network of a cluster. Where no plugin is named, AKS takes the overlay; `azure` without a mode is the node subnet.
 *
 * @see https://learn.microsoft.com/azure/aks/azure-cni-overlay
 */
export function networkProfile(sent: JsonObject, current: JsonObject): JsonObject {
  const chosen = withDefaults(sent, current);
  const plugin = textAt(chosen, "networkPlugin");
  const overlay = plugin === undefined || textAt(chosen, "networkPluginMode") === "overlay";
  return withDefaults(chosen, {
    networkPlugin: plugin ?? "azure",
    ...(overlay ? { networkPluginMode: "overlay", podCidr: "10.244.0.0/16", podCidrs: ["10.244.0.0/16"] } : {}),
    networkPolicy: "none",
    networkDataplane: "azure",
    loadBalancerSku: "standard",
    loadBalancerProfile: { managedOutboundIPs: { count: 1 }, backendPoolType: "nodeIPConfiguration" },
    serviceCidr: "10.0.0.0/16",
    serviceCidrs: [textAt(chosen, "serviceCidr") ?? "10.0.0.0/16"],
    dnsServiceIP: "10.0.0.10",
    outboundType: "loadBalancer",
    ipFamilies: ["IPv4"],
    podLinkLocalAccess: "IMDS",
  });
}

/** The issuer of a cluster's tokens, where it is switched on. */
export function oidcIssuer(
  profile: JsonObject,
  place: { location: string; tenantId: string; uid: string },
): JsonObject {
  if (profile["enabled"] !== true) return profile;
  return { ...profile, issuerURL: `https://${place.location}.oic.prod-aks.azure.com/${place.tenantId}/${place.uid}/` };
}
