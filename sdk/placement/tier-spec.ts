import type { Check } from "../check";
import type { AciQuota } from "./aci-quota";
import { declaredTiers, type TierDeclaration } from "./declared-tiers";
import type { PlacementArgs, TierSpec } from "./placement-spec";
import { DEFAULT_TIER_NAMES, type Tier, TierKind } from "./tier";

/** What a user may say about one tier. */
export interface TierArgs extends TierDeclaration {
  readonly min?: number | undefined;
  readonly max?: number | undefined;
  readonly percent?: number | undefined;
  readonly weight?: number | undefined;
}

/** The short form of two tiers: VMs up to `vmReplicas`, then the virtual node up to `virtualNodeReplicas`. */
const SHORT_FORM = ["vmReplicas", "virtualNodeReplicas"] as const;

/** The tiers that a user described, in either form. */
export function tierSpecs(args: PlacementArgs, quota: AciQuota, check: Check): readonly TierSpec[] {
  if (args.tiers === undefined) return twoTiers(args, quota, check);
  for (const name of SHORT_FORM) {
    if (args[name] !== undefined) check.problem(name, "must be left out where tiers are given; set their max instead");
  }
  const given = args.tiers;
  const tiers = declaredTiers(given, check).map((tier, index) => ({
    ...tier,
    ...tierBounds(tier, { args: given[index] ?? tier, quota, check: check.within(`tiers[${index}]`) }),
  }));
  checkPercents(tiers, check);
  return tiers;
}

function twoTiers(args: PlacementArgs, quota: AciQuota, check: Check): readonly TierSpec[] {
  const maxima = { vm: { min: 0 }, virtualNode: { min: 0, max: quota.containerGroups } };
  const tier = (kind: keyof typeof maxima, arg: (typeof SHORT_FORM)[number]): TierSpec => {
    const given = args[arg];
    const max = given === undefined ? Infinity : check.wholeNumber(arg, given, maxima[kind]);
    return { name: DEFAULT_TIER_NAMES[kind], kind, min: 0, max, maxReason: `${arg} is ${max}` };
  };
  return [tier(TierKind.vm, "vmReplicas"), tier(TierKind.virtualNode, "virtualNodeReplicas")];
}

interface BoundsParts {
  readonly args: TierArgs;
  readonly quota: AciQuota;
  readonly check: Check;
}

function tierBounds({ kind }: Tier, { args, quota, check }: BoundsParts): Omit<TierSpec, keyof Tier> {
  const ceiling = kind === TierKind.virtualNode ? quota.containerGroups : Infinity;
  const max = args.max === undefined ? Infinity : check.wholeNumber("max", args.max, { min: 0, max: ceiling });
  const min = check.wholeNumber("min", args.min ?? 0, { min: 0, max: Math.min(max, ceiling) });
  if (args.percent !== undefined && args.weight !== undefined) {
    check.problem("weight", "must be left out where percent is given: the tier has its share already");
  }
  return {
    min,
    max,
    maxReason: `its max is ${max}`,
    ...(args.percent === undefined
      ? {}
      : { percent: check.wholeNumber("percent", args.percent, { min: 0, max: 100 }) }),
    ...(args.weight === undefined ? {} : { weight: check.wholeNumber("weight", args.weight, { min: 1, max: 1000 }) }),
  };
}

function checkPercents(tiers: readonly TierSpec[], check: Check): void {
  const sum = tiers.reduce((all, { percent = 0 }) => all + percent, 0);
  if (sum > 100) check.problem("tiers", `must not have percents of more than 100 together; got ${sum}`);
}
