import type { AciQuota } from "../placement/aci-quota";
import type { FailoverMemory } from "./memory";
import { HOUR, SECOND, type Time } from "./time";

const FIVE_MINUTES = 300 * SECOND;

/**
 * How many container groups ACI creates for a service at the moment, by what this service had created before. Others of
 * the subscription count too, but only ACI knows of them, and then it refuses.
 *
 * @see https://learn.microsoft.com/azure/container-instances/container-instances-resource-and-quota-limits
 */
export function createRoom({ creates }: Pick<FailoverMemory, "creates">, quota: AciQuota, at: Time): number {
  const within = (span: number): number =>
    creates.filter((create) => at - create.at < span).reduce((sum, { count }) => sum + count, 0);
  return Math.max(0, Math.min(quota.createsPer5Minutes - within(FIVE_MINUTES), quota.createsPerHour - within(HOUR)));
}

/** Those of the last hour, and `count` now. */
export function withCreates(creates: FailoverMemory["creates"], count: number, at: Time): FailoverMemory["creates"] {
  const recent = creates.filter((create) => at - create.at < HOUR);
  const last = recent.at(-1);
  if (count === 0) return recent;
  // So that an annotation does not grow with the number of steps.
  if (last !== undefined && at - last.at < MERGED) return [...recent.slice(0, -1), { at, count: last.count + count }];
  return [...recent, { at, count }];
}

const MERGED = 30 * SECOND;
