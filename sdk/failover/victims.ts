import { alive, type Finding } from "./conditions";
import { type PodObservation, PodState, type TierObservation } from "./observation";
import { keptPods } from "./verdict";

/** One pod and no other by its name, as long as it is as it was seen. */
export interface PodRef {
  readonly name: string;
  readonly uid: string;
  readonly resourceVersion: string;
}

/** How many replicas a tier loses. */
export interface Loss {
  /** Those that something keeps from serving. */
  readonly kept: number;
  /** Those that serve. */
  readonly serving: number;
}

/**
 * The pods to delete by name before a Deployment is told fewer: those that something keeps from serving, or is about to,
 * where its ReplicaSet might choose others in their stead. A pod that ACI refuses and one that is about to start there look
 * the same to it, and so do one on a silent node and one on any other.
 */
export function victims(tier: TierObservation, findings: readonly Finding[], loss: Loss): readonly PodRef[] {
  const kept = keptPods(findings);
  const pods = [...alive(tier)].sort((one, other) => rank(one) - rank(other));
  const ill = pods.filter(({ uid }) => kept.has(uid));
  const isReady = ({ state }: PodObservation): boolean => state === PodState.ready;
  const unready = ill.filter((pod) => !isReady(pod)).slice(0, loss.kept);
  const chosen = [...unready, ...ill.filter(isReady).slice(0, loss.serving)];
  const highest = chosen.at(-1);
  if (highest === undefined) return [];
  const rivals = pods.filter((pod) => !kept.has(pod.uid) && rank(pod) <= rank(highest));
  return rivals.length === 0 ? [] : chosen.map(podRef);
}

export function podRef({ name, uid, resourceVersion }: PodRef): PodRef {
  return { name, uid, resourceVersion };
}

/** In which order a ReplicaSet deletes (kubernetes, pkg/controller/controller_utils.go, ActivePodsWithRanks). */
function rank({ node, state }: PodObservation): number {
  if (node === undefined) return 0;
  if (state === PodState.starting || state === PodState.refused) return 1;
  return state === PodState.ready ? 3 : 2;
}
