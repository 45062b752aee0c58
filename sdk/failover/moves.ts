import type { Counts } from "./counts";
import type { Move } from "./memory";
import { HOUR, type Time } from "./time";

/** Moves older than an hour are kept for people to read, so many of them. */
const KEPT = 10;

/** Moves of one step, tiers paired in order: what is made on the one stands for what another has too many. */
export function movesOf(
  moved: Counts,
  surplus: Counts,
  said: { readonly at: Time; readonly reason: (from: string, to: string) => string },
): readonly Move[] {
  const left = new Map(Object.entries(surplus));
  return Object.entries(moved).flatMap(([to, made]) => {
    let open = made;
    return [...left].flatMap(([from, count]): Move[] => {
      const part = Math.min(open, count);
      if (part <= 0) return [];
      open -= part;
      left.set(from, count - part);
      return [{ at: said.at, from, to, count: part, reason: said.reason(from, to) }];
    });
  });
}

/**
 * Adds moves. A further step of a move that began after `turned` belongs to that: only what turns the service the other
 * way, or takes it further, is a move of its own.
 */
export function withMoves(
  moves: readonly Move[],
  added: readonly Move[],
  { at, turned }: { readonly at: Time; readonly turned: Time },
): readonly Move[] {
  const joined = added.reduce<readonly Move[]>((all, move) => {
    const index = all.findIndex(
      ({ from, to, at: begun }) => from === move.from && to === move.to && begun >= turned && at - begun < HOUR,
    );
    const known = all[index];
    if (known === undefined) return [...all, move];
    return all.with(index, { ...known, count: known.count + move.count });
  }, moves);
  const recent = joined.filter((move) => at - move.at < HOUR).length;
  return joined.slice(-Math.max(KEPT, recent));
}

/** Why the breaker is open, if it is: so many moves in an hour are flapping. */
export function openBreaker(moves: readonly Move[], most: number, at: Time): string | undefined {
  const recent = moves.filter((move) => at - move.at < HOUR);
  return recent.length < most
    ? undefined
    : `it has moved ${recent.length} times in the last hour, and ${most} are the most`;
}
