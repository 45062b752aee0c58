import { TierKind } from "../placement/tier";
import { type Assessment, turnedAt } from "./assess";
import { withCreates } from "./create-room";
import type { FailoverStep } from "./decision";
import type { FailoverMemory } from "./memory";
import { withMoves } from "./moves";
import type { FailoverObservation } from "./observation";
import { SECOND, type Time } from "./time";

/** As long as something is not as it should be, that somebody looks is written down this often, in seconds. */
const SEEN_SECONDS = 20;

/** What there is to remember after a look. */
export interface NextMemory {
  readonly observation: FailoverObservation;
  readonly assessed: Assessment;
  readonly step: FailoverStep | undefined;
  readonly retries: FailoverMemory["retries"];
  readonly hold: string;
}

/** What the next one who looks must know. */
export function nextMemory({ observation, assessed, step, retries, hold }: NextMemory): FailoverMemory {
  const { at, memory, tiers } = observation;
  const turned = turnedAt(assessed.tiers);
  const created = tiers
    .filter(({ kind }) => kind === TierKind.virtualNode)
    .reduce((sum, { name }) => sum + Math.max(0, (step?.after[name] ?? 0) - (step?.before[name] ?? 0)), 0);
  const last =
    step === undefined ? memory.step : { at, wanted: assessed.wanted, before: step.before, after: step.after };
  return {
    revision: memory.revision + 1,
    seen: at,
    tiers: assessed.tiers,
    moves: withMoves(memory.moves, step?.moves ?? [], { at, turned }),
    ...(last === undefined ? {} : { step: last }),
    creates: withCreates(memory.creates, created, at),
    retries,
    ...(hold === "" ? {} : { hold }),
  };
}

/** Whether the next one who looks would miss something. */
export function isNew(next: FailoverMemory, before: FailoverMemory, at: Time): boolean {
  const known = ({ tiers, retries, hold }: FailoverMemory): string => JSON.stringify([tiers, retries, hold]);
  if (known(next) !== known(before)) return true;
  const isUneasy = Object.values(next.tiers).some(({ isSick, limit }) => isSick || limit !== undefined);
  return isUneasy && (before.seen === undefined || at - before.seen >= SEEN_SECONDS * SECOND);
}
