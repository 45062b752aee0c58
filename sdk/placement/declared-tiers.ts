import type { Check } from "../check";
import { DEFAULT_TIER_NAMES, type Tier, TierKind } from "./tier";

/** What is plain about a tier, because the names of resources hang on it. */
export interface TierDeclaration {
  readonly kind: TierKind;
  readonly name?: string | undefined;
}

const TIER_KINDS = [TierKind.vm, TierKind.spot, TierKind.virtualNode] as const;

/** It becomes part of the names of Deployments and the value of a label. */
const TIER_NAME = {
  pattern: /^[a-z]([-a-z0-9]{0,18}[a-z0-9])?$/,
  description: "1 to 20 lower-case letters, digits and hyphens, a letter first",
};

/** What the other children of a service are called. */
const OTHER_CHILDREN = ["canary", "config", "disruption", "failover", "ingress", "kubernetes", "secrets", "service"];

/** VMs, then the virtual node: what a service has that describes no tiers of its own. */
const TWO_TIERS: readonly Tier[] = [TierKind.vm, TierKind.virtualNode].map((kind) => ({
  kind,
  name: DEFAULT_TIER_NAMES[kind],
}));

/** Which tiers a service has, in the order in which they fill. */
export function declaredTiers(tiers: readonly TierDeclaration[] | undefined, check: Check): readonly Tier[] {
  if (tiers === undefined) return TWO_TIERS;
  // Programs in JavaScript have no compiler that refuses another type.
  const given: unknown = tiers;
  if (!Array.isArray(given) || tiers.length === 0) {
    check.problem("tiers", "must be a list of one tier or more");
    return [];
  }
  const declared = tiers.map((tier, index) => declaredTier(tier, check.within(`tiers[${index}]`)));
  for (const [index, { name }] of declared.entries()) {
    if (declared.findIndex((other) => other.name === name) !== index) {
      check.problem(`tiers[${index}].name`, `must be a name of its own; got "${name}" twice`);
    }
  }
  return declared;
}

function declaredTier(tier: TierDeclaration, check: Check): Tier {
  const kind = check.oneOf("kind", tier.kind, TIER_KINDS);
  const name = check.text("name", tier.name ?? DEFAULT_TIER_NAMES[kind], TIER_NAME);
  if (OTHER_CHILDREN.includes(name)) {
    check.problem("name", `must not be "${name}", which another part of a service is called`);
  }
  return { name, kind };
}
