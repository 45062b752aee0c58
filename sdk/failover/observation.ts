import type { Tier } from "../placement/tier";
import type { FailoverMemory } from "./memory";
import type { Bounds } from "./target";
import type { Time } from "./time";

/** What was seen of a service and of the nodes that it may run on, at one moment. Plain data. */
export interface FailoverObservation {
  /** By the API server's clock. */
  readonly at: Time;
  /** In the order in which they fill; only those whose Deployment was seen. */
  readonly tiers: readonly TierObservation[];
  /**
   * How many ready pods may be taken away on purpose, as the service's PodDisruptionBudget says.
   *
   * @default - as many as one likes: there is no budget
   */
  readonly disruptionsAllowed?: number;
  /** What was remembered on the Deployments. */
  readonly memory: FailoverMemory;
  /** One clause for each thing that could not be seen; nothing is decided without it. */
  readonly missing: readonly string[];
  /** Why a person has told failover to hold still. @default - nobody has */
  readonly held?: string;
  /** When each node's lease was seen to change last, for the next look. */
  readonly heartbeats: Readonly<Record<string, Heartbeat>>;
  /** Whether any pod has ever answered rightly to the one who looks. Until then wrong answers may be their own fault. */
  readonly isAnswered: boolean;
}

/** The life of a node as its lease tells it. */
export interface Heartbeat {
  /** What the lease says, by the node's own clock. */
  readonly renewTime: string;
  /** When that was, as far as it can be told. */
  readonly seen: Time;
  /** Whether it is known to be alive at that time: its lease was seen to change, or to have been renewed just then. */
  readonly isProven: boolean;
}

/** One tier of a service, as seen. */
export interface TierObservation extends Tier {
  readonly deployment: DeploymentObservation;
  /** All that have not ended, those that are being deleted too. */
  readonly pods: readonly PodObservation[];
  /** Those that its pods may run on, and those that they do run on. */
  readonly nodes: readonly NodeObservation[];
  /** What its pods answered, the last rounds, oldest first. */
  readonly rounds: readonly ProbeRound[];
  readonly autoscaler?: AutoscalerObservation;
}

export interface DeploymentObservation {
  readonly name: string;
  readonly uid: string;
  readonly resourceVersion: string;
  readonly generation: number;
  /** That of the memory on it; 0 where there is none. */
  readonly revision: number;
  /** The replicas that it is told to have. */
  readonly replicas: number;
  /** Whether pods of two versions are there, or its controller has not acted on its last change. */
  readonly isRolling: boolean;
  /** Why pods cannot even be created. @default - they can */
  readonly refusal?: string;
}

/** What a pod is at. */
export const PodState = {
  ready: "ready",
  /** Waits for its node, or on it for its containers. */
  starting: "starting",
  /** ACI does not take it: bound to the virtual node, and pending for ever. */
  refused: "refused",
  /** No node has room for it. */
  unschedulable: "unschedulable",
  /** Runs, and is not ready. */
  unready: "unready",
  /** Its container ends again and again. */
  crashing: "crashing",
  /** On its way out: counts for nobody. */
  terminating: "terminating",
} as const;
export type PodState = (typeof PodState)[keyof typeof PodState];

export interface PodObservation {
  readonly name: string;
  readonly uid: string;
  readonly resourceVersion: string;
  readonly state: PodState;
  /** Since when it is at that, as far as that can be told. */
  readonly since: Time;
  readonly created: Time;
  /** @default - none yet */
  readonly node?: string;
  /** @default - none yet */
  readonly ip?: string;
  /** Why it is at that, in the words of whoever said so. @default - nobody did */
  readonly words?: string;
}

export interface NodeObservation {
  readonly name: string;
  /** `True`, `False`, or `Unknown` where the node controller has given it up. */
  readonly ready: string;
  readonly readySince: Time;
  /** When it gave its last sign of life. @default - it has no lease */
  readonly lastSign?: Time;
  /** Whether nobody knows yet if it lives: it was seen once only, and had not renewed its lease for a while. */
  readonly isUnproven: boolean;
}

/** What the pods of a tier answered when they were asked once, all together. */
export interface ProbeRound {
  readonly at: Time;
  readonly asked: number;
  readonly right: number;
  /** What one of those said that did not answer rightly. */
  readonly words?: string;
}

export interface AutoscalerObservation extends Bounds {
  readonly name: string;
  readonly resourceVersion: string;
  /** Whether it is told to do nothing. */
  readonly isPaused: boolean;
}
