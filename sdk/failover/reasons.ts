import { type Tier, tierTitle } from "../placement/tier";
import type { Assessment } from "./assess";
import type { PlannedStep } from "./planned-step";
import type { Counts } from "./counts";
import type { FailoverObservation } from "./observation";
import type { Brake } from "./step";
import { title } from "./titles";

const BRAKES: Readonly<Record<Brake, string>> = {
  throttle: "ACI creates no more container groups for now, by its throttle.",
  readiness: "Others are taken away when as many are ready as are wanted.",
  disruptionBudget: "The PodDisruptionBudget lets no more ready pods be taken away for now.",
  rate: "The others follow in further steps.",
};

/** Why replicas move from one tier to another. */
export function moveReason(
  tiers: readonly Tier[],
  { tiers: known }: Assessment,
  { from, to }: { readonly from: string; readonly to: string },
): string {
  const limit = known[from]?.limit;
  if (limit !== undefined) return `${titleOf(tiers, from)}: ${limit.because}`;
  return known[to]?.lifted === undefined ? "the plan is another" : `${titleOf(tiers, to)}: well again`;
}

/** What a step does and what keeps it from doing more; full sentences. */
export function stepReasons(
  { tiers }: FailoverObservation,
  { goal, now }: Assessment,
  { counts, brakes, isPaced }: PlannedStep,
): readonly string[] {
  const changes = tiers.filter(({ name }) => counts[name] !== now[name]);
  const says = changes.map((tier) => `${title(tier)}: ${now[tier.name] ?? 0} → ${counts[tier.name] ?? 0} replicas.`);
  const isThere = tiers.every(({ name }) => now[name] === goal.counts[name]);
  return [
    ...(isThere ? [] : [`Where they are to run: ${placed(tiers, goal.counts)}. ${goal.reasons.join(" ")}`]),
    ...says,
    ...brakes.map((brake) => BRAKES[brake]),
    ...(isPaced ? ["The last step was taken just now."] : []),
  ];
}

/** `8 on VMs, 4 on the virtual node`. */
export function placed(tiers: readonly Tier[], counts: Counts): string {
  return tiers.map((tier) => `${counts[tier.name] ?? 0} on ${tierTitle(tier)}`).join(", ");
}

function titleOf(tiers: readonly Tier[], name: string): string {
  const tier = tiers.find((each) => each.name === name);
  return tier === undefined ? name : title(tier);
}
