import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { builtinModules } from "node:module";
import { describe, test } from "node:test";
import { SCRIPT } from "./agent-process";

/** What a ConfigMap may hold. @see https://kubernetes.io/docs/concepts/configuration/configmap/#motivation */
const CONFIG_MAP_BYTES = 1024 * 1024;

const text = readFileSync(SCRIPT, "utf8");

describe("the agent's script", () => {
  test("fits into a ConfigMap", (context) => {
    const bytes = Buffer.byteLength(text);
    context.diagnostic(`${Math.round(bytes / 1024)} KiB`);
    assert.ok(bytes < CONFIG_MAP_BYTES / 2, `${bytes} bytes`);
  });

  test("needs nothing but Node.js", () => {
    const required = [...text.matchAll(/\brequire\("([^"]+)"\)/g)].map(([, name = ""]) => name);
    assert.ok(required.length > 0);
    assert.deepEqual(
      required.filter((name) => !name.startsWith("node:") || !builtinModules.includes(name.slice("node:".length))),
      [],
    );
    assert.doesNotMatch(text, /\bimport\(/);
  });

  test("is the same wherever it is made: it names no directory of a machine", () => {
    assert.doesNotMatch(text, /^\/\/ .*\.\.\//m);
  });

  test("starts, and says what its pod lacks", () => {
    const { status, stdout } = spawnSync(process.execPath, [SCRIPT], { env: { SERVICE: "web", PORT: "x" } });
    assert.equal(status, 2);
    const { level, error } = JSON.parse(stdout.toString()) as { level: string; error: string };
    assert.equal(level, "error");
    assert.deepEqual(error.split("\n"), [
      "PORT: must be a port; got x",
      "NAMESPACE: must be set",
      "POD_NAME: must be set",
    ]);
  });

  test("says where it is no pod", () => {
    const env = { SERVICE: "web", NAMESPACE: "shop", POD_NAME: "one" };
    const { status, stdout } = spawnSync(process.execPath, [SCRIPT], { env });
    assert.equal(status, 2);
    assert.match(stdout.toString(), /KUBERNETES_SERVICE_HOST is not set/);
  });
});
