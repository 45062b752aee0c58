import { Cron } from "croner";
import type { Check } from "../check";

/** From when on a fleet has another number of groups, as a user may say it. */
export interface ScheduleArgs {
  readonly cron: string;
  readonly replicas: number;
  readonly timeZone?: string | undefined;
}

/** From when on a fleet has another number of groups, complete and checked. */
export interface ScheduleSpec {
  readonly cron: string;
  readonly replicas: number;
  /** IANA name of the time zone that the times are in. */
  readonly timeZone: string;
}

/** What a schedule says about a moment. */
export interface ScheduledReplicas {
  readonly replicas: number;
  /** Completes "because …". */
  readonly reason: string;
}

const FIVE_FIELDS = {
  pattern: /^\s*\S+(\s+\S+){4}\s*$/,
  description: "a cron expression of five fields: minute, hour, day of month, month, day of week",
};

/** Checks one entry of a schedule. */
export function scheduleSpec(args: ScheduleArgs, most: number, check: Check): ScheduleSpec {
  const spec = {
    cron: check.text("cron", args.cron, FIVE_FIELDS),
    replicas: check.wholeNumber("replicas", args.replicas, { min: 0, max: most }),
    timeZone: args.timeZone ?? "UTC",
  };
  if (!isTimeZone(spec.timeZone)) {
    check.problem("timeZone", `must be the IANA name of a time zone such as Europe/Berlin; got "${spec.timeZone}"`);
  } else if (spec.cron !== "" && wrongExpression(spec) !== undefined) {
    check.problem("cron", `must be a cron expression; got "${spec.cron}" (${wrongExpression(spec) ?? ""})`);
  }
  return spec;
}

/**
 * How many groups a schedule wants at a moment: as many as its entry says whose time was last. Of two entries of the same
 * time the later in the list counts.
 *
 * @param otherwise - as many where no entry has had its time yet
 */
export function scheduledReplicas(schedule: readonly ScheduleSpec[], otherwise: number, now: Date): ScheduledReplicas {
  const last = schedule
    .map((entry, index) => ({ entry, index, time: lastTime(entry, now)?.getTime() ?? -Infinity }))
    .reduce<Last | undefined>((latest, each) => (each.time >= (latest?.time ?? -Infinity) ? each : latest), undefined);
  if (last === undefined || last.time === -Infinity) return { replicas: otherwise, reason: `replicas is ${otherwise}` };
  const { cron, replicas, timeZone } = last.entry;
  const since = new Date(last.time).toISOString();
  return { replicas, reason: `schedule[${last.index}] (${cron}, ${timeZone}) says ${replicas} since ${since}` };
}

interface Last {
  readonly entry: ScheduleSpec;
  readonly index: number;
  readonly time: number;
}

/** When an entry had its time last, a full minute that may be this one. */
function lastTime({ cron, timeZone }: ScheduleSpec, now: Date): Date | undefined {
  // The runs before a moment are asked for, so this minute's own is before the next one.
  const nextMinute = new Date(Math.floor(now.getTime() / 60_000) * 60_000 + 60_000);
  return new Cron(cron, { timezone: timeZone }).previousRuns(1, nextMinute)[0];
}

function wrongExpression({ cron, timeZone }: ScheduleSpec): string | undefined {
  try {
    new Cron(cron, { timezone: timeZone });
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
