import { existsSync, readdirSync, readFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { commandLine } from "../process-table";

/** What the Pulumi CLI writes into a lock file of a `file://` backend (pulumi/pulumi, pkg/backend/diy/lock.go). */
interface StackLock {
  readonly pid: number;
  readonly hostname: string;
}

/**
 * Whether a stack is locked by nobody but CLIs of this machine that were killed: those could not give their locks back,
 * and nobody else will.
 *
 * @param backend - directory of the `file://` backend
 */
export function isLockedByTheDead(backend: string, project: string, stack: string): boolean {
  const directory = path.join(backend, ".pulumi", "locks", "organization", project, stack);
  if (!existsSync(directory)) return false;
  // Beside each lock the backend keeps a file with its attributes.
  const files = readdirSync(directory).filter((file) => file.endsWith(".json"));
  const locks = files.map((file) => readFileSync(path.join(directory, file), "utf8"));
  return locks.length > 0 && locks.every((lock) => isDead(JSON.parse(lock) as StackLock));
}

function isDead({ pid, hostname }: StackLock): boolean {
  return hostname === os.hostname() && !/\bpulumi\b/.test(commandLine(pid) ?? "");
}
