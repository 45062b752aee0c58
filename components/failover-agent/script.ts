import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";

/** Where the build puts the agent, made one script without dependencies. */
const FILE = path.join(__dirname, "..", "..", "agent", "failover-agent.js");

/** Characters of a hash that tell one script from another. */
const HASH_LENGTH = 10;

/** The agent's script. */
export interface AgentScript {
  readonly text: string;
  /** Another one for another text. */
  readonly hash: string;
}

let read: AgentScript | undefined;

/** The script of this version of the package, read once for all services of a program. */
export function agentScript(): AgentScript {
  if (read === undefined) {
    const text = readFileSync(FILE, "utf8");
    read = { text, hash: createHash("sha256").update(text).digest("hex").slice(0, HASH_LENGTH) };
  }
  return read;
}
