import { type FailoverObservation, PodState, type TierObservation } from "./observation";
import { title } from "./titles";

/** What pods are at that do not serve, in the order in which it is told. */
const STATES: readonly (readonly [PodState, string])[] = [
  [PodState.refused, "refused by ACI"],
  [PodState.unschedulable, "without a node"],
  [PodState.crashing, "crashing"],
  [PodState.unready, "not ready"],
  [PodState.starting, "starting"],
];

/** Which pods do not serve and what was said of them, and which Deployments still roll; one sentence a tier and state. */
export function shortfall({ tiers }: Pick<FailoverObservation, "tiers">): readonly string[] {
  return tiers.flatMap((tier) => [...unready(tier), ...rolling(tier)]);
}

function unready(tier: TierObservation): readonly string[] {
  return STATES.flatMap(([state, words]) => {
    const pods = tier.pods.filter((pod) => pod.state === state);
    const [said] = pods.flatMap(({ words: own }) => own ?? []);
    const count = pods.length === 1 ? "1 pod" : `${pods.length} pods`;
    return pods.length === 0 ? [] : [`${title(tier)}: ${count} ${words}${said === undefined ? "" : ` (${said})`}.`];
  });
}

function rolling(tier: TierObservation): readonly string[] {
  return tier.deployment.isRolling ? [`${title(tier)}: the new version has not replaced the old one yet.`] : [];
}
