import { randomUUID } from "node:crypto";
import { closeSync, futimesSync, linkSync, mkdirSync, openSync, readFileSync } from "node:fs";
import { renameSync, rmSync, statSync, writeSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { errorCode } from "./error-code";

/** Who holds a lock. */
export interface LockHolder {
  readonly id: string;
  readonly pid: number;
  readonly host: string;
  /** When it took the lock, as an ISO date. */
  readonly since: string;
}

/** A lock that this process holds. */
export interface HeldLock {
  readonly holder: LockHolder;
  release(): void;
}

/** A lock file as somebody who waits for it sees it. */
export interface LockObservation {
  /** What is written in the file; a holder that was killed right after creating it has written nothing. */
  readonly text: string;
  readonly holder?: LockHolder;
  /** Changes while the holder lives. */
  readonly beat: number;
}

/** How often the holder shows that it lives, in milliseconds. */
export const beatMs = 1_000;

/** Takes a lock, or returns `undefined` where the file exists. */
export function takeLock(file: string): HeldLock | undefined {
  mkdirSync(path.dirname(file), { recursive: true });
  const descriptor = openNew(file);
  if (descriptor === undefined) return undefined;
  const holder = { id: randomUUID(), pid: process.pid, host: os.hostname(), since: new Date().toISOString() };
  writeSync(descriptor, JSON.stringify(holder));
  const timer = setInterval(() => {
    futimesSync(descriptor, new Date(), new Date());
  }, beatMs).unref();
  return {
    holder,
    release: () => {
      clearInterval(timer);
      closeSync(descriptor);
      if (observeLock(file)?.holder?.id === holder.id) rmSync(file, { force: true });
    },
  };
}

/** Looks at a lock; `undefined` where nobody holds it. */
export function observeLock(file: string): LockObservation | undefined {
  try {
    const text = readFileSync(file, "utf8");
    const beat = statSync(file).mtimeMs;
    const holder = parseHolder(text);
    return holder === undefined ? { text, beat } : { text, beat, holder };
  } catch (error) {
    if (errorCode(error) === "ENOENT") return undefined;
    throw error;
  }
}

/** Whether the holder is known to be gone: a process of this machine that no longer runs. */
export function hasDied({ holder }: LockObservation): boolean {
  if (holder?.host !== os.hostname()) return false;
  try {
    process.kill(holder.pid, 0);
    return false;
  } catch (error) {
    return errorCode(error) === "ESRCH";
  }
}

/**
 * Takes away the lock of a holder that is gone. Where others break it at the same time, only one of them returns true,
 * and a lock that was taken meanwhile is put back.
 */
export function breakLock(file: string, seen: LockObservation): boolean {
  const aside = `${file}.${randomUUID()}`;
  try {
    renameSync(file, aside);
    if (readFileSync(aside, "utf8") === seen.text) return true;
    linkSync(aside, file);
    return false;
  } catch (error) {
    if (["ENOENT", "EEXIST"].includes(errorCode(error) ?? "")) return false;
    throw error;
  } finally {
    rmSync(aside, { force: true });
  }
}

function openNew(file: string): number | undefined {
  try {
    return openSync(file, "wx", 0o600);
  } catch (error) {
    if (errorCode(error) === "EEXIST") return undefined;
    throw error;
  }
}

function parseHolder(text: string): LockHolder | undefined {
  try {
    return JSON.parse(text) as LockHolder;
  } catch {
    return undefined;
  }
}
