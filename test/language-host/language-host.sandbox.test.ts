import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { cpSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { promisify } from "node:util";
import { createStack, type Stack } from "../engine/stack";
import { ROOT } from "../sandbox";

const execute = promisify(execFile);
const PROGRAMS = path.join(ROOT, "test", "programs");

describe("a program with a dynamic resource", () => {
  let stack: Stack;
  before(async () => {
    stack = await createStack(path.join(PROGRAMS, "dynamic"), `dynamic-${process.pid}`);
    await stack.config("greeting", "hello");
    await stack.secret("password", "hunter2");
  });
  after(() => stack.remove());

  test("gets its configuration and its secrets, and its dynamic provider runs", async () => {
    const printed = await stack.run("up", "--yes", "--skip-preview");
    assert.equal(await stack.output("length"), "hello".length);
    assert.equal(await stack.output("password"), "hunter2");
    assert.equal(await stack.output("location"), "westeurope");
    assert.doesNotMatch(printed, /hunter2/);
    assert.match(printed, /password: \[secret\]/);
  });
});

test("a component plugin runs, and tells its schema", async () => {
  const scratch = mkdtempSync(path.join(os.tmpdir(), "aks-elastic-plugin-"));
  try {
    // The CLI runs `npm install` in a plugin's directory, which must not be the repository's.
    const plugin = path.join(scratch, "plugin");
    cpSync(path.join(PROGRAMS, "component"), plugin, { recursive: true });
    symlinkSync(path.join(ROOT, "node_modules"), path.join(scratch, "node_modules"));
    const { stdout } = await execute("pulumi", ["package", "get-schema", plugin]);
    const schema = JSON.parse(stdout.slice(stdout.indexOf("{"))) as {
      resources: Record<string, { inputProperties: unknown; isComponent: boolean }>;
    };
    const greeting = schema.resources["greetings:index:Greeting"];
    assert.equal(greeting?.isComponent, true);
    assert.deepEqual(greeting.inputProperties, { whom: { type: "string", description: "Who is greeted." } });
  } finally {
    rmSync(scratch, { recursive: true });
  }
});
