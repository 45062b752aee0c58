import type * as pulumi from "@pulumi/pulumi";
import { ArgumentError, type ArgumentProblem } from "../../sdk/argument-error";
import { checked } from "../../sdk/check";
import { failoverAgentSpec } from "../../sdk/failover/agent-spec";
import { failoverTarget, type AutoscaledTiers, type FailoverTargetArgs } from "../../sdk/failover/target";
import { AutoscaleEngine } from "../../sdk/scaling/autoscale-spec";
import { planScaling } from "../../sdk/scaling/plan-scaling";
import { scalingSpec, type ScalingArgs } from "../../sdk/scaling/scaling-spec";
import { TIMEOUT_MINUTES } from "../dynamic/inputs";
import { decision } from "../resolve";
import type { ElasticServiceArgs } from "./args";
import type { FailoverArgs } from "./failover-args";
import { placementArgs, settledPlacement } from "./placement-decision";

/** How a service fails over, and how long `pulumi up` waits for it. */
export interface FailoverPlan {
  /** What everybody is told who looks after the service. */
  readonly target: FailoverTargetArgs;
  readonly timeoutMinutes: number;
}

const DEFAULT_TIMEOUT_MINUTES = 10;

/** How a service fails over; nothing where it does not. */
export function failoverDecision(name: string, args: ElasticServiceArgs) {
  return decision(failoverInputs(name, args), (known) => {
    if (known.failover === undefined) return undefined;
    const { timeoutMinutes = DEFAULT_TIMEOUT_MINUTES, ...failover } = known.failover;
    const target = { ...targetOf(known), failover };
    checkAll([
      () => failoverTarget(target),
      () => checked((check) => check.wholeNumber("failover.timeoutMinutes", timeoutMinutes, TIMEOUT_MINUTES)),
    ]);
    return { target, timeoutMinutes };
  });
}

/** The agent of a service that fails over; nothing where it does not. */
export function agentDecision(name: string, { failover }: ElasticServiceArgs) {
  return decision({ fails: failover !== undefined, agent: failover?.agent }, ({ fails, agent }) =>
    fails ? failoverAgentSpec({ service: name, ...agent }) : undefined,
  );
}

/** All that failing over hangs on; nothing else where a service does not, so that it hides nothing. */
function failoverInputs(name: string, args: ElasticServiceArgs) {
  const { failover, namespace = "default", autoscale, port } = args;
  if (failover === undefined) return {};
  return {
    failover: withoutAgent(failover),
    service: name,
    namespace,
    placement: placementArgs(name, args),
    autoscale,
    port,
  };
}

/** Whether an agent runs, and from which image, is nothing that the agent has to know. */
function withoutAgent({ agent: _agent, ...rest }: FailoverArgs): Omit<FailoverArgs, "agent"> {
  return rest;
}

type Known = Required<pulumi.Unwrap<Exclude<ReturnType<typeof failoverInputs>, Record<string, never>>>>;

function targetOf({ service, namespace, placement, autoscale, port }: Known): Omit<FailoverTargetArgs, "failover"> {
  const settled = settledPlacement(placement);
  const bounds = autoscale === undefined ? undefined : autoscaledTiers({ placement: settled, autoscale });
  return { service, namespace, placement: settled, autoscale: bounds, port };
}

/** The bounds at home. */
function autoscaledTiers(args: ScalingArgs): AutoscaledTiers {
  const bounds = planScaling(scalingSpec(args)).tiers.map(({ name, min, max }) => [name, { min, max }] as const);
  return { engine: args.autoscale.engine ?? AutoscaleEngine.hpa, bounds: Object.fromEntries(bounds) };
}

/** @throws ArgumentError with the problems of all */
function checkAll(checks: readonly (() => unknown)[]): void {
  const problems = checks.flatMap((check): readonly ArgumentProblem[] => {
    try {
      check();
      return [];
    } catch (error) {
      if (error instanceof ArgumentError) return error.problems;
      throw error;
    }
  });
  if (problems.length > 0) throw new ArgumentError(problems);
}
