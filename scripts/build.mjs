// Compiles the sources to dist/, and makes the agent one script.
import { existsSync, readdirSync, rmSync } from "node:fs";
import { AGENT_SCRIPT } from "./bundle-agent.mjs";
import { quietly } from "./child.mjs";

/** `--build` is done at once where nothing has changed; it does not look at the types of dependencies for that. */
export async function build({ dependenciesChanged }) {
  removeOrphans();
  const tsc = [process.execPath, "node_modules/typescript/bin/tsc", "--build", "tsconfig.json"];
  await quietly("compiling TypeScript", dependenciesChanged ? [...tsc, "--force"] : tsc);
  await quietly("bundling the failover agent", [process.execPath, "scripts/bundle-agent.mjs"]);
}

/** Removes what an earlier build made of a source that is gone: tsc leaves it, and a test runner would find it. */
function removeOrphans() {
  if (!existsSync("dist")) return;
  for (const file of readdirSync("dist", { recursive: true })) {
    const source = /^(?<stem>.*?)(\.d\.ts|\.js)$/.exec(file)?.groups.stem;
    if (source !== undefined && !existsSync(`${source}.ts`) && `dist/${file}` !== AGENT_SCRIPT) rmSync(`dist/${file}`);
  }
}
