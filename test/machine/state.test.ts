import assert from "node:assert/strict";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, describe, test } from "node:test";
import { loadState, sandboxesDirectory, SandboxNameError, sandboxPaths, saveState } from "../../sandbox/state";

const scratch = mkdtempSync(path.join(os.tmpdir(), "aks-elastic-state-"));
after(() => {
  rmSync(scratch, { recursive: true });
});

function paths(name: string) {
  return sandboxPaths(name, { XDG_STATE_HOME: scratch });
}

describe("names of sandboxes", () => {
  for (const name of ["default", "a", "team-1", "x".repeat(32)]) {
    test(`"${name}" is fine`, () => {
      assert.equal(path.basename(paths(name).root), name);
    });
  }
  for (const name of ["", "A", "a_b", "-a", "a-", "../x", "a/b", "x".repeat(33), "a b", "ä"]) {
    test(`"${name}" is refused with the rule`, () => {
      assert.throws(
        () => paths(name),
        (error: unknown) => {
          assert.ok(error instanceof SandboxNameError);
          assert.match(error.message, /^--name: must be 1 to 32 lower-case letters, digits and dashes/);
          return true;
        },
      );
    });
  }

  test("a relative XDG_STATE_HOME is ignored, as its specification wants", () => {
    const home = path.join(os.homedir(), ".local", "state", "aks-elastic", "sandboxes");
    assert.equal(sandboxesDirectory({ XDG_STATE_HOME: "relative" }), home);
  });
});

describe("a sandbox's state", () => {
  test("is made once, kept, and readable by its owner only", () => {
    const own = paths("kept");
    const { state, warnings } = loadState(own);
    assert.deepEqual(warnings, []);
    saveState(own, { ...state, armPort: 4711 });
    assert.deepEqual(loadState(own).state, { ...state, armPort: 4711 });
    assert.equal(statSync(own.stateFile).mode & 0o777, 0o600);
    assert.deepEqual(readdirSync(own.root), ["state.json"], "no draft is left behind");
  });

  for (const [what, contents] of [
    ["torn", '{"version":1,"subscr'],
    ["empty", ""],
    ["of another kind", '{"version":2}'],
    [
      "without ports",
      '{"version":1,"subscriptionId":"s","tenantId":"t","clientId":"c","clientSecret":"x","slots":[{"index":0}]}',
    ],
  ] as const) {
    test(`that is ${what} is named, moved aside, and takes no cluster's data for its own`, () => {
      const own = paths(`corrupt-${what.replaceAll(" ", "-")}`);
      mkdirSync(own.slots, { recursive: true });
      writeFileSync(path.join(own.slots, "data"), "precious");
      writeFileSync(own.stateFile, contents);
      const { state, warnings } = loadState(own);
      assert.deepEqual(state.slots, []);
      assert.equal(warnings.length, 2);
      const moved = readdirSync(own.root).filter((entry) => entry.includes(".corrupt-"));
      assert.deepEqual(moved.map((entry) => entry.split(".corrupt-")[0]).sort(), ["slots", "state.json"]);
      for (const entry of moved) assert.ok(warnings.join().includes(entry), `${entry} is named`);
      const kept = moved.find((entry) => entry.startsWith("state.json")) ?? "";
      assert.equal(readFileSync(path.join(own.root, kept), "utf8"), contents);
      assert.ok(!existsSync(own.slots));
    });
  }
});
