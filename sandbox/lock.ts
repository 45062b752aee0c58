import { randomUUID } from "node:crypto";
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { privateDirectory } from "./files";

/** A lock that this process holds until it releases it or ends. */
export interface Lock {
  release(): void;
}

/** The outcome of asking for a lock: it, or the process that has it. */
export type LockAttempt = { readonly lock: Lock } | { readonly holder: number };

/**
 * Takes a lock file, or says who has it. A file left by a process that has ended counts as free.
 *
 * @param isHolder - whether the process with this id is alive and one that takes this lock.
 */
export function tryLock(file: string, isHolder: (pid: number) => boolean): LockAttempt {
  const draft = `${file}.${randomUUID()}`;
  privateDirectory(path.dirname(file));
  writeFileSync(draft, `${process.pid}\n`, { mode: 0o600 });
  try {
    for (;;) {
      // link() refuses to replace, and the file has its contents from the start.
      if (linked(draft, file)) return { lock: { release: () => releaseOwn(file) } };
      const holder = lockHolder(file);
      if (holder !== undefined && isHolder(holder)) return { holder };
      discard(file, holder);
    }
  } finally {
    rmSync(draft, { force: true });
  }
}

/** The process id in a lock file. */
export function lockHolder(file: string): number | undefined {
  try {
    return Number(readFileSync(file, "utf8"));
  } catch (error) {
    if (isCode(error, "ENOENT")) return undefined;
    throw error;
  }
}

/** Removes a dead process's lock, and nobody else's: between the look and the move another may have taken it. */
function discard(file: string, dead: number | undefined): void {
  const moved = `${file}.${randomUUID()}`;
  try {
    renameSync(file, moved);
  } catch (error) {
    if (isCode(error, "ENOENT")) return;
    throw error;
  }
  if (lockHolder(moved) !== dead) linked(moved, file);
  rmSync(moved, { force: true });
}

function releaseOwn(file: string): void {
  if (lockHolder(file) === process.pid) rmSync(file, { force: true });
}

function linked(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if (isCode(error, "EEXIST")) return false;
    throw error;
  }
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
