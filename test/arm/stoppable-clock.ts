import { setTimeout as delay } from "node:timers/promises";
import type { Clock } from "../../sandbox/arm/clock";

const LOOK_MS = 10;

/** The time of the machine, but where it stands still: whatever takes time is then under way, however long a test takes. */
export class StoppableClock implements Clock {
  private stoppedAt: number | undefined;
  private behindMs = 0;

  stop(): void {
    this.stoppedAt ??= this.milliseconds();
  }

  go(): void {
    if (this.stoppedAt === undefined) return;
    this.behindMs = Date.now() - this.stoppedAt;
    this.stoppedAt = undefined;
  }

  now(): Date {
    return new Date(this.milliseconds());
  }

  async pass(seconds: number, signal: AbortSignal): Promise<void> {
    const end = this.milliseconds() + seconds * 1000;
    do await delay(Math.min(LOOK_MS, seconds * 1000), undefined, { signal });
    while (this.stoppedAt !== undefined || this.milliseconds() < end);
  }

  private milliseconds(): number {
    return this.stoppedAt ?? Date.now() - this.behindMs;
  }
}
