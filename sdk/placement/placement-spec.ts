import { checked, type Check } from "../check";
import { parseQuantity } from "../pods/quantity";
import { aciQuota, type AciQuota, type AciQuotaArgs, quotaRoom, type QuotaRoom } from "./aci-quota";
import { tierSpecs, type TierArgs } from "./tier-spec";
import { type Tier, TierKind } from "./tier";

/** What a user may say about where replicas run. */
export interface PlacementArgs {
  readonly replicas: number;
  readonly vmReplicas?: number | undefined;
  readonly virtualNodeReplicas?: number | undefined;
  readonly tiers?: readonly TierArgs[] | undefined;
  /** What one replica takes, as far as ACI's quota is in terms of it. */
  readonly resources?: { readonly cpu: string } | undefined;
  readonly aciQuota?: AciQuotaArgs | undefined;
  /** Why the pods can run on VMs only, where they can; completes "because …". */
  readonly vmOnlyReason?: string | undefined;
}

/** How much of a service one tier may and must take. */
export interface TierSpec extends Tier {
  /** Replicas that this tier gets before any tier gets more. */
  readonly min: number;
  /** The most replicas that this tier may run; `Infinity` where nothing ends it. */
  readonly max: number;
  /** What ends this tier, for the reasons; completes "because …". */
  readonly maxReason: string;
  /** Present where the pods cannot run here at all, so that no `max` may be exceeded. */
  readonly isClosed?: true;
  /** Percent of all replicas that this tier gets, 0 to 100. */
  readonly percent?: number;
  /** With its neighbours that have one, the tier fills in proportion to it. */
  readonly weight?: number;
}

/** How many replicas a service wants, and where they may run. */
export interface PlacementSpec {
  readonly replicas: number;
  /** In the order in which they fill. */
  readonly tiers: readonly TierSpec[];
  readonly quota: AciQuota;
  /** What ACI's quota has room for on all virtual-node tiers together. */
  readonly quotaRoom: QuotaRoom;
}

/** A service of no more than this many replicas, so that sums stay exact and plans are made at once. */
export const MAX_REPLICAS = 100_000;

/** @throws ArgumentError where an argument is wrong */
export function placementSpec(args: PlacementArgs): PlacementSpec {
  return checked((check) => {
    const replicas = check.wholeNumber("replicas", args.replicas, { min: 0, max: MAX_REPLICAS });
    const quota = aciQuota(args.aciQuota ?? {}, check.within("aciQuota"));
    // Wrong resources are refused where a pod is made of them.
    const cpu = parseQuantity(args.resources?.cpu ?? "") ?? 0;
    const room = cpu > 0 ? quotaRoom(quota, cpu) : quotaRoom({ ...quota, cores: Infinity }, 1);
    const tiers = tierSpecs(args, quota, check);
    if (args.vmOnlyReason !== undefined) {
      return { replicas, tiers: vmsOnly(tiers, args.vmOnlyReason, check), quota, quotaRoom: room };
    }
    if (check.passed) checkQuota(tiers, room, check);
    return { replicas, tiers, quota, quotaRoom: room };
  });
}

/** The same tiers with nothing on virtual nodes, whose replicas run on the last tier of VMs, whatever its maximum. */
function vmsOnly(tiers: readonly TierSpec[], reason: string, check: Check): readonly TierSpec[] {
  const last = tiers.findLast(({ kind }) => kind !== TierKind.virtualNode);
  if (last === undefined) check.problem("tiers", `must have a tier of VMs, because ${reason}`);
  return tiers.map((tier) => {
    if (tier === last) return { ...tier, max: Infinity };
    if (tier.kind !== TierKind.virtualNode) return tier;
    const { name, kind } = tier;
    return { name, kind, min: 0, max: 0, maxReason: reason, isClosed: true };
  });
}

/** What must run on the virtual node must fit there. What may run there is planned to fit. */
function checkQuota(tiers: readonly TierSpec[], { replicas, reason }: QuotaRoom, check: Check): void {
  const needed = tiers.filter(({ kind }) => kind === TierKind.virtualNode).reduce((sum, { min }) => sum + min, 0);
  if (needed > replicas) {
    check.problem(
      "tiers",
      `must not have more than ${replicas} as min on virtual nodes, because ${reason}; got ${needed}`,
    );
  }
}
