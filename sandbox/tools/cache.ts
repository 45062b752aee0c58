import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync } from "node:fs";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { duration, type Report } from "../progress";
import { beatMs, breakLock, hasDied, observeLock, takeLock, type HeldLock, type LockObservation } from "./lock";

/** A program, or another file that is made once, in the cache. */
export interface CacheEntry {
  /** Holds every version of it. */
  readonly directory: string;
  /** Tells its versions and builds from each other. */
  readonly key: string;
  /** Its file name. */
  readonly name: string;
}

/** Where a file is made before it is moved to its place. */
export interface Draft {
  /** Where the finished file must be. */
  readonly output: string;
  /** For temporary files; removed afterwards. */
  readonly scratch: string;
  readonly signal: AbortSignal;
}

export interface MakeOptions {
  readonly report: Report;
  readonly signal: AbortSignal;
}

const pollMs = 250;
/** How long a holder may show no life before its lock is broken, counted in looks: a machine asleep does not look. */
const silentLooks = (20 * beatMs) / pollMs;
/** How long to wait for another process that makes the same file, in milliseconds. */
const longestWaitMs = 60 * 60_000;

export function cachedFile({ directory, key, name }: CacheEntry): string {
  return path.join(directory, key, name);
}

/** The file's path, where it is in the cache: what is there is whole. */
export function findCached(entry: CacheEntry): string | undefined {
  const file = cachedFile(entry);
  return existsSync(file) ? file : undefined;
}

/**
 * The path of a file in the cache, made first where it is missing. Of several processes that want it one makes it
 * and the others wait. It appears in the cache as a whole or not at all, whenever the process that makes it is killed.
 */
export async function ensureCached(
  entry: CacheEntry,
  make: (draft: Draft) => Promise<void>,
  options: MakeOptions,
): Promise<string> {
  const file = cachedFile(entry);
  const lock = await lockUnlessCached(entry, options);
  if (lock === undefined) return file;
  const workspace = draftDirectory(entry, lock.holder.id);
  try {
    // It may have been finished between the last look and the lock.
    if (findCached(entry) !== undefined) return file;
    const draft = { output: path.join(workspace, entry.name), scratch: path.join(workspace, "scratch") };
    mkdirSync(draft.scratch, { recursive: true });
    await make({ ...draft, signal: options.signal });
    moveDurably(draft.output, file);
    return file;
  } finally {
    rmSync(workspace, { recursive: true, force: true });
    lock.release();
  }
}

async function lockUnlessCached(entry: CacheEntry, { report, signal }: MakeOptions): Promise<HeldLock | undefined> {
  const lockFile = path.join(entry.directory, "lock");
  const deadline = Date.now() + longestWaitMs;
  const isSilent = silenceOf();
  while (findCached(entry) === undefined) {
    signal.throwIfAborted();
    const lock = takeLock(lockFile);
    if (lock !== undefined) return lock;
    const seen = observeLock(lockFile);
    if (seen === undefined) continue;
    if (hasDied(seen) || isSilent(seen)) {
      clearAway(entry, lockFile, seen);
      continue;
    }
    if (Date.now() > deadline) throw waitedTooLong(lockFile, seen);
    report(`waiting for ${describe(seen)}, which builds it`);
    await delay(pollMs);
  }
  return undefined;
}

/** Whether the same lock was seen many times in a row with no sign of life. */
function silenceOf(): (seen: LockObservation) => boolean {
  let last: LockObservation | undefined;
  let looks = 0;
  return (seen) => {
    looks = last?.beat === seen.beat && last.text === seen.text ? looks + 1 : 0;
    last = seen;
    return looks >= silentLooks;
  };
}

/** Takes away what a holder that is gone has left behind. */
function clearAway(entry: CacheEntry, lockFile: string, seen: LockObservation): void {
  if (!breakLock(lockFile, seen) || seen.holder === undefined) return;
  rmSync(draftDirectory(entry, seen.holder.id), { recursive: true, force: true });
}

function draftDirectory({ directory }: CacheEntry, id: string): string {
  return path.join(directory, `draft-${id}`);
}

/** After a power failure the file is whole or absent, never empty. */
function moveDurably(from: string, to: string): void {
  const descriptor = openSync(from, "r");
  fsyncSync(descriptor);
  closeSync(descriptor);
  mkdirSync(path.dirname(to), { recursive: true });
  renameSync(from, to);
}

function describe({ holder }: LockObservation): string {
  if (holder === undefined) return "another process";
  const soFar = duration(Date.now() - Date.parse(holder.since));
  return `process ${holder.pid} on ${holder.host} (for ${soFar} so far)`;
}

function waitedTooLong(lockFile: string, seen: LockObservation): Error {
  return new Error(
    `wait for ${describe(seen)}, which holds ${lockFile}: not within ${duration(longestWaitMs)}; ` +
      `end that process, or remove the file where it is gone, and run again`,
  );
}
