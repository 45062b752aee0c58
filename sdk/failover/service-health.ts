import type { FailoverLook } from "./look";
import { failoverSummary } from "./summary";
import { timeText } from "./time";

/** How a service is, as it was seen last. */
export interface ServiceHealth {
  /** In a line. */
  readonly summary: string;
  /** Replicas that are wanted on all tiers together. */
  readonly wanted: number;
  /** Those of them that are ready. */
  readonly ready: number;
  /** Whether all of them are where they are to be, and ready; also where that is not home, because a tier is sick. */
  readonly isSettled: boolean;
  /** Why a person has told failover to hold still, where somebody has. */
  readonly held?: string;
  /** By the tiers' names; empty where not everything could be seen. */
  readonly tiers: Record<string, TierReport>;
  /** What was decided and why, in full sentences. */
  readonly reasons: string[];
}

/** How one tier of a service is. */
export interface TierReport {
  /** Whether something keeps its replicas from running that another tier might not have. */
  readonly isSick: boolean;
  /** What is wrong, where something is. */
  readonly because?: string;
  /** Since when it is sick, or well again, where that is known. */
  readonly since?: string;
  /** The most replicas that it is given for now, because it was sick. */
  readonly limit?: number;
  /** Replicas that its Deployment is told to have. */
  readonly replicas: number;
  /** Those of them that are ready. */
  readonly ready: number;
}

/** How a service is, for people and programs. */
export function serviceHealth({ target, observation, decision }: FailoverLook): ServiceHealth {
  const { wanted, ready, isSettled, health, reasons } = decision;
  const { held } = observation;
  const tiers = Object.entries(health).map(
    ([name, { isSick, because, since, limit, counts }]): [string, TierReport] => [
      name,
      {
        isSick,
        ...(because === undefined ? {} : { because }),
        ...(since === undefined ? {} : { since: timeText(since) }),
        ...(limit === undefined ? {} : { limit }),
        replicas: counts.wanted,
        ready: counts.ready,
      },
    ],
  );
  return {
    summary: failoverSummary(target, decision),
    wanted,
    ready,
    isSettled,
    ...(held === undefined ? {} : { held }),
    tiers: Object.fromEntries(tiers),
    reasons: [...reasons],
  };
}
