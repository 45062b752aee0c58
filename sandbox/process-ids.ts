import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { commandLine, endProcess } from "./process-table";

/** A process that was started for a sandbox, as its file in the `run` directory says. */
export interface RecordedProcess {
  readonly name: string;
  readonly pid: number;
}

/** Notes a child's process id, at once and for good: whoever comes after a killed daemon finds the child by it. */
export function recordProcess(directory: string, { name, pid }: RecordedProcess): void {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  writeFileSync(file(directory, name), `${pid}\n`, { mode: 0o600 });
}

export function forgetProcess(directory: string, name: string): void {
  rmSync(file(directory, name), { force: true });
}

/** The recorded processes that still run: a command line that names the sandbox's directory is that sandbox's. */
export function runningProcesses(directory: string, sandboxRoot: string): readonly RecordedProcess[] {
  return recorded(directory).filter(({ pid }) => commandLine(pid)?.includes(`${sandboxRoot}/`) === true);
}

/** Ends what an earlier daemon left running and forgets it. Returns the names of those that were ended. */
export async function endOrphans(directory: string, sandboxRoot: string): Promise<readonly string[]> {
  const end = async ({ name, pid }: RecordedProcess): Promise<readonly string[]> => {
    const wasRunning = await endProcess(pid, (command) => command.includes(`${sandboxRoot}/`));
    forgetProcess(directory, name);
    return wasRunning ? [name] : [];
  };
  // An API server that has lost its store does not end in good order.
  const isStore = ({ name }: RecordedProcess): boolean => name.endsWith("-etcd");
  const others = await Promise.all(
    recorded(directory)
      .filter((process) => !isStore(process))
      .map(end),
  );
  const stores = await Promise.all(recorded(directory).filter(isStore).map(end));
  return [...others, ...stores].flat();
}

function recorded(directory: string): readonly RecordedProcess[] {
  return entries(directory).flatMap((entry) => {
    const pid = Number(readFileSync(path.join(directory, entry), "utf8"));
    return Number.isSafeInteger(pid) && pid > 1 ? [{ name: path.basename(entry, ".pid"), pid }] : [];
  });
}

function entries(directory: string): readonly string[] {
  try {
    return readdirSync(directory).filter((entry) => entry.endsWith(".pid"));
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
    throw error;
  }
}

function file(directory: string, name: string): string {
  return path.join(directory, `${name}.pid`);
}
