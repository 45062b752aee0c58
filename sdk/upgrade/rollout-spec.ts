import type { AciQuota, QuotaRoom } from "../placement/aci-quota";
import { MAX_REPLICAS, type PlacementSpec } from "../placement/placement-spec";
import { planPlacement } from "../placement/plan-placement";
import { type Tier, TierKind } from "../placement/tier";
import type { UpgradeSpec } from "./upgrade-spec";

/** A tier whose pods are to be replaced. */
export interface RollingTier extends Tier {
  /** How many pods it has, or the most that an autoscaler may give it. */
  readonly replicas: number;
  /** Whether an autoscaler decides on the number. */
  readonly isAutoscaled: boolean;
  /** Whether it can have pods at all, at another number of replicas or after a failover if not now. */
  readonly mayRun: boolean;
}

/** What the rollout of a service is planned from. */
export interface RolloutSpec {
  readonly upgrade: UpgradeSpec;
  /** In the order in which they fill. */
  readonly tiers: readonly RollingTier[];
  readonly quota: AciQuota;
  /** What ACI's quota has room for on all virtual-node tiers together. */
  readonly quotaRoom: QuotaRoom;
}

/** Who else than the placement decides how many pods the tiers have. */
export interface RolloutOwners {
  /** The most replicas of each tier that an autoscaler scales, by its name. @default - none is autoscaled */
  readonly most?: Readonly<Record<string, number>>;
  /** Whether pods may be moved to any tier when another fails. @default false */
  readonly failsOver?: boolean;
}

/** The rollout of a service that is placed so. */
export function rolloutSpec(
  placement: PlacementSpec,
  upgrade: UpgradeSpec,
  { most = {}, failsOver = false }: RolloutOwners = {},
): RolloutSpec {
  const { counts } = planPlacement(placement);
  const ample = planPlacement({ ...placement, replicas: MAX_REPLICAS });
  const tiers = placement.tiers.map(({ name, kind, max }) => ({
    name,
    kind,
    replicas: most[name] ?? counts[name] ?? 0,
    isAutoscaled: most[name] !== undefined,
    mayRun: (most[name] ?? ample.counts[name] ?? 0) > 0 || (failsOver && max > 0),
  }));
  return { upgrade, tiers, quota: placement.quota, quotaRoom: placement.quotaRoom };
}

/**
 * The tier on whose nodes a new version is tried: the first virtual node that may run pods, where one more costs no other
 * its place; where there is none, the last tier to fill. A cluster without virtual nodes has no replicas for one.
 */
export function canaryTier<Each extends Tier & Pick<RollingTier, "mayRun">>(tiers: readonly Each[]): Each | undefined {
  const able = tiers.filter(({ mayRun }) => mayRun);
  return able.find(({ kind }) => kind === TierKind.virtualNode) ?? able.at(-1) ?? tiers.at(-1);
}

/**
 * In which order the tiers of an upgrade are told of: the first virtual node, then the others from the last that fills to
 * the first. They roll at once: if one waited for another, VMs would stand empty where ACI refuses a new service's pods.
 */
export function rolloutOrder<Each extends Tier>(tiers: readonly Each[]): readonly Each[] {
  const first = tiers.find(({ kind }) => kind === TierKind.virtualNode);
  return [...tiers.filter((tier) => tier === first), ...tiers.filter((tier) => tier !== first).reverse()];
}
