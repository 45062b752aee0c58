import type { Check } from "../check";
import type { AciQuota } from "./aci-quota";
import type { PlacementArgs, TierSpec } from "./placement-spec";
import { DEFAULT_TIER_NAMES, TierKind } from "./tier";

/** What a user may say about one tier. */
export interface TierArgs {
  readonly kind: TierKind;
  readonly name?: string | undefined;
  readonly min?: number | undefined;
  readonly max?: number | undefined;
  readonly percent?: number | undefined;
  readonly weight?: number | undefined;
}

const TIER_KINDS = [TierKind.vm, TierKind.spot, TierKind.virtualNode] as const;

/** It becomes part of the names of Deployments and the value of a label. */
const TIER_NAME = {
  pattern: /^[a-z]([-a-z0-9]{0,18}[a-z0-9])?$/,
  description: "1 to 20 lower-case letters, digits and hyphens, a letter first",
};

/** The short form of two tiers: VMs up to `vmReplicas`, then the virtual node up to `virtualNodeReplicas`. */
const SHORT_FORM = ["vmReplicas", "virtualNodeReplicas"] as const;

/** Names that other children of a service have. */
const RESERVED_NAMES = ["canary", "service", "ingress", "disruption", "config", "secrets", "kubernetes", "failover"];

/** The tiers that a user described, in either form. */
export function tierSpecs(args: PlacementArgs, quota: AciQuota, check: Check): readonly TierSpec[] {
  if (args.tiers === undefined) return twoTiers(args, quota, check);
  for (const name of SHORT_FORM) {
    if (args[name] !== undefined) check.problem(name, "must be left out where tiers are given; set their max instead");
  }
  if (!Array.isArray(args.tiers) || args.tiers.length === 0) {
    check.problem("tiers", "must be a list of one tier or more");
    return [];
  }
  const tiers = args.tiers.map((tier, index) => tierSpec(tier, quota, check.within(`tiers[${index}]`)));
  checkNames(tiers, check);
  checkPercents(tiers, check);
  return tiers;
}

function twoTiers(args: PlacementArgs, quota: AciQuota, check: Check): readonly TierSpec[] {
  const vmReplicas = check.wholeNumber("vmReplicas", args.vmReplicas ?? args.replicas, { min: 0 });
  const given = args.virtualNodeReplicas;
  const virtualNodeReplicas = check.wholeNumber("virtualNodeReplicas", given ?? quota.containerGroups, {
    min: 0,
    max: quota.containerGroups,
  });
  return [
    {
      name: DEFAULT_TIER_NAMES.vm,
      kind: TierKind.vm,
      min: 0,
      max: args.vmReplicas === undefined ? Infinity : vmReplicas,
      maxReason: `vmReplicas is ${vmReplicas}`,
    },
    {
      name: DEFAULT_TIER_NAMES.virtualNode,
      kind: TierKind.virtualNode,
      min: 0,
      max: given === undefined ? Infinity : virtualNodeReplicas,
      maxReason: `virtualNodeReplicas is ${virtualNodeReplicas}`,
    },
  ];
}

function tierSpec(args: TierArgs, quota: AciQuota, check: Check): TierSpec {
  const kind = check.oneOf("kind", args.kind, TIER_KINDS);
  const name = check.text("name", args.name ?? DEFAULT_TIER_NAMES[kind], TIER_NAME);
  const ceiling = kind === TierKind.virtualNode ? quota.containerGroups : Infinity;
  const max = args.max === undefined ? Infinity : check.wholeNumber("max", args.max, { min: 0, max: ceiling });
  const min = check.wholeNumber("min", args.min ?? 0, { min: 0, max: Math.min(max, ceiling) });
  if (args.percent !== undefined && args.weight !== undefined) {
    check.problem("weight", "must be left out where percent is given: the tier has its share already");
  }
  return {
    name,
    kind,
    min,
    max,
    maxReason: `its max is ${max}`,
    ...(args.percent === undefined ? {} : { percent: check.wholeNumber("percent", args.percent, { min: 0, max: 100 }) }),
    ...(args.weight === undefined ? {} : { weight: check.wholeNumber("weight", args.weight, { min: 1, max: 1000 }) }),
  };
}

function checkNames(tiers: readonly TierSpec[], check: Check): void {
  for (const [index, { name }] of tiers.entries()) {
    if (tiers.findIndex((other) => other.name === name) !== index) {
      check.problem(`tiers[${index}].name`, `must be a name of its own; got "${name}" twice`);
    }
    if (RESERVED_NAMES.includes(name)) {
      check.problem(`tiers[${index}].name`, `must not be "${name}", which another part of a service is called`);
    }
  }
}

function checkPercents(tiers: readonly TierSpec[], check: Check): void {
  const sum = tiers.reduce((all, { percent = 0 }) => all + percent, 0);
  if (sum > 100) check.problem("tiers", `must not have percents of more than 100 together; got ${sum}`);
}
