import { setTimeout as delay } from "node:timers/promises";

/** What is awaited, for how long, and how to look. */
export interface Awaited {
  /** Completes the sentence "waiting for …". */
  readonly what: string;
  readonly timeoutMs: number;
  /** @default 50 */
  readonly intervalMs?: number;
  readonly signal?: AbortSignal;
}

/** What was awaited did not come in time. */
export class NotInTime extends Error {
  override readonly name = "NotInTime";
}

/**
 * Looks until `look` says yes. An error of `look` counts as "not yet"; the last one is the cause of the time-out.
 *
 * @throws NotInTime when `timeoutMs` is over.
 */
export async function waitUntil(awaited: Awaited, look: () => Promise<boolean> | boolean): Promise<void> {
  const { what, timeoutMs, intervalMs = 50, signal } = awaited;
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    signal?.throwIfAborted();
    const seen = await looked(look);
    if (seen === true) return;
    if (Date.now() >= deadline) {
      const last = seen === false ? "" : `; last: ${seen instanceof Error ? seen.message : String(seen)}`;
      throw new NotInTime(`waiting for ${what}: not within ${timeoutMs / 1000} s${last}`, { cause: seen });
    }
    await delay(intervalMs);
  }
}

/** What `look` says, or the error that it threw. */
async function looked(look: () => Promise<boolean> | boolean): Promise<unknown> {
  try {
    return await look();
  } catch (error) {
    return error;
  }
}
