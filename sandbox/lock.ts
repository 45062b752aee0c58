import { setTimeout as delay } from "node:timers/promises";
import { beatMs, breakLock, type HeldLock, observeLock, takeLock } from "./tools/lock";

/** The outcome of asking for a lock: it, or the process that has it. */
export type LockAttempt = { readonly lock: HeldLock } | { readonly holder: number };

/**
 * Takes a lock for this process's lifetime, or says who has it. Unlike a build, which is waited for, the holder is asked
 * for in the process table: a lock that a killed process left is free at once.
 *
 * @param isHolder - whether the process with this id is alive and one that takes this lock.
 */
export async function tryLock(file: string, isHolder: (pid: number) => boolean): Promise<LockAttempt> {
  for (;;) {
    const lock = takeLock(file);
    if (lock !== undefined) return { lock };
    const seen = observeLock(file);
    if (seen === undefined) continue;
    const pid = seen.holder?.pid;
    if (pid !== undefined && isHolder(pid)) return { holder: pid };
    // It may be being written this very moment.
    if (pid === undefined && Date.now() - seen.beat < beatMs) await delay(20);
    else breakLock(file, seen);
  }
}

/** The process id in a lock file; that process may have ended. */
export function lockHolder(file: string): number | undefined {
  return observeLock(file)?.holder?.pid;
}
