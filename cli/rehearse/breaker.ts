import { movesIn, type Recording } from "./recording";

/** What keeps failover from coming home for now, where that is its breaker: it has moved as often as it may in an hour. */
export function openBreakerWords(
  recording: Pick<Recording, "samples" | "broken" | "breaker" | "movesBefore">,
): string | undefined {
  const hold = recording.samples.at(-1)?.hold;
  return movesIn(recording) + recording.movesBefore >= recording.breaker ? hold : undefined;
}
