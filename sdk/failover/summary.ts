import type { FailoverDecision } from "./decision";
import { placed } from "./reasons";
import type { FailoverTarget } from "./target";

/** A decision in a line: `4 of 12 replicas ready; vm is sick; moving to 0 on VMs, 12 on the virtual node`. */
export function failoverSummary(
  { placement: { tiers } }: Pick<FailoverTarget, "placement">,
  { action, health, wanted, ready, goal, step, reasons }: FailoverDecision,
): string {
  if (Object.keys(health).length === 0) return `held: ${reasons.join(" ")}`;
  const sick = tiers.filter(({ name }) => health[name]?.isSick).map(({ name }) => `${name} is sick`);
  const what = {
    steady: placed(tiers, goal),
    wait: `waiting; ${placed(tiers, goal)}`,
    step: step === undefined ? placed(tiers, goal) : `moving to ${placed(tiers, goal)}`,
    hold: `held; ${placed(tiers, goal)}`,
  };
  return [`${ready} of ${wanted} replicas ready`, ...sick, what[action]].join("; ");
}
