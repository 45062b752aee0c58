import { badRequest } from "../arm-error";
import { objectAt, textAt, valueAt, type JsonObject } from "../json";
import { nameOf } from "../resource-id";
import type { ResourceRecord } from "../store";
import type { World } from "../world";

/**
 * The add-ons for which AKS makes an identity, and what its name starts with; `-<cluster>` follows.
 *
 * @see https://learn.microsoft.com/azure/aks/managed-identity-overview (identities of add-ons)
 */
const IDENTITIES: readonly (readonly [string, string])[] = [
  ["aciConnectorLinux", "aciconnectorlinux"],
  ["azureKeyvaultSecretsProvider", "azurekeyvaultsecretsprovider"],
  ["azurepolicy", "azurepolicy"],
  ["omsagent", "omsagent"],
];

/** The ids of the identities of a cluster's add-ons, by the name that the add-on has among its properties. */
export interface AddOnIdentities {
  readonly enabled: readonly { readonly key: string; readonly id: string }[];
  readonly disabled: readonly { readonly id: string }[];
}

/** Which identities a cluster's add-ons have, in its node resource group; AKS takes an add-on's name in any case. */
export function addOnIdentities(cluster: Pick<ResourceRecord, "id" | "body">, nodeGroupId: string): AddOnIdentities {
  const profiles = objectAt(cluster.body, "properties.addonProfiles");
  const all = IDENTITIES.map(([addOn, prefix]) => {
    const key = Object.keys(profiles).find((name) => name.toLowerCase() === addOn.toLowerCase()) ?? addOn;
    const id = `${nodeGroupId}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${prefix}-${nameOf(cluster.id)}`;
    return { key, id, isEnabled: valueAt(profiles, `${key}.enabled`) === true };
  });
  return { enabled: all.filter(({ isEnabled }) => isEnabled), disabled: all.filter(({ isEnabled }) => !isEnabled) };
}

/** Refuses the monitoring add-on without a workspace; AKS takes the name of its setting in any case. The words are ours. */
export function checkMonitoring(properties: JsonObject, world: World): void {
  const profiles = Object.entries(objectAt(properties, "addonProfiles"));
  const [, profile] = profiles.find(([name]) => name.toLowerCase() === "omsagent") ?? [];
  if (valueAt(profile, "enabled") !== true) return;
  const config = objectAt(profile, "config");
  const key = Object.keys(config).find((name) => name.toLowerCase() === "loganalyticsworkspaceresourceid");
  const workspace = key === undefined ? undefined : textAt(config, key);
  if (workspace !== undefined && world.find(workspace) !== undefined) return;
  throw badRequest(
    "InvalidParameter",
    `The value of parameter addonProfiles.omsagent.config.logAnalyticsWorkspaceResourceID is invalid. Error details: workspace '${workspace ?? ""}' was not found.`,
    "addonProfiles.omsagent.config.logAnalyticsWorkspaceResourceID",
  );
}
