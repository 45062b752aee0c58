import { isDeepStrictEqual } from "node:util";
import type { FailoverLook } from "../../sdk/failover/look";
import { type ServiceHealth, serviceHealth } from "../../sdk/failover/service-health";
import type { FailoverTargetArgs } from "../../sdk/failover/target";
import type { Properties } from "./inputs";

/** The inputs of a failover, and what was seen of the service last. */
export interface FailoverState extends Properties {
  readonly kubeconfig: string;
  readonly target: FailoverTargetArgs;
  readonly versions: Readonly<Record<string, string>>;
  readonly timeoutMinutes: number;
  readonly health?: ServiceHealth;
  readonly placement?: Readonly<Record<string, number>>;
}

/** The state with what was seen. */
export function seenState(state: FailoverState, look: FailoverLook): FailoverState {
  const { tiers } = look.observation;
  const placement = Object.fromEntries(tiers.map(({ name, deployment }) => [name, replicasOf(look, name, deployment)]));
  return { ...state, health: serviceHealth(look), placement };
}

/** What the last step was told counts for a look that took it. */
function replicasOf({ decision }: FailoverLook, tier: string, { replicas }: { readonly replicas: number }): number {
  return decision.step?.after[tier] ?? replicas;
}

/** Whether a tier is sick or well, or has a limit or none, other than the state has it. What is not seen is no news. */
export function isNews({ health }: FailoverState, look: FailoverLook): boolean {
  if (health === undefined || look.observation.missing.length > 0) return false;
  return !isDeepStrictEqual(verdicts(health), verdicts(serviceHealth(look)));
}

/** What of a health is a change when it changes; numbers come and go. */
function verdicts({ tiers, held }: ServiceHealth): object {
  const judged = Object.entries(tiers).map(([name, { isSick, limit }]) => [name, { isSick, limit }] as const);
  return { held, tiers: Object.fromEntries(judged) };
}
