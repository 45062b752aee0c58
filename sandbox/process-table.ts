import { execFileSync } from "node:child_process";
import { waitUntil } from "./waiting";

/** How long a process may take to end after SIGTERM before it is killed, in milliseconds. */
const termTimeoutMs = 10_000;
/** How long the system may take to take away a killed process, in milliseconds. */
const killTimeoutMs = 5_000;

/** The command line of a process, or `undefined` where no process has that id (a zombie has ended as well). */
export function commandLine(pid: number): string | undefined {
  if (!exists(pid)) return undefined;
  try {
    // -ww: the whole line, however long. Linux and macOS know all of these; /proc is Linux's only.
    const row = execFileSync("ps", ["-ww", "-o", "stat=", "-o", "command=", "-p", String(pid)], { encoding: "utf8" });
    const { state = "", command = "" } = /^\s*(?<state>\S+)\s+(?<command>.*)$/m.exec(row)?.groups ?? {};
    return state.startsWith("Z") ? undefined : command;
  } catch (error) {
    // ps exits with 1 where the process has ended since.
    if (error instanceof Error && "status" in error && error.status === 1) return undefined;
    throw error;
  }
}

/**
 * Ends a process and waits until it is gone: SIGTERM, and SIGKILL where that is not enough.
 *
 * @param isOurs - decides by the command line, because the system gives a process id to another process later.
 * @returns whether there was such a process.
 */
export async function endProcess(pid: number, isOurs: (command: string) => boolean): Promise<boolean> {
  const runs = (): boolean => {
    const command = commandLine(pid);
    return command !== undefined && isOurs(command);
  };
  if (!runs()) return false;
  signal(pid, "SIGTERM");
  const what = `process ${pid} to end`;
  try {
    await waitUntil({ what, timeoutMs: termTimeoutMs }, () => !runs());
  } catch {
    signal(pid, "SIGKILL");
    await waitUntil({ what: `${what} after SIGKILL`, timeoutMs: killTimeoutMs }, () => !runs());
  }
  return true;
}

/** Sends a signal; one that has ended meanwhile is fine. */
export function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ESRCH")) throw error;
  }
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
