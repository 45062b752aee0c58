import { ArgumentError, type ArgumentProblem } from "../argument-error";
import { type Check, checked } from "../check";
import { type PlacementArgs, placementSpec, type PlacementSpec } from "../placement/placement-spec";
import { planPlacement } from "../placement/plan-placement";
import { type AutoscaleArgs, AutoscaleEngine, autoscaleSpec, type AutoscaleSpec } from "./autoscale-spec";
import { HIGHEST_TARGET, highestFirstTarget, lowestLastTarget } from "./targets";

/** What a user may say about a service that is scaled. */
export interface ScalingArgs {
  readonly placement: PlacementArgs;
  readonly autoscale: AutoscaleArgs;
}

/** How a service is scaled, over which tiers; complete and checked. */
export interface ScalingSpec {
  readonly autoscale: AutoscaleSpec;
  /** Where the fewest replicas run. */
  readonly placement: PlacementSpec;
}

/** @throws ArgumentError where an argument is wrong, or arguments do not go together */
export function scalingSpec({ placement, autoscale }: ScalingArgs): ScalingSpec {
  const problems: ArgumentProblem[] = [];
  const tiers = kept(() => placementSpec(placement), problems);
  const scaling = kept(() => autoscaleSpec(autoscale), problems);
  if (tiers === undefined || scaling === undefined) throw new ArgumentError(problems);
  const spec = { autoscale: scaling, placement: tiers };
  checked((check) => {
    checkReplicas(spec, check.within("autoscale"));
    checkOrder(spec, check);
    checkTargets(spec, check.within("autoscale"));
  });
  return spec;
}

/** The tiers that get replicas at all when there are as many as there may be. */
export function usedTiers({ autoscale, placement }: ScalingSpec): PlacementSpec["tiers"] {
  const { counts } = planPlacement({ ...placement, replicas: autoscale.max });
  return placement.tiers.filter(({ name }) => (counts[name] ?? 0) > 0);
}

function kept<Spec>(decide: () => Spec, problems: ArgumentProblem[]): Spec | undefined {
  try {
    return decide();
  } catch (error) {
    if (!(error instanceof ArgumentError)) throw error;
    problems.push(...error.problems);
    return undefined;
  }
}

function checkReplicas({ autoscale, placement: { replicas } }: ScalingSpec, check: Check): void {
  const { max, engine, metric } = autoscale;
  if (max < replicas) check.problem("max", `must be ${replicas} or more, which is replicas; got ${max}`);
  if (replicas > 0) return;
  if (engine === AutoscaleEngine.hpa) {
    check.problem(
      "engine",
      `must be "${AutoscaleEngine.keda}" where replicas is 0: a HorizontalPodAutoscaler leaves a tier without replicas alone`,
    );
  } else if (metric.kind === "resource") {
    check.problem(
      `${metric.resource}Percent`,
      "must be another metric where replicas is 0: what is not there uses nothing that could wake it",
    );
  }
}

/** Autoscalers know one tier each, so they can fill tiers one after another but not in proportion. */
function checkOrder({ placement: { tiers } }: ScalingSpec, check: Check): void {
  const reason = "autoscalers fill the tiers one after another and know nothing of shares";
  for (const [index, tier] of tiers.entries()) {
    const shares = (["percent", "weight"] as const).filter((share) => tier[share] !== undefined);
    for (const share of shares) {
      check.problem(`tiers[${index}].${share}`, `must be left out where autoscale is given: ${reason}`);
    }
  }
}

function checkTargets(spec: ScalingSpec, check: Check): void {
  const { metric } = spec.autoscale;
  if (metric.kind === "external") return;
  const tiers = usedTiers(spec).length;
  const { percent, burstPercent, resource } = metric;
  const distance = "a tier's target must be 11/9 of the one before or more for it to empty first";
  if (percent > highestFirstTarget(tiers)) {
    check.problem(
      `${resource}Percent`,
      `must be ${highestFirstTarget(tiers)} or less with ${tiers} tiers: ${distance}, and the last ${HIGHEST_TARGET} or ` +
        `less; got ${percent}`,
    );
  } else if (burstPercent !== undefined && burstPercent < lowestLastTarget(percent, tiers)) {
    const least = lowestLastTarget(percent, tiers);
    check.problem(
      "burstTargetPercent",
      `must be ${least} or more with ${resource}Percent ${percent} and ${tiers} tiers: ${distance}; got ${burstPercent}`,
    );
  }
}
