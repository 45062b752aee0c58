import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import path from "node:path";
import { describe, test } from "node:test";
import { onLoopback } from "../../sandbox/local-pods/loopback-only";
import { ROOT } from "../sandbox";

const done = (): void => undefined;

describe("a server in a process that is a container", () => {
  const cases: readonly (readonly [what: string, args: readonly unknown[], onLoopback: readonly unknown[]])[] = [
    ["a port", [8080], [8080, "127.0.0.1"]],
    ["a port as text", ["8080", done], ["8080", "127.0.0.1", done]],
    ["a port and a backlog", [8080, 511, done], [8080, "127.0.0.1", 511, done]],
    ["all addresses", [8080, "0.0.0.0", done], [8080, "127.0.0.1", done]],
    ["any port", [done], [0, "127.0.0.1", done]],
    ["nothing at all", [], [0, "127.0.0.1"]],
    ["options", [{ port: 8080, host: "::", backlog: 5 }, done], [{ port: 8080, host: "127.0.0.1", backlog: 5 }, done]],
    ["a socket file", ["/run/agent.sock"], ["/run/agent.sock"]],
    ["a socket file in options", [{ path: "/run/agent.sock" }], [{ path: "/run/agent.sock" }]],
  ];
  for (const [what, args, expected] of cases) {
    test(`that was told ${what} listens on no address but loopback`, () => {
      assert.deepEqual(onLoopback(args), expected);
    });
  }

  test("listens on loopback whichever of Node's servers it is", () => {
    const source = `
      const servers = [require("node:http"), require("node:net")].map((module) => module.createServer());
      for (const server of servers) server.listen(0, "0.0.0.0", () => {
        console.log(server.address().address);
        server.close();
      });`;
    const preload = path.join(ROOT, "dist", "sandbox", "local-pods", "preload.js");
    const printed = execFileSync(process.execPath, [`--require=${preload}`, "-e", source], { encoding: "utf8" });
    assert.equal(printed, "127.0.0.1\n127.0.0.1\n");
  });
});
