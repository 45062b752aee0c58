import { spawn } from "node:child_process";
import path from "node:path";
import { text } from "node:stream/consumers";

/** What an action did: what it returned or threw, and what it said meanwhile. */
export interface Done {
  readonly result?: unknown;
  readonly error?: { readonly message: string; readonly [property: string]: unknown };
  readonly said: string;
}

/** Where an action runs. */
export interface Surroundings {
  /** The environment, and nothing of this process's own but what finds programs. */
  readonly environment?: Readonly<Record<string, string>>;
  /** The stack's configuration. */
  readonly config?: Readonly<Record<string, string>>;
}

/** An action of a dynamic resource. */
export interface Action {
  readonly actions: "container-group-ready" | "subnet-release" | "virtual-node-ready";
  readonly action: string;
  readonly args: readonly unknown[];
}

/** Does an action in a process of its own, because Node reads the authorities that it trusts when it starts. */
export async function act(action: Action, { environment = {}, config = {} }: Surroundings = {}): Promise<Done> {
  const child = spawn(process.execPath, [path.join(__dirname, "action-process.js")], {
    env: { PATH: process.env["PATH"], HOME: process.env["HOME"], ...environment },
    stdio: ["pipe", "pipe", "pipe"],
  });
  child.stdin.end(JSON.stringify({ ...action, config }));
  const [printed, said] = await Promise.all([text(child.stdout), text(child.stderr)]);
  if (printed === "") throw new Error(`the action ${action.actions} ${action.action} gave no outcome: ${said}`);
  return { ...(JSON.parse(printed) as Omit<Done, "said">), said };
}
