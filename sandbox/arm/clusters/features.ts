import { badRequest } from "../arm-error";
import { objectAt, textAt, valueAt, type JsonObject } from "../json";
import type { ResourceRecord } from "../store";
import { hasEntraId } from "./entra";

/** The words that AKS knows for each of these. @see https://learn.microsoft.com/rest/api/aks/managed-clusters/create-or-update */
const WORDS: Readonly<Record<string, readonly string[]>> = {
  "autoUpgradeProfile.upgradeChannel": ["none", "patch", "stable", "rapid", "node-image"],
  "autoUpgradeProfile.nodeOSUpgradeChannel": ["None", "Unmanaged", "NodeImage", "SecurityPatch"],
  supportPlan: ["KubernetesOfficial", "AKSLongTermSupport"],
};
const TIERS = ["Free", "Standard", "Premium"];

/** Refuses combinations of a cluster's features that AKS refuses. */
export function checkFeatures(properties: JsonObject, current: ResourceRecord | undefined): void {
  for (const [path, words] of Object.entries(WORDS)) checkWord(path, textAt(properties, path), words);
  checkLocalAccounts(properties);
  checkIssuer(properties, objectAt(current?.body, "properties"));
}

/** Refuses a tier that there is not. */
export function checkTier(sku: JsonObject): void {
  checkWord("sku.tier", textAt(sku, "tier"), TIERS);
}

function checkWord(path: string, word: string | undefined, words: readonly string[]): void {
  if (word === undefined || words.includes(word)) return;
  throw badRequest(
    "InvalidParameter",
    `The value of parameter ${path} is invalid. Error details: '${word}' is not one of ${words.join(", ")}.`,
    path,
  );
}

/** cilium/cilium#48265 quotes the first; the code and the second are ours. */
function checkLocalAccounts(properties: JsonObject): void {
  if (valueAt(properties, "disableLocalAccounts") === true && !hasEntraId(properties)) {
    throw badRequest(
      "BadRequest",
      "Since kubernetes version 1.25, disableLocalAccounts can only be set on Azure AD integration enabled cluster. Please integrate your cluster with AAD.",
    );
  }
  if (valueAt(properties, "aadProfile.enableAzureRBAC") !== true || valueAt(properties, "enableRBAC") !== false) return;
  throw badRequest("BadRequest", "Azure RBAC for Kubernetes can only be enabled on a cluster with Kubernetes RBAC.");
}

/** Azure/AKS-Construction#531 is about the first; the codes and the second are ours. */
function checkIssuer(properties: JsonObject, current: JsonObject): void {
  const enabled = "oidcIssuerProfile.enabled";
  const isOn = valueAt(properties, enabled) === true;
  if (!isOn && valueAt(current, enabled) === true) {
    throw badRequest("OIDCIssuerFeatureCannotBeDisabled", "OIDC issuer feature cannot be disabled.");
  }
  if (isOn || valueAt(properties, "securityProfile.workloadIdentity.enabled") !== true) return;
  throw badRequest(
    "InvalidParameter",
    "The value of parameter securityProfile.workloadIdentity.enabled is invalid. Error details: workload identity needs the OIDC issuer.",
    "securityProfile.workloadIdentity.enabled",
  );
}
