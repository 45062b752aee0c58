import { conflict, type ArmError } from "../arm-error";
import type { Faults } from "../faults";

/** What a subscription may have in one region. */
export interface Quota {
  readonly groups: number;
  readonly cores: number;
}

/** What it has, or what a new group adds. */
export type Usage = Quota;

/** @see https://learn.microsoft.com/azure/container-instances/container-instances-resource-and-quota-limits */
export const DEFAULT_QUOTA: Quota = { groups: 100, cores: 100 };

/** The quota as the faults leave it. */
export function quotaUnder(faults: Faults): Quota {
  return { ...DEFAULT_QUOTA, ...faults.quota };
}

/** Why a further group goes beyond the quota; nothing where it does not. The text is in MicrosoftDocs/azure-docs#51738. */
export function quotaRefusal(region: string, { quota, usage, wanted }: QuotaCase): ArmError | undefined {
  if (usage.groups + wanted.groups > quota.groups) {
    return reached("ContainerGroups", region, [quota.groups, usage.groups, wanted.groups]);
  }
  if (usage.cores + wanted.cores > quota.cores) {
    return reached("StandardCores", region, [quota.cores, usage.cores, wanted.cores]);
  }
  return undefined;
}

/** The three sides of a decision on quota. */
export interface QuotaCase {
  readonly quota: Quota;
  readonly usage: Usage;
  readonly wanted: Usage;
}

function reached(name: string, region: string, [limit, usage, requested]: readonly number[]): ArmError {
  return conflict(
    "ContainerGroupQuotaReached",
    `Resource type 'Microsoft.ContainerInstance/containerGroups' container group quota '${name}' exceeded in region '${region}'. Limit: '${limit ?? 0}', Usage: '${usage ?? 0}' Requested: '${requested ?? 0}'.`,
  );
}
