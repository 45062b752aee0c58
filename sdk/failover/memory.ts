import { type Time, timeOf, timeText } from "./time";

/**
 * What must survive between two looks, whoever takes them. It is kept in an annotation of the Deployments, so that any
 * actor goes on where another stopped: always on that of the first tier, and on all when a step is taken. The newest counts.
 */
export interface FailoverMemory {
  /** Counts the times it was written. */
  readonly revision: number;
  /** When it was written last: how old the rest may be. @default - never */
  readonly seen?: Time;
  readonly tiers: Readonly<Record<string, TierMemory>>;
  /** Oldest first: those of the last hour, and the last few before. */
  readonly moves: readonly Move[];
  /** @default - none was taken yet */
  readonly step?: StepMemory;
  /** Pods that this service had created on virtual nodes in the last hour, for ACI's throttle; oldest first. */
  readonly creates: readonly { readonly at: Time; readonly count: number }[];
  /** When refused pods of a tier may be tried again, by its name. */
  readonly retries: Readonly<Record<string, { readonly at: Time; readonly tries: number }>>;
  /** What keeps failover from acting. @default - nothing */
  readonly hold?: string;
}

export interface TierMemory {
  readonly isSick: boolean;
  /** Since when it is, or is well again. */
  readonly since: Time;
  /** The name of the main finding. @default - nothing is wrong */
  readonly finding?: string;
  readonly because?: string;
  /** Present while the tier is given no more than it was seen to run. */
  readonly limit?: TierLimit;
  /** When that was lifted last. */
  readonly lifted?: Time;
  /** How often in a row the tier fell sick again soon after. */
  readonly relapses: number;
}

export interface TierLimit {
  readonly max: number;
  readonly since: Time;
  readonly because: string;
}

/** Replicas that went from one tier to another, in one step or several for the same cause. */
export interface Move {
  readonly at: Time;
  readonly from: string;
  readonly to: string;
  readonly count: number;
  readonly reason: string;
}

/** The last step, in absolute numbers, so that it can be told how far it got. */
export interface StepMemory {
  readonly at: Time;
  /** How many replicas were wanted on all tiers together. */
  readonly wanted: number;
  /** Replicas by tier, before and after. */
  readonly before: Readonly<Record<string, number>>;
  readonly after: Readonly<Record<string, number>>;
}

export const NO_MEMORY: FailoverMemory = { revision: 0, tiers: {}, moves: [], creates: [], retries: {} };

/** The annotation that it is kept in. */
export const MEMORY_ANNOTATION = "aks-elastic/failover";

/** A person's word that failover is to hold still, with the reason as its value. */
export const HOLD_ANNOTATION = "aks-elastic/failover-hold";

/** Times as text, so that a person can read it. */
export function memoryText(memory: FailoverMemory): string {
  return JSON.stringify(memory, (_, value: unknown) =>
    typeof value === "number" && value > 1e11 ? timeText(value) : value,
  );
}

/** What an annotation says; nothing where it is not one of ours. */
export function parseMemory(text: string): FailoverMemory | undefined {
  try {
    const parsed = JSON.parse(text, (_, value: unknown) =>
      typeof value === "string" && TIME.test(value) ? timeOf(value) : value,
    ) as Partial<FailoverMemory> | null;
    return parsed !== null && typeof parsed === "object" && isMemory(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}

/** The revision of a memory; 0 where there is none. */
export function revisionOf(text: string | undefined): number {
  return text === undefined ? 0 : (parseMemory(text)?.revision ?? 0);
}

const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/;

function isMemory(parsed: Partial<FailoverMemory>): parsed is FailoverMemory {
  return (
    typeof parsed.revision === "number" &&
    isMap(parsed.tiers, isTierMemory) &&
    isMap(parsed.retries, ({ at, tries }) => areNumbers(at, tries)) &&
    isList(parsed.moves, ({ at, count }) => areNumbers(at, count)) &&
    isList(parsed.creates, ({ at, count }) => areNumbers(at, count)) &&
    (parsed.step === undefined ||
      (areNumbers(parsed.step.at, parsed.step.wanted) && isCounts(parsed.step.before) && isCounts(parsed.step.after)))
  );
}

function isTierMemory({ isSick, since, relapses, limit }: TierMemory): boolean {
  return (
    typeof isSick === "boolean" &&
    areNumbers(since, relapses) &&
    (limit === undefined || areNumbers(limit.max, limit.since))
  );
}

function isCounts(counts: Readonly<Record<string, number>>): boolean {
  return isMap(counts, (count) => areNumbers(count));
}

function areNumbers(...values: readonly unknown[]): boolean {
  return values.every((value) => typeof value === "number");
}

function isMap<Item>(map: Readonly<Record<string, Item>> | undefined, isItem: (item: Item) => boolean): boolean {
  return typeof map === "object" && !Array.isArray(map) && Object.values(map).every(isItem);
}

function isList<Item>(list: readonly Item[] | undefined, isItem: (item: Item) => boolean): boolean {
  return Array.isArray(list) && list.every(isItem);
}
