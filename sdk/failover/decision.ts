import type { TierBounds } from "./bounds";
import type { Counts } from "./counts";
import type { FailoverMemory, Move } from "./memory";
import type { Time } from "./time";
import type { TierCounts } from "./verdict";
import type { PodRef } from "./victims";

/** What failover does at a moment. */
export const FailoverAction = {
  /** Nothing is to be done. */
  steady: "steady",
  /** Something will be, when it has been so for long enough, or when pods are ready. */
  wait: "wait",
  /** Something is. */
  step: "step",
  /** Something would be, but must not. */
  hold: "hold",
} as const;
export type FailoverAction = (typeof FailoverAction)[keyof typeof FailoverAction];

/** What is thought of one tier. */
export interface TierHealth {
  readonly isSick: boolean;
  /** What is wrong. @default - nothing is */
  readonly because?: string;
  /** Since when. @default - it is not known */
  readonly since?: Time;
  /** The most replicas that it is given, because it was sick. @default - all of its own */
  readonly limit?: number;
  readonly counts: TierCounts;
}

/** What failover does about a service at one moment, and why. Plain data. */
export interface FailoverDecision {
  readonly at: Time;
  readonly action: FailoverAction;
  /** By the tiers' names; empty where not everything could be seen. */
  readonly health: Readonly<Record<string, TierHealth>>;
  /** Replicas that are wanted on all tiers together. */
  readonly wanted: number;
  /** Those of them that are ready. */
  readonly ready: number;
  /** Where replicas run at home, when all is well. @default - the autoscalers say so */
  readonly home?: Counts;
  /** Where they are to run now. */
  readonly goal: Counts;
  /** Those that no tier can run. */
  readonly stranded: number;
  /** Whether all is where it is to be, and ready. */
  readonly isSettled: boolean;
  /** What each Deployment is told, before and after; those that change. @default - nothing changes */
  readonly step?: FailoverStep;
  /** Pods to delete, after Deployments were told more and before they are told fewer. */
  readonly deletions: readonly PodRef[];
  /** What autoscalers are told; those that change. */
  readonly bounds: Readonly<Record<string, TierBounds>>;
  readonly memory: FailoverMemory;
  /** Whether that must be written down, even where nothing else is done. */
  readonly isMemorable: boolean;
  /** Why, in full sentences. */
  readonly reasons: readonly string[];
  /** In how many seconds to look again, even where nothing happens until then. */
  readonly lookAgainSeconds: number;
}

export interface FailoverStep {
  readonly before: Counts;
  readonly after: Counts;
  /** The moves that begin or go on with it. */
  readonly moves: readonly Move[];
}
