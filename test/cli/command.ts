import { type ChildProcess, spawn } from "node:child_process";
import path from "node:path";
import { packageRoot } from "../../sandbox/package-root";

const PROGRAM = path.join(packageRoot(), "bin", "aks-elastic.js");

/** What a command came to. */
export interface Outcome {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** A command that runs. */
export interface Running {
  readonly process: ChildProcess;
  /** What it has printed on standard output so far. */
  readonly printed: () => string;
  readonly ended: Promise<Outcome>;
}

/** Starts `aks-elastic` as a user would. */
export function started(args: readonly string[], env: Readonly<Record<string, string>> = {}): Running {
  const child = spawn(process.execPath, [PROGRAM, ...args], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, ...env },
  });
  let [out, err] = ["", ""];
  child.stdout.on("data", (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (err += chunk.toString()));
  const ended = new Promise<Outcome>((resolve) => {
    child.on("close", (code) => {
      resolve({ code, out, err });
    });
  });
  return { process: child, printed: () => out, ended };
}

/** Runs `aks-elastic` to its end. */
export function outcome(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Outcome> {
  return started(args, env).ended;
}
