import { setTimeout as delay } from "node:timers/promises";

/** The time in the sandbox's Azure. */
export interface Clock {
  now(): Date;
  /** Lets so many seconds pass; ends with an error when it is aborted. */
  pass(seconds: number, signal: AbortSignal): Promise<void>;
}

/** The time of the machine. */
export const machineClock: Clock = {
  now: () => new Date(),
  pass: (seconds, signal) => delay(seconds * 1000, undefined, { signal }),
};
