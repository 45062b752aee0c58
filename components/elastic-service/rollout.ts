import * as pulumi from "@pulumi/pulumi";
import { planRollout, type RolloutPlan } from "../../sdk/upgrade/rollout-plan";
import { rolloutSpec } from "../../sdk/upgrade/rollout-spec";
import { UpgradeStrategy } from "../../sdk/upgrade/upgrade-spec";
import { canaryRelease } from "./canary";
import type { ServiceParts } from "./parts";
import { canaryPods, type PodParts } from "./tiers";

/** How the pods of a service are replaced by those of another version, and what tries that first. */
export interface Rollout {
  readonly plan: pulumi.Output<RolloutPlan>;
  /** What must have passed before a tier is touched. */
  readonly gates: readonly pulumi.Resource[];
}

/** Plans how another version takes the place of this one, and makes what tries it, unless that is not wanted. */
export function rolloutOf(parent: pulumi.Resource, parts: ServiceParts & PodParts): Rollout {
  const { args, decided } = parts;
  const spec = pulumi
    .all([decided.placement, decided.upgrade])
    .apply(([placement, upgrade]) => rolloutSpec(placement, upgrade));
  const isTried = args.upgrade?.strategy !== UpgradeStrategy.rolling;
  return {
    plan: spec.apply(planRollout),
    gates: isTried ? [canaryRelease(parent, { ...parts, pods: canaryPods(parts), rollout: spec })] : [],
  };
}
