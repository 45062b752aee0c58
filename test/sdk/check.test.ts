import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { ArgumentError } from "../../sdk/argument-error";
import { checked, type Check } from "../../sdk/check";

/** Each check, a value that it refuses, and the line that the user reads. */
const REFUSALS: readonly [title: string, use: (check: Check) => unknown, line: string][] = [
  ["too small", (c) => c.wholeNumber("n", -1, { min: 0 }), "n: must be a whole number, 0 or more; got -1"],
  ["too large", (c) => c.wholeNumber("n", 9, { min: 1, max: 5 }), "n: must be a whole number from 1 to 5; got 9"],
  ["a fraction", (c) => c.wholeNumber("n", 1.5, { min: 0 }), "n: must be a whole number, 0 or more; got 1.5"],
  ["not a number", (c) => c.wholeNumber("n", NaN, { min: 0 }), "n: must be a whole number, 0 or more; got NaN"],
  ["digits in quotes", (c) => c.wholeNumber("n", "3", { min: 0 }), 'n: must be a whole number, 0 or more; got "3"'],
  ["missing", (c) => c.wholeNumber("n", undefined, { min: 0 }), "n: is required and must be a whole number, 0 or more"],
  ["null", (c) => c.text("t", null, { pattern: /./, description: "text" }), "t: is required and must be text"],
  ["wrong text", (c) => c.text("t", "B", { pattern: /a/, description: "an a" }), 't: must be an a; got "B"'],
  ["a function", (c) => c.text("t", () => 1, { pattern: /a/, description: "an a" }), "t: must be an a; got a function"],
  ["an item", (c) => c.texts("l", ["a", "b"], { pattern: /a/, description: "an a" }), 'l[1]: must be an a; got "b"'],
  ["no list", (c) => c.texts("l", "a", { pattern: /a/, description: "an a" }), 'l: must be a list; got "a"'],
  ["no choice", (c) => c.oneOf("o", "z", ["x", "y"]), 'o: must be one of "x", "y"; got "z"'],
  ["no range", (c) => c.cidr("r", "10.0.0/8"), 'r: must be an IPv4 range such as 10.0.0.0/16; got "10.0.0/8"'],
  ["IPv6", (c) => c.cidr("r", "fd00::/8"), 'r: must be an IPv4 range such as 10.0.0.0/16; got "fd00::/8"'],
  [
    "an address inside a range",
    (c) => c.cidr("r", "10.1.2.3/16"),
    'r: must start with its first address, which makes it 10.1.0.0/16; got "10.1.2.3/16"',
  ],
  [
    "no quantity",
    (c) => c.quantity("q", "half", "500m"),
    'q: must be a Kubernetes quantity above 0, such as 500m; got "half"',
  ],
  ["nothing", (c) => c.quantity("q", "0", "500m"), 'q: must be a Kubernetes quantity above 0, such as 500m; got "0"'],
  [
    "a nested property",
    (c) => c.within("pools[1]").wholeNumber("count", -1, { min: 0 }),
    "pools[1].count: must be a whole number, 0 or more; got -1",
  ],
];

describe("arguments are checked one by one", () => {
  for (const [title, use, line] of REFUSALS) {
    test(`${title}: ${line}`, () => {
      assert.throws(() => checked(use), new ArgumentError([problem(line)]));
    });
  }

  test("every problem is reported, one line each, in the order of the checks", () => {
    const build = (check: Check) => [
      check.wholeNumber("replicas", -1, { min: 0 }),
      check.wholeNumber("port", 70000, { min: 1, max: 65535 }),
    ];
    assert.throws(() => checked(build), {
      name: "ArgumentError",
      message:
        "replicas: must be a whole number, 0 or more; got -1\n" +
        "port: must be a whole number from 1 to 65535; got 70000",
    });
  });

  test("what is right is returned as it was given", () => {
    const build = (check: Check) => [check.wholeNumber("n", 0, { min: 0 }), check.quantity("q", "1.5Gi", "512Mi")];
    assert.deepEqual(checked(build), [0, "1.5Gi"]);
  });
});

function problem(line: string) {
  const [path = "", reason = ""] = line.split(/: (.*)/);
  return { path, reason };
}
