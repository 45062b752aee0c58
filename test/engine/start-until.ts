import type { spawn } from "node:child_process";
import { once } from "node:events";
import { awaited } from "../waiting";
import type { Stack } from "./stack";

const PATIENCE_MS = 300_000;

/** The moment that is awaited while the CLI is at work. */
export interface Moment {
  readonly what: string;
  readonly hasCome: (printed: string) => Promise<boolean> | boolean;
}

/** The CLI at work. */
export interface Started {
  readonly cli: ReturnType<typeof spawn>;
  /** Ends when it has ended and said all. */
  readonly closed: Promise<unknown>;
}

/** Starts the CLI and returns at a moment of its work. @throws Error with what it printed where it ends before */
export async function startUntil(
  stack: Stack,
  command: readonly [string, ...string[]],
  { what, hasCome }: Moment,
): Promise<Started> {
  const cli = stack.start(...command);
  let printed = "";
  let isOver = false;
  for (const stream of [cli.stdout, cli.stderr]) stream?.on("data", (chunk: Buffer) => (printed += chunk.toString()));
  const closed = once(cli, "close").then(() => {
    isOver = true;
  });
  const end = await awaited(`${what} while pulumi is at work`, PATIENCE_MS, async () => {
    const wasOver = isOver;
    if (await hasCome(printed)) return "come";
    return wasOver ? "over" : undefined;
  });
  if (end === "over") throw new Error(`pulumi ${command.join(" ")} ended before ${what}:\n${printed}`);
  return { cli, closed };
}
