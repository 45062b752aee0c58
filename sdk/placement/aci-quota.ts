import type { Check } from "../check";

/** What Azure Container Instances allows a subscription in one region, as a user may say it. */
export interface AciQuotaArgs {
  readonly containerGroups?: number | undefined;
  readonly cores?: number | undefined;
  readonly createsPer5Minutes?: number | undefined;
  readonly createsPerHour?: number | undefined;
}

/** What Azure Container Instances allows a subscription in one region. */
export interface AciQuota {
  /** Container groups at a time. A pod on the virtual node is one. */
  readonly containerGroups: number;
  /** Cores of all container groups together. */
  readonly cores: number;
  /** Container groups created in any 5 minutes. */
  readonly createsPer5Minutes: number;
  /** Container groups created in any hour. */
  readonly createsPerHour: number;
}

/**
 * What every subscription has until it asks for more.
 *
 * @see https://learn.microsoft.com/azure/container-instances/container-instances-resource-and-quota-limits
 */
export const DEFAULT_ACI_QUOTA: AciQuota = {
  containerGroups: 100,
  cores: 100,
  createsPer5Minutes: 100,
  createsPerHour: 300,
};

/** Checks a user's quota and completes it with Azure's defaults. */
export function aciQuota(args: AciQuotaArgs, check: Check): AciQuota {
  const number = (name: keyof AciQuota, min: number): number =>
    check.wholeNumber(name, args[name] ?? DEFAULT_ACI_QUOTA[name], { min });
  return {
    containerGroups: number("containerGroups", 0),
    cores: number("cores", 0),
    // 1 or more: with none no replica could ever start.
    createsPer5Minutes: number("createsPer5Minutes", 1),
    createsPerHour: number("createsPerHour", 1),
  };
}

/** How many replicas a quota has room for, and which part of it ends there. */
export interface QuotaRoom {
  readonly replicas: number;
  /** Completes "because …". */
  readonly reason: string;
}

/** @param cpu the cores of one replica */
export function quotaRoom({ containerGroups, cores }: AciQuota, cpu: number): QuotaRoom {
  // A share of a millionth of a core more than fits is how a fraction is stored, and none that anybody asked for.
  const byCores = Math.floor(cores / cpu + 1e-6);
  if (byCores < containerGroups) {
    return { replicas: byCores, reason: `aciQuota.cores is ${cores} and a replica takes ${cpu}` };
  }
  return { replicas: containerGroups, reason: `aciQuota.containerGroups is ${containerGroups}` };
}

/** How long ACI's throttle makes so many creates at once last, in whole minutes; 0 where it does not slow them down. */
export function throttleMinutes(creates: number, { createsPer5Minutes, createsPerHour }: AciQuota): number {
  const windows = Math.ceil(creates / createsPer5Minutes);
  const hours = Math.ceil(creates / createsPerHour);
  // What is created in the first window waits for nothing.
  return Math.max(0, (windows - 1) * 5, (hours - 1) * 60);
}
