import * as pulumi from "@pulumi/pulumi";
import type { ScalingPlan } from "../../sdk/scaling/plan-scaling";
import { planRollout, type RolloutPlan } from "../../sdk/upgrade/rollout-plan";
import { rolloutSpec } from "../../sdk/upgrade/rollout-spec";
import { UpgradeStrategy } from "../../sdk/upgrade/upgrade-spec";
import { canaryRelease } from "./canary";
import type { OwnedParts } from "./replica-owners";
import { canaryPods, type PodParts } from "./tiers";

/** How the pods of a service are replaced by those of another version, and what tries that first. */
export interface Rollout {
  readonly plan: pulumi.Output<RolloutPlan>;
  /** What must have passed before a tier is touched. */
  readonly gates: readonly pulumi.Resource[];
}

/** Plans how another version takes the place of this one, and makes what tries it, unless that is not wanted. */
export function rolloutOf(parent: pulumi.Resource, parts: OwnedParts & PodParts): Rollout {
  const { args, decided, scaling } = parts;
  const spec = pulumi.all([decided.placement, decided.upgrade, scaling?.plan]).apply(([placement, upgrade, plan]) =>
    rolloutSpec(placement, upgrade, {
      ...(plan === undefined ? {} : { most: most(plan) }),
      failsOver: args.failover !== undefined,
    }),
  );
  const isTried = args.upgrade?.strategy !== UpgradeStrategy.rolling;
  return {
    plan: spec.apply(planRollout),
    gates: isTried ? [canaryRelease(parent, { ...parts, pods: canaryPods(parts), rollout: spec })] : [],
  };
}

/** The most replicas of each tier, by its name. */
function most({ tiers }: ScalingPlan): Readonly<Record<string, number>> {
  return Object.fromEntries(tiers.map(({ name, max }) => [name, max]));
}
