import { throttleMinutes } from "../placement/aci-quota";
import { TierKind, tierTitle } from "../placement/tier";
import { canaryTier, type RollingTier, type RolloutSpec } from "./rollout-spec";
import { UpgradeStrategy } from "./upgrade-spec";

/** The `strategy` of a Deployment, as Kubernetes takes it. */
export interface DeploymentStrategy {
  readonly type: "RollingUpdate";
  readonly rollingUpdate: {
    readonly maxUnavailable: number;
    /** A number, or percent of the replicas, rounded up. */
    readonly maxSurge: number | string;
  };
}

/** How each tier of a service replaces its pods. */
export interface RolloutPlan {
  /** The Deployments' strategies, by the name of the tier. */
  readonly strategies: Readonly<Record<string, DeploymentStrategy>>;
  /** One sentence for each tier that rolls in another way than its author would expect. */
  readonly reasons: string[];
  /** What the user should know before it is done, with the numbers. */
  readonly warnings: string[];
}

/** Kubernetes' own. */
const DEFAULT_SURGE = "25%";
const DEFAULT_SURGE_SHARE = 0.25;

/**
 * Plans how the pods of each tier are replaced: a few new ones first, then as many old ones go, so that there are never
 * fewer than wanted. A virtual-node tier has no more new ones at a time than ACI's quota leaves room for and than ACI
 * creates in 5 minutes; where the quota is used up, one old pod has to go first.
 */
export function planRollout(spec: RolloutSpec): RolloutPlan {
  const tiers = spec.tiers.map((tier) => ({ tier, ...tierRollout(tier, spec) }));
  return {
    strategies: Object.fromEntries(tiers.map(({ tier, strategy }) => [tier.name, strategy])),
    reasons: tiers.flatMap(({ reason }) => reason ?? []),
    warnings: [...canaryWarning(spec), ...throttleWarning(spec)],
  };
}

/** How many pods above its number a tier may have while it rolls. */
export function surgeOf({ rollingUpdate: { maxSurge } }: DeploymentStrategy, replicas: number): number {
  return typeof maxSurge === "number" ? maxSurge : Math.ceil(replicas * DEFAULT_SURGE_SHARE);
}

interface TierRollout {
  readonly strategy: DeploymentStrategy;
  readonly reason?: string;
}

function tierRollout(tier: RollingTier, spec: RolloutSpec): TierRollout {
  const { maxSurge = DEFAULT_SURGE } = spec.upgrade;
  const wanted = rolling(0, maxSurge);
  if (tier.kind !== TierKind.virtualNode) return { strategy: wanted };
  const { room, because } = surgeRoom(spec);
  if (surgeOf(wanted, tier.replicas) <= room) return { strategy: wanted };
  const title = capitalized(tierTitle(tier));
  if (room > 0) {
    return {
      strategy: rolling(0, room),
      reason: `${title}: ${room} new replicas at a time in an upgrade, because ${because}.`,
    };
  }
  const reason =
    `${title}: an upgrade takes 1 replica away before it makes a new one, because ${because}, ` +
    "which leaves no room for one more.";
  return { strategy: rolling(1, 0), ...(tier.replicas === 0 ? {} : { reason }) };
}

function rolling(maxUnavailable: number, maxSurge: number | string): DeploymentStrategy {
  return { type: "RollingUpdate", rollingUpdate: { maxUnavailable, maxSurge } };
}

/** How many container groups a virtual-node tier may have more than it runs, and what ends there. */
function surgeRoom(spec: RolloutSpec): { readonly room: number; readonly because: string } {
  const { quota, quotaRoom } = spec;
  // All tiers roll at once, so they share what is left.
  const sharers = Math.max(1, virtualNodeTiers(spec).length);
  const byQuota = Math.max(0, Math.floor(quotaLeft(spec) / sharers));
  if (byQuota <= quota.createsPer5Minutes) return { room: byQuota, because: quotaRoom.reason };
  return { room: quota.createsPer5Minutes, because: `aciQuota.createsPer5Minutes is ${quota.createsPer5Minutes}` };
}

/** A canary takes a place of its own, and is gone before a tier rolls. */
function canaryWarning(spec: RolloutSpec): readonly string[] {
  const { upgrade, quotaRoom } = spec;
  const isOnAci = canaryTier(spec.tiers)?.kind === TierKind.virtualNode;
  const left = quotaLeft(spec);
  if (upgrade.strategy !== UpgradeStrategy.canary || !isOnAci || left >= upgrade.canaryReplicas) return [];
  const canaries = upgrade.canaryReplicas === 1 ? "1 canary" : `${upgrade.canaryReplicas} canaries`;
  return [
    `An upgrade starts ${canaries} on the virtual node, and with all replicas there the quota has room for ` +
      `${Math.max(0, left)}, because ${quotaRoom.reason}: ACI may refuse it, and then the upgrade does not begin.`,
  ];
}

function throttleWarning(spec: RolloutSpec): readonly string[] {
  const { quota } = spec;
  const creates = Math.max(0, ...virtualNodeTiers(spec).map(({ replicas }) => replicas));
  const minutes = throttleMinutes(creates, quota);
  if (minutes === 0) return [];
  return [
    `An upgrade of ${creates} replicas on the virtual node takes ${minutes} minutes or more, because ACI creates ` +
      `${quota.createsPer5Minutes} container groups in 5 minutes and ${quota.createsPerHour} in an hour.`,
  ];
}

function quotaLeft(spec: RolloutSpec): number {
  return spec.quotaRoom.replicas - virtualNodeTiers(spec).reduce((sum, { replicas }) => sum + replicas, 0);
}

function virtualNodeTiers({ tiers }: RolloutSpec): readonly RollingTier[] {
  return tiers.filter(({ kind }) => kind === TierKind.virtualNode);
}

function capitalized(title: string): string {
  return `${title.charAt(0).toUpperCase()}${title.slice(1)}`;
}
