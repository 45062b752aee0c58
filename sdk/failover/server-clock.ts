import type { Clock } from "./apply-io";
import { SECOND, type Time } from "./time";

/** An answer may have been under way for long, so the best of so many milliseconds counts. */
const WINDOW_MS = 60_000;

/**
 * The API server's clock between its answers, in whole seconds, as it says the time itself. It runs evenly whatever
 * happens to the clock of this machine, and is never ahead of the API server's, unless that was set back a minute ago.
 */
export class ServerClock {
  /** By how much the server's clock is ahead of ours, at least: as heard in this window, and in the one before. */
  private ahead = -Infinity;
  private aheadBefore = -Infinity;
  private windowEnd = 0;
  private last: number;

  constructor(private readonly clock: Clock) {
    this.last = clock();
  }

  /** How many milliseconds ago the API server gave its last answer. */
  get silentMs(): number {
    return this.clock() - this.last;
  }

  /** Takes the time of an answer. */
  heard(date: Date): void {
    const now = this.clock();
    this.last = now;
    if (now > this.windowEnd) {
      this.aheadBefore = now > this.windowEnd + WINDOW_MS ? -Infinity : this.ahead;
      this.ahead = -Infinity;
      this.windowEnd = now + WINDOW_MS;
    }
    this.ahead = Math.max(this.ahead, date.getTime() - now);
  }

  /** By the machine's own clock before the first answer. */
  now(): Time {
    const ahead = Math.max(this.ahead, this.aheadBefore);
    const now = ahead === -Infinity ? Date.now() : ahead + this.clock();
    return Math.floor(now / SECOND) * SECOND;
  }
}
