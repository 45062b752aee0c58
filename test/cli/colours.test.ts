import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import path from "node:path";
import { test } from "node:test";
import { ROOT } from "../sandbox";

const MODULE = path.join(ROOT, "dist", "cli", "colours");

/** What is printed into a pipe for the word "well" in green. */
function piped(env: Readonly<Record<string, string>>): string {
  const script = `process.stdout.write(require(${JSON.stringify(MODULE)}).outputColours.green("well"))`;
  return execFileSync(process.execPath, ["-e", script], { env, encoding: "utf8" });
}

test("what goes to a pipe is plain, also in a pipeline, unless colours are asked for", () => {
  assert.equal(piped({}), "well");
  assert.equal(piped({ CI: "true" }), "well");
  assert.equal(piped({ FORCE_COLOR: "0" }), "well");
  assert.equal(piped({ FORCE_COLOR: "1" }), "\u001b[32mwell\u001b[39m");
});
