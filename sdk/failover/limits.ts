import { type Tier, tierTitle } from "../placement/tier";
import type { FailoverSpec } from "./failover-spec";
import type { TierLimit, TierMemory } from "./memory";
import type { NodeObservation } from "./observation";
import { SECOND, secondsFrom, type Time } from "./time";
import { title } from "./titles";
import type { SickTier, TierVerdict } from "./verdict";

/** A tier, what is thought of it, and what was known. */
export interface Case {
  readonly tier: Tier & { readonly nodes: readonly NodeObservation[] };
  readonly verdict: TierVerdict;
  /** @default - nothing was */
  readonly before?: TierMemory;
  /** When the memory was written last. @default - never */
  readonly seen?: Time;
}

/** What holds for all tiers of a service. */
export interface Circumstances {
  readonly at: Time;
  readonly spec: FailoverSpec;
  /** Whether as many replicas are ready as are wanted. */
  readonly isServed: boolean;
  /** Whether some replicas have no tier that can run them. */
  readonly isShort: boolean;
  /** Why failover may not turn any more for now. @default - it may */
  readonly breaker?: string;
}

/** What becomes of a tier. */
export interface Course {
  /** @default - there is nothing to remember */
  readonly memory?: TierMemory;
  /** What was decided about it, or what is waited for; full sentences. */
  readonly reasons: readonly string[];
  /** When something about it may be due. @default - nothing will be by itself */
  readonly due?: Time;
  /** What the breaker keeps from being done. @default - nothing */
  readonly hold?: string;
}

/** After a longer break in looking nobody knows what was in between. */
const LONGEST_BREAK_SECONDS = 60;

/**
 * For how long replicas that nobody misses may wait for a node, in seconds: they make the cluster autoscaler start a VM,
 * which takes minutes.
 *
 * @see https://learn.microsoft.com/azure/aks/cluster-autoscaler-overview
 */
const NODE_WAIT_SECONDS = 600;

const MOST_RELAPSES = 5;

/** Decides whether a tier is given fewer replicas from now on, or all of its own again. */
export function course(known: Case, circumstances: Circumstances): Course {
  const { verdict } = known;
  return verdict.isSick ? sickCourse(known, verdict, circumstances) : wellCourse(known, circumstances);
}

function sickCourse(known: Case, verdict: SickTier, circumstances: Circumstances): Course {
  const { tier, before } = known;
  const { at, breaker } = circumstances;
  const since = sickSince(known, verdict, at);
  const { because, name } = verdict.finding;
  const memory = { ...before, isSick: true, since, finding: name, because, relapses: before?.relapses ?? 0 };
  const says = sickSentence(tier, verdict, secondsFrom(since, at));
  const due = since + patience(verdict, circumstances) * SECOND;
  if (at < due) {
    return { memory, due, reasons: [says, `It is acted on in ${secondsFrom(at, due)} s if it stays so.`] };
  }
  const limit = before?.limit;
  if (limit !== undefined && limit.max <= verdict.capacity) return { memory, reasons: [says] };
  if (limit === undefined && breaker !== undefined) {
    return { memory, reasons: [says], hold: `${tierTitle(tier)} would be left, but ${breaker}` };
  }
  const limited = { ...memory, limit: { max: verdict.capacity, since: limit?.since ?? at, because } };
  return {
    memory: limit === undefined ? { ...limited, relapses: relapses(known, circumstances) } : limited,
    reasons: [says],
  };
}

function wellCourse({ tier, verdict, before, seen }: Case, circumstances: Circumstances): Course {
  if (before === undefined) return { reasons: [] };
  if (!before.isSick && before.limit === undefined) return { memory: before, reasons: [] };
  if (isUnclear(tier, before)) {
    return { memory: before, reasons: [`${title(tier)}: not known yet whether its nodes live.`] };
  }
  const { at, breaker } = circumstances;
  const since = wellSince({ tier, before, ...(seen === undefined ? {} : { seen }) }, at);
  const memory = well(before, since);
  if (before.limit === undefined) return { memory, reasons: [] };
  // What runs there again stays there.
  const max = Math.max(before.limit.max, Math.min(verdict.counts.ready, verdict.counts.wanted));
  const limited = { ...memory, limit: { ...before.limit, max } };
  const due = since + holdDown(before, circumstances) * SECOND;
  const says = `${title(tier)}: well again for ${secondsFrom(since, at)} s.`;
  if (at < due) {
    const reasons = [says, `It gets its replicas back in ${secondsFrom(at, due)} s if it stays so.`];
    return { memory: limited, due, reasons };
  }
  if (breaker !== undefined) {
    return { memory: limited, reasons: [says], hold: `replicas would come back to ${tierTitle(tier)}, but ${breaker}` };
  }
  return { memory: { ...memory, lifted: at }, reasons: [says] };
}

/** Who looks for the first time does not see that a node is silent, and so not that it is not. */
function isUnclear({ nodes }: Case["tier"], { isSick, finding }: TierMemory): boolean {
  const bySilence = finding === "nodesDown" || finding === "podsLost";
  return isSick && bySilence && nodes.some(({ isUnproven }) => isUnproven);
}

function well({ lifted, relapses }: TierMemory, since: Time): TierMemory {
  return { isSick: false, since, relapses, ...(lifted === undefined ? {} : { lifted }) };
}

/** What was seen without a break counts on; else what the objects tell. Before it was seen well it was not sick. */
function sickSince({ before, seen }: Case, { since }: SickTier, at: Time): Time {
  if (before === undefined) return since;
  if (!before.isSick) return Math.max(before.since, since);
  return isUnbroken(seen, at) ? Math.min(before.since, since) : since;
}

function wellSince({ tier, before, seen }: Pick<Case, "tier" | "seen"> & { before: TierMemory }, at: Time): Time {
  if (!before.isSick && isUnbroken(seen, at)) return before.since;
  if (isUnbroken(seen, at)) return at;
  // One node is enough to begin with.
  const ready = tier.nodes.filter((node) => node.ready === "True").map(({ readySince }) => readySince);
  return Math.min(at, Math.max(seen ?? at, Math.min(...ready)));
}

function isUnbroken(seen: Time | undefined, at: Time): boolean {
  return seen !== undefined && at - seen <= LONGEST_BREAK_SECONDS * SECOND;
}

function patience({ findings }: SickTier, { spec, isServed }: Circumstances): number {
  const waits = findings.every(({ name }) => name === "unschedulable" || name === "notCreated");
  return isServed && waits ? Math.max(spec.windowSeconds, NODE_WAIT_SECONDS) : spec.windowSeconds;
}

/** Nobody is made to wait for a tier that could serve those whom no other can. */
function holdDown({ relapses }: TierMemory, { spec, isShort }: Circumstances): number {
  return isShort ? spec.windowSeconds : spec.holdDownSeconds * 2 ** relapses;
}

/** A tier that falls sick again soon after its replicas came home gets them back later every time. */
function relapses({ before }: Case, { at, spec }: Circumstances): number {
  if (before?.lifted === undefined) return 0;
  const soon = 2 * spec.holdDownSeconds * 2 ** before.relapses + NODE_WAIT_SECONDS;
  return at - before.lifted < soon * SECOND ? Math.min(MOST_RELAPSES, before.relapses + 1) : 0;
}

function sickSentence(tier: Tier, { finding }: SickTier, seconds: number): string {
  const detail = finding.detail === undefined ? "" : ` (${finding.detail})`;
  return `${title(tier)}: ${finding.because}${detail}, for ${seconds} s.`;
}

/** The most replicas that each tier is given, for those that are given fewer. */
export function limitsOf(tiers: Readonly<Record<string, TierMemory>>): Readonly<Record<string, TierLimit>> {
  return Object.fromEntries(
    Object.entries(tiers).flatMap(([name, { limit }]): [string, TierLimit][] =>
      limit === undefined ? [] : [[name, limit]],
    ),
  );
}
