import { existsSync, readdirSync } from "node:fs";
import { sandboxDown } from "../sandbox/commands";
import { commandLine } from "../sandbox/process-table";
import { sandboxesDirectory } from "../sandbox/state";

/** The name of a sandbox that this process brings up, by which others know whose it is. */
export function ownSandboxName(word?: string): string {
  return ["test", ...(word === undefined ? [] : [word]), String(process.pid)].join("-");
}

/** Removes the sandboxes of test runs and tests that were killed or interrupted, and could not do it themselves. */
export async function removeSandboxesOfTheDead(): Promise<void> {
  const directory = sandboxesDirectory();
  for (const name of existsSync(directory) ? readdirSync(directory) : []) {
    const pid = /^test-(?:.+-)?(\d+)$/.exec(name)?.[1];
    if (pid !== undefined && !isTest(Number(pid))) await sandboxDown({ name, purge: true });
  }
}

/** The number of a process that has ended may be another one's by now. */
function isTest(pid: number): boolean {
  return /[\\/]test[\\/].*\.js\b/.test(commandLine(pid) ?? "");
}
