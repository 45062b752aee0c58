import {
  alive,
  type Condition,
  endpointDown,
  type Finding,
  type Judged,
  nobodyReady,
  nodesDown,
  noNode,
  notCreated,
  podsLost,
  refused,
  slowStart,
  unschedulable,
} from "./conditions";
import { PodState, type TierObservation } from "./observation";
import type { Time } from "./time";

/** What is thought of a tier. */
export type TierVerdict = WellTier | SickTier;

interface TierNumbers {
  readonly counts: TierCounts;
  /** How many replicas it was seen to be able to run; those that are on their way count. */
  readonly capacity: number;
  /** How many of its replicas something keeps from being ready. */
  readonly kept: number;
  /** What is wrong, even where nobody misses the pods; in the order of what says most about the cause. */
  readonly findings: readonly Finding[];
}

export interface WellTier extends TierNumbers {
  readonly isSick: false;
}

export interface SickTier extends TierNumbers {
  readonly isSick: true;
  /** The main one. */
  readonly finding: Finding;
  /** Since when, as far as the objects tell. */
  readonly since: Time;
}

/** How many pods of a tier are at what. */
export interface TierCounts {
  readonly wanted: number;
  readonly scheduled: number;
  readonly ready: number;
  readonly starting: number;
  readonly refused: number;
  readonly unschedulable: number;
  /** Not started after `coldStartSeconds`. */
  readonly stuck: number;
  readonly lost: number;
  readonly terminating: number;
}

/** In the order of what says most about the cause. */
const CONDITIONS: readonly Condition[] = [
  noNode,
  nodesDown,
  endpointDown,
  nobodyReady,
  podsLost,
  refused,
  slowStart,
  unschedulable,
  notCreated,
];

/**
 * Judges a tier. It is sick where it can run none at all, or where pods that it is told to have are kept from serving by
 * something that another tier might not have. A container that crashes is no such thing: it would crash anywhere.
 */
export function tierVerdict(judged: Judged): TierVerdict {
  const { tier } = judged;
  const findings = CONDITIONS.flatMap((condition) => condition(judged) ?? []);
  const total = findings.find(({ isTotal }) => isTotal);
  const missing = shortage(tier, findings);
  const capacity = total === undefined ? tier.deployment.replicas - missing : 0;
  const counts = tierCounts(tier, findings);
  const unready = Math.max(0, counts.wanted - counts.ready);
  const kept = total === undefined ? unreadyKept(tier, findings) : unready;
  const numbers = { counts, capacity, kept: Math.min(unready, kept), findings };
  const [first] = findings;
  const finding = total ?? first;
  if (finding === undefined || (total === undefined && missing === 0)) return { ...numbers, isSick: false };
  const since = total?.since ?? Math.min(...findings.map((each) => each.since));
  return { ...numbers, isSick: true, finding, since };
}

/** The pods of a tier that something keeps from serving. */
export function keptPods(findings: readonly Finding[]): ReadonlySet<string> {
  return new Set(findings.filter(({ isTotal }) => !isTotal).flatMap(({ pods }) => pods.map(({ uid }) => uid)));
}

function unreadyKept(tier: TierObservation, findings: readonly Finding[]): number {
  const kept = keptPods(findings);
  return alive(tier).filter(({ uid, state }) => kept.has(uid) && state !== PodState.ready).length;
}

/** How many replicas are missing. Those that are about to be created are not, and those beyond what is wanted fill in. */
function shortage(tier: TierObservation, findings: readonly Finding[]): number {
  const { replicas, refusal } = tier.deployment;
  const pods = alive(tier);
  const kept = keptPods(findings);
  const sound = pods.filter(({ uid }) => !kept.has(uid)).length;
  const coming = refusal === undefined ? Math.max(0, replicas - pods.length) : 0;
  return Math.max(0, replicas - sound - coming);
}

function tierCounts(tier: TierObservation, findings: readonly Finding[]): TierCounts {
  const pods = alive(tier);
  const inState = (state: PodState): number => tier.pods.filter((pod) => pod.state === state).length;
  const keptBy = (name: Finding["name"]): number => findings.find((each) => each.name === name)?.pods.length ?? 0;
  return {
    wanted: tier.deployment.replicas,
    scheduled: pods.filter(({ node }) => node !== undefined).length,
    ready: inState(PodState.ready),
    starting: inState(PodState.starting),
    refused: inState(PodState.refused),
    unschedulable: inState(PodState.unschedulable),
    stuck: keptBy("slowStart"),
    lost: keptBy("podsLost"),
    terminating: inState(PodState.terminating),
  };
}
