// Runs child processes: one that the user talks to, or a quiet one that shows how long it has been at work.
import { spawn } from "node:child_process";
import os from "node:os";

/** A child failed and has said why. */
export class ChildFailed extends Error {
  constructor(exitCode) {
    super(`exit code ${exitCode}`);
    this.exitCode = exitCode;
  }
}

const heartbeatMs = 4_000;
/** How long a quiet child may take to end when it is interrupted: npm would first finish its downloads. */
const patienceMs = 5_000;

/** Runs a program on this terminal; returns its exit code. */
export async function handOver(command, args) {
  const child = spawn(command, args, { stdio: "inherit" });
  return ended(child, () => {});
}

/**
 * Runs a program whose output only matters when it fails, and says every few seconds how far it is.
 *
 * @param title - what it does, for the user
 * @param howFar - says how far it is, such as `120/431 packages`
 */
export async function quietly(title, [command, ...args], { howFar = () => "", env = {} } = {}) {
  const started = Date.now();
  const colour = process.stdout.isTTY ? { FORCE_COLOR: "1" } : {};
  const child = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, ...colour, ...env } });
  const output = [];
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => output.push(chunk));
  const soFar = () => `${Math.round((Date.now() - started) / 1000)}s`;
  console.error(title);
  const timer = setInterval(() => {
    console.error([`${title}:`, howFar(), soFar()].filter((part) => part !== "").join(" "));
  }, heartbeatMs);
  const impatiently = () => setTimeout(() => child.kill("SIGKILL"), patienceMs).unref();
  const exitCode = await ended(child, impatiently).finally(() => clearInterval(timer));
  if (exitCode === 0) return Buffer.concat(output).toString();
  process.stderr.write(Buffer.concat(output));
  console.error(`${title}: failed after ${soFar()}`);
  throw new ChildFailed(exitCode);
}

/** Waits for a child's end, also when this process is asked to end: then the child is told, and waited for. */
async function ended(child, onInterrupt) {
  let interruption;
  const interrupt = (signal) => {
    interruption = signal;
    forward(child, signal);
    onInterrupt();
  };
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"];
  for (const signal of signals) process.on(signal, interrupt);
  try {
    return await new Promise((resolve, reject) => {
      child.once("error", reject);
      child.once("close", (code, signal) => resolve(code ?? 128 + os.constants.signals[interruption ?? signal]));
    });
  } finally {
    for (const signal of signals) process.removeListener(signal, interrupt);
  }
}

/** A terminal tells the child of Ctrl-C itself; told twice, many programs give up at once and leave things behind. */
function forward(child, signal) {
  if (signal === "SIGINT" && process.stdin.isTTY) return;
  child.kill(signal);
}
