import type { Counts } from "../../sdk/failover/counts";
import type { Tier } from "../../sdk/placement/tier";
import type { FaultName } from "./fault";

/** What one tier was at. */
export interface TierSample {
  /** What its Deployment is told to have. */
  readonly replicas: number;
  /** Pods that serve: ready, not on their way out, and not on what is broken. */
  readonly ready: number;
}

/** A service since then, and until the next sample. */
export interface Sample {
  /** Since the fault; what was before is negative. */
  readonly seconds: number;
  /** By the tiers' names. */
  readonly tiers: Readonly<Record<string, TierSample>>;
  /** Whether who moves the replicas has noted down that the broken tier is sick. */
  readonly isNoticed: boolean;
  /** Whether Kubernetes has given up a node of it. */
  readonly isGivenUp: boolean;
  /** What keeps failover from acting. @default - nothing */
  readonly hold?: string;
}

/** What the rehearsal did, or found out. */
export interface Mark {
  readonly seconds: number;
  readonly what: "fault" | "healed" | "home";
}

/** How long a pod took to be ready that was made because of the fault. */
export interface PodStart {
  /** When it was seen first, and when ready; since the fault. */
  readonly seen: number;
  readonly ready: number;
}

/** A rehearsal from its fault to its end, as it was seen at the API server. Plain data. */
export interface Recording {
  readonly fault: FaultName;
  /** What breaks, in words. */
  readonly faultWords: string;
  readonly service: string;
  readonly namespace: string;
  /** In the order in which they fill. */
  readonly tiers: readonly Tier[];
  /** The tier that breaks. */
  readonly broken: string;
  /** Where the replicas ran when all was well. */
  readonly home: Counts;
  /** Whether autoscalers own the number of replicas, so that they need not be back in the same number. */
  readonly isAutoscaled: boolean;
  readonly wanted: number;
  /** The fewest ready replicas that may be left on purpose. */
  readonly floor: number;
  readonly windowSeconds: number;
  readonly rate: number;
  readonly breaker: number;
  /** Moves of the hour before, which the breaker counts, too. */
  readonly movesBefore: number;
  /** What looking and telling may take, and the pods that a fault takes to go, in seconds. */
  readonly slackSeconds: number;
  /** The earliest first. */
  readonly samples: readonly Sample[];
  readonly marks: readonly Mark[];
  readonly starts: readonly PodStart[];
}

/** Serving pods of all tiers. */
export function readyIn({ tiers }: Pick<Sample, "tiers">): number {
  return Object.values(tiers).reduce((sum, { ready }) => sum + ready, 0);
}

/** Whether all replicas are where they run when all is well. */
export function isHome(
  sample: Pick<Sample, "tiers">,
  recording: Pick<Recording, "home" | "isAutoscaled" | "broken">,
): boolean {
  const { home, isAutoscaled, broken } = recording;
  return Object.entries(home).every(([name, count]) => {
    const { replicas = 0, ready = 0 } = sample.tiers[name] ?? {};
    if (!isAutoscaled) return replicas === count && ready === count;
    return ready === replicas && (name !== broken || replicas >= count);
  });
}

/**
 * How often the replicas moved: each time that the broken tier is told fewer, or more again, is one, in however many
 * steps.
 */
export function movesIn({ samples, broken }: Pick<Recording, "samples" | "broken">): number {
  let last = 0;
  let moves = 0;
  samples.forEach((sample, index) => {
    const before = samples[index - 1]?.tiers[broken]?.replicas;
    const change = Math.sign((sample.tiers[broken]?.replicas ?? 0) - (before ?? sample.tiers[broken]?.replicas ?? 0));
    if (change === 0) return;
    if (change !== last) moves += 1;
    last = change;
  });
  return moves;
}
