import { FailoverAction, type FailoverDecision, type FailoverStep } from "../../sdk/failover/decision";
import type { FailoverLook } from "../../sdk/failover/look";
import type { TierObservation } from "../../sdk/failover/observation";
import { failoverSummary } from "../../sdk/failover/summary";
import { timeText } from "../../sdk/failover/time";
import { type TierKind, tierTitle } from "../../sdk/placement/tier";

/** One service as it is, and what failover does about it: what `--json` prints. Times are ISO 8601. */
export interface ServiceReport {
  readonly service: string;
  readonly namespace: string;
  /** By the API server's clock. */
  readonly at: string;
  /** `steady`, `wait`, `step` or `hold`. */
  readonly action: FailoverAction;
  /** Whether all is where it is to be, and ready. */
  readonly isSettled: boolean;
  readonly wanted: number;
  readonly ready: number;
  /** Replicas that no tier can run. */
  readonly stranded: number;
  /** All of it in a line. */
  readonly summary: string;
  readonly reasons: readonly string[];
  /** What keeps failover from acting; empty where nothing does. */
  readonly holds: readonly string[];
  readonly tiers: readonly TierReport[];
  /** Those of the last hour, and the last few before; oldest first. */
  readonly moves: readonly MoveReport[];
  /** What the Deployments would be told, or were. @default - nothing */
  readonly step?: Pick<FailoverStep, "before" | "after">;
  /** Pods that would be deleted by name, or were. */
  readonly deletions: readonly string[];
  /** What the tiers' autoscalers would be told, or were. */
  readonly bounds: FailoverDecision["bounds"];
  /** The agent that looks after the service. @default - none does */
  readonly agent?: AgentReport;
}

export interface TierReport {
  readonly name: string;
  readonly kind: TierKind;
  /** Replicas that run there when all is well. @default - the autoscalers say so */
  readonly home?: number;
  /** Replicas that are to run there now. */
  readonly goal: number;
  /** Replicas that its Deployment is told to have. */
  readonly replicas: number;
  /** Pods that are there, those on their way out apart. */
  readonly pods: number;
  readonly ready: number;
  /** `well`, `sick`, or `unknown` where not everything could be seen. */
  readonly health: "well" | "sick" | "unknown";
  /** What is wrong. @default - nothing is */
  readonly because?: string;
  /** Since when it is sick, or well again. @default - it is not known */
  readonly since?: string;
  /** The most replicas that it is given, because it was sick. @default - all of its own */
  readonly limit?: number;
}

export interface MoveReport {
  readonly at: string;
  readonly from: string;
  readonly to: string;
  readonly count: number;
  readonly reason: string;
}

/** Who holds the Lease of a service's agents. */
export interface AgentReport {
  readonly holder: string;
  /** Whether it has renewed the Lease in time. */
  readonly isAlive: boolean;
}

/** A look as plain data for people and programs. */
export function serviceReport(look: FailoverLook, agent?: AgentReport): ServiceReport {
  const { target, observation, decision } = look;
  const { step } = decision;
  return {
    service: target.service,
    namespace: target.namespace,
    at: timeText(decision.at),
    action: decision.action,
    isSettled: decision.isSettled,
    wanted: decision.wanted,
    ready: decision.ready,
    stranded: decision.stranded,
    summary: failoverSummary(target, decision),
    reasons: decision.reasons,
    holds: holdsOf(look),
    tiers: observation.tiers.map((tier) => tierReport(tier, decision)),
    moves: decision.memory.moves.map((move) => ({ ...move, at: timeText(move.at) })),
    ...(step === undefined ? {} : { step: { before: step.before, after: step.after } }),
    deletions: decision.deletions.map(({ name }) => name),
    bounds: decision.bounds,
    ...(agent === undefined ? {} : { agent }),
  };
}

/** A tier of a report in the words of sentences. */
export function reportTitle({ tiers }: Pick<ServiceReport, "tiers">, name: string): string {
  const tier = tiers.find((each) => each.name === name);
  return tier === undefined ? name : tierTitle(tier);
}

function holdsOf({ observation: { held, missing }, decision }: FailoverLook): readonly string[] {
  if (missing.length > 0) return missing.map((what) => `not everything can be seen: ${what}`);
  if (held !== undefined) return [held === "" ? "by hand, no reason given" : `by hand: ${held}`];
  return decision.memory.hold === undefined ? [] : [decision.memory.hold];
}

function tierReport(tier: TierObservation, { health, home, goal }: FailoverDecision): TierReport {
  const { name, kind, deployment, pods } = tier;
  const there = pods.filter(({ state }) => state !== "terminating");
  const known = health[name];
  const { because, since, limit } = known ?? {};
  const atHome = home?.[name];
  return {
    name,
    kind,
    ...(atHome === undefined ? {} : { home: atHome }),
    goal: goal[name] ?? 0,
    replicas: deployment.replicas,
    pods: there.length,
    ready: there.filter(({ state }) => state === "ready").length,
    health: known === undefined ? "unknown" : known.isSick ? "sick" : "well",
    ...(because === undefined ? {} : { because }),
    ...(since === undefined ? {} : { since: timeText(since) }),
    ...(limit === undefined ? {} : { limit }),
  };
}

/** What a report comes to, for pipelines: 0 settled, 3 something is done or waited for, 4 held. */
export function exitCodeOf(reports: readonly Pick<ServiceReport, "action" | "isSettled">[]): number {
  if (reports.some(({ action }) => action === FailoverAction.hold)) return EXIT.held;
  const areSettled = reports.every(({ action, isSettled }) => isSettled && action === FailoverAction.steady);
  return areSettled ? EXIT.settled : EXIT.pending;
}

/** Exit codes beside 1 for an error and 2 for a mistake in the call. */
export const EXIT = { settled: 0, pending: 3, held: 4 } as const;
