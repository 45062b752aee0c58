import { setTimeout as delay } from "node:timers/promises";

/** How often to look while something is awaited. */
export interface Pace {
  /** Milliseconds before the second look. */
  readonly firstMs: number;
  /** Each wait is half as long again as the one before, up to this many milliseconds. */
  readonly longestMs: number;
}

/** A wait that ends. */
export interface Patience {
  /** Aborted when the time is over, for requests that are under way. */
  readonly signal: AbortSignal;
  isOver(): boolean;
  /** Waits for the next look, or until `sooner` is aborted. */
  next(sooner?: AbortSignal): Promise<void>;
}

/** The time until `timeoutMs` from now, in ever longer steps. */
export function patience(timeoutMs: number, { firstMs, longestMs }: Pace): Patience {
  const end = Date.now() + timeoutMs;
  const signal = AbortSignal.timeout(timeoutMs);
  let step = firstMs;
  return {
    signal,
    isOver: () => signal.aborted || Date.now() >= end,
    next: async (sooner) => {
      const waited = delay(Math.max(0, Math.min(step, end - Date.now())), undefined, { signal: sooner });
      // Only an abort rejects it.
      await waited.catch(() => undefined);
      step = Math.min(step * 1.5, longestMs);
    },
  };
}
