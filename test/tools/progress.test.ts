import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { consoleProgress, duration } from "../../sandbox/progress";

test("durations read as people say them", () => {
  const cases = { 400: "0s", 59_400: "59s", 59_600: "1m00s", 72_000: "1m12s", 3_720_000: "1h02m" };
  for (const [milliseconds, text] of Object.entries(cases)) assert.equal(duration(Number(milliseconds)), text);
});

test("a log gets a line at least every five seconds while a step runs", async (t) => {
  mock.timers.enable({ apis: ["setInterval", "Date"] });
  t.after(() => {
    mock.timers.reset();
  });
  const lines: string[] = [];
  await consoleProgress({ write: (line) => lines.push(line) }).step("[1/2] etcd 3.6.10", (report) => {
    mock.timers.tick(4_000);
    report("compiling 64/569 packages");
    mock.timers.tick(4_000);
    mock.timers.tick(4_000);
    return Promise.resolve();
  });
  assert.deepEqual(lines, [
    "[1/2] etcd 3.6.10\n",
    "[1/2] etcd 3.6.10: 4s\n",
    "[1/2] etcd 3.6.10: compiling 64/569 packages, 8s\n",
    "[1/2] etcd 3.6.10: compiling 64/569 packages, 12s\n",
    "[1/2] etcd 3.6.10: done in 12s\n",
  ]);
});

test("a terminal keeps one line up to date, no longer than it is wide", async (t) => {
  mock.timers.enable({ apis: ["setInterval", "Date"] });
  t.after(() => {
    mock.timers.reset();
  });
  const written: string[] = [];
  const terminal = { isTTY: true, columns: 20, write: (text: string) => written.push(text) };
  await consoleProgress(terminal).step("etcd 3.6.10", (report) => {
    report("compiling 64/569 packages");
    mock.timers.tick(200);
    return Promise.resolve();
  });
  assert.deepEqual(written, ["\r\x1b[Ketcd 3.6.10: compil", "\r\x1b[Ketcd 3.6.10: done in 0s\n"]);
});

test("a failed step says so, and the failure goes on", async () => {
  const lines: string[] = [];
  const step = consoleProgress({ write: (line) => lines.push(line) }).step("etcd 3.6.10", () =>
    Promise.reject(new Error("exit code 1")),
  );
  await assert.rejects(step, /exit code 1/);
  assert.equal(lines.at(-1), "etcd 3.6.10: failed after 0s\n");
});
