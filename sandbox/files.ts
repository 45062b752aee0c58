import { randomUUID } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";

/** Makes a directory that only its owner can enter, with its parents. */
export function privateDirectory(directory: string): string {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  return directory;
}

/** Replaces a file as a whole, readable by its owner only: a reader sees the old contents or the new, never a part. */
export function writeAtomically(file: string, contents: string | Uint8Array): void {
  privateDirectory(path.dirname(file));
  const draft = `${file}.${randomUUID()}`;
  writeFileSync(draft, contents, { mode: 0o600, flag: "wx" });
  renameSync(draft, file);
}

/** Writes a script that its owner can run, replacing what was there. */
export function writeExecutable(file: string, contents: string): void {
  writeAtomically(file, contents);
  chmodSync(file, 0o700);
}

/** A JSON file as read: `moved` names where it went when it could not be used. */
export interface JsonFile<T> {
  readonly value?: T;
  readonly moved?: string;
}

/**
 * Reads a JSON file. One that does not parse, or that `accept` refuses by throwing, is moved aside to
 * `FILE.corrupt-<time>`, so that nothing is lost and the next run does not stumble over it.
 */
export function readJsonFile<T>(file: string, accept: (value: unknown) => T): JsonFile<T> {
  if (!existsSync(file)) return {};
  const contents = readFileSync(file, "utf8");
  try {
    return { value: accept(JSON.parse(contents)) };
  } catch {
    return { moved: moveAside(file) };
  }
}

/** Renames a file or directory to `NAME.corrupt-<time>` and returns that name. */
export function moveAside(file: string): string {
  const moved = `${file}.corrupt-${new Date().toISOString().replaceAll(/[:.]/g, "-")}`;
  renameSync(file, moved);
  return moved;
}
