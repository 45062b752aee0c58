import { ArgumentError, type ArgumentProblem } from "../argument-error";
import { type Check, checked } from "../check";
import { type PlacementArgs, placementSpec, type PlacementSpec, type TierSpec } from "../placement/placement-spec";
import type { Tier } from "../placement/tier";
import { serviceIdentity } from "../pods/service-identity";
import { AutoscaleEngine } from "../scaling/autoscale-spec";
import { type FailoverArgs, failoverSpec, type FailoverSpec } from "./failover-spec";

/** Between which numbers the autoscaler of a tier chooses. */
export interface Bounds {
  readonly min: number;
  readonly max: number;
}

/** The autoscalers of a service as they are planned, at home. */
export interface AutoscaledTiers {
  readonly engine: AutoscaleEngine;
  /** By the tiers' names. */
  readonly bounds: Readonly<Record<string, Bounds>>;
}

/** What makes a target. All of it is JSON, for an agent that reads it from a file. */
export interface FailoverTargetArgs {
  readonly service: string;
  readonly namespace: string;
  /** Where the replicas run, as the service says it. */
  readonly placement: PlacementArgs;
  /** Present where autoscalers own the number of replicas. */
  readonly autoscale?: AutoscaledTiers | undefined;
  readonly failover: FailoverArgs;
  /** Where the replicas listen. */
  readonly port?: number | undefined;
}

/** One service that fails over: which it is, where it runs at home, and when it moves. */
export interface FailoverTarget {
  readonly service: string;
  readonly namespace: string;
  readonly placement: PlacementSpec;
  readonly autoscale?: AutoscaledTiers;
  readonly failover: FailoverSpec;
}

/** @throws ArgumentError where an argument is wrong, with all that are */
export function failoverTarget(args: FailoverTargetArgs): FailoverTarget {
  const problems: ArgumentProblem[] = [];
  const identity = kept(() => serviceIdentity({ name: args.service, namespace: args.namespace }, []), problems);
  const placement = kept(() => placementSpec(args.placement), problems);
  const failover = kept(() => failoverSpec(args.failover, args.port), problems);
  if (identity === undefined || placement === undefined || failover === undefined) throw new ArgumentError(problems);
  const { autoscale } = args;
  const spec = { placement, failover, ...(autoscale === undefined ? {} : { autoscale }) };
  checkTogether(spec);
  return { service: identity.name, namespace: identity.namespace, ...spec };
}

/** The name of a tier's Deployment, and of its autoscaler. */
export function deploymentName({ service }: Pick<FailoverTarget, "service">, tier: string): string {
  return `${service}-${tier}`;
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

function checkTogether({ placement, autoscale, failover }: Omit<FailoverTarget, "service" | "namespace">): void {
  checked((check) => {
    const { replicas, tiers } = placement;
    if ((failover.floor ?? 0) > replicas) {
      check.problem("failover.floor", `must be ${replicas} or less, which is replicas; got ${failover.floor ?? 0}`);
    }
    if (tiers.length < 2) check.problem("tiers", "must be two or more with failover: one has nowhere to fail over to");
    else if (tiers.filter(({ isClosed }) => isClosed !== true).length < 2) check.problem("tiers", closed(tiers));
    if (autoscale !== undefined) checkAutoscale(autoscale, tiers, check.within("autoscale"));
  });
}

function closed(tiers: readonly TierSpec[]): string {
  const names = tiers.filter(({ isClosed }) => isClosed === true);
  const reasons = names.map(({ name, maxReason }) => `${name} can run none of its pods, because ${maxReason}`);
  return `must be two or more that can run its pods with failover: ${reasons.join("; ")}`;
}

function checkAutoscale({ engine, bounds }: AutoscaledTiers, tiers: readonly Tier[], check: Check): void {
  check.oneOf("engine", engine, [AutoscaleEngine.hpa, AutoscaleEngine.keda]);
  for (const { name } of tiers) {
    const { min, max } = (bounds as Partial<AutoscaledTiers["bounds"]>)[name] ?? {};
    const least = check.wholeNumber(`bounds.${name}.min`, min, { min: 0 });
    check.wholeNumber(`bounds.${name}.max`, max, { min: least });
  }
}
