import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { type FailoverMemory, memoryText, NO_MEMORY, parseMemory, revisionOf } from "../../sdk/failover/memory";
import { withMoves } from "../../sdk/failover/moves";
import { createRoom, withCreates } from "../../sdk/failover/create-room";
import { AT, seconds } from "./sights";

const FULL: FailoverMemory = {
  revision: 17,
  seen: AT,
  tiers: {
    vm: {
      isSick: true,
      since: AT - seconds(40),
      finding: "nodesDown",
      because: "all 2 nodes for it: no sign of life",
      limit: { max: 0, since: AT - seconds(10), because: "all 2 nodes for it: no sign of life" },
      relapses: 1,
    },
  },
  moves: [{ at: AT - seconds(10), from: "vm", to: "virtual-node", count: 8, reason: "VMs: dead" }],
  step: { at: AT - seconds(10), wanted: 12, before: { vm: 8 }, after: { vm: 0 } },
  creates: [{ at: AT - seconds(10), count: 8 }],
  retries: { "virtual-node": { at: AT, tries: 2 } },
  hold: "somebody should look",
};

describe("what is remembered", () => {
  test("comes back from its text", () => {
    assert.deepEqual(parseMemory(memoryText(FULL)), FULL);
    assert.deepEqual(parseMemory(memoryText(NO_MEMORY)), NO_MEMORY);
  });

  test("has times that a person can read", () => {
    assert.match(memoryText(FULL), /"seen":"2026-01-05T12:00:00Z"/);
  });

  for (const [what, text] of [
    ["no JSON", "{"],
    ["nothing", "null"],
    ["a list", "[]"],
    ["an older form", '{"revision":"1"}'],
    ["a tier that is none", memoryText(FULL).replace('"isSick":true', '"isSick":"yes"')],
    ["a limit that is none", memoryText(FULL).replace('"max":0', '"max":"all"')],
    ["moves that are none", memoryText(FULL).replace('"count":8', '"count":null')],
    ["a step that is none", memoryText(FULL).replace('"after":{"vm":0}', '"after":{"vm":[]}')],
  ] as const) {
    test(`is not taken from ${what}`, () => {
      assert.equal(parseMemory(text), undefined);
      assert.equal(revisionOf(text), 0);
    });
  }

  test("never throws at what a person may have written", () => {
    fc.assert(fc.property(fc.string(), (text) => revisionOf(text) >= 0 || true));
    fc.assert(fc.property(fc.json(), (text) => revisionOf(text) >= 0 || true));
  });
});

describe("moves that are remembered", () => {
  const move = (at: number, from = "vm", to = "virtual-node") => ({ at, from, to, count: 2, reason: "it is sick" });

  test("go on as long as nothing turned since", () => {
    const [joined, ...others] = withMoves([move(AT)], [move(AT + 10)], { at: AT + 10, turned: AT });
    assert.deepEqual([joined, others], [{ ...move(AT), count: 4 }, []]);
  });

  test("are new ones after a turn, and in the other direction", () => {
    assert.equal(withMoves([move(AT)], [move(AT + 10)], { at: AT + 10, turned: AT + 5 }).length, 2);
    assert.equal(withMoves([move(AT)], [move(AT + 10, "virtual-node", "vm")], { at: AT + 10, turned: 0 }).length, 2);
  });

  test("are ten, or all of the last hour", () => {
    const hours = Array.from({ length: 30 }, (_, index) => move(AT - seconds(3600 * (30 - index))));
    assert.equal(withMoves(hours, [], { at: AT, turned: 0 }).length, 10);
    const minutes = Array.from({ length: 30 }, (_, index) => move(AT - seconds(60 * (30 - index))));
    assert.equal(withMoves(minutes, [], { at: AT, turned: 0 }).length, 30);
  });
});

describe("container groups that are remembered", () => {
  const quota = { containerGroups: 100, cores: 100, createsPer5Minutes: 100, createsPerHour: 300 };

  test("leave room for as many as ACI creates in five minutes and in an hour", () => {
    const creates = [
      { at: AT - seconds(3000), count: 250 },
      { at: AT - seconds(200), count: 30 },
    ];
    assert.equal(createRoom({ creates }, quota, AT), 20);
    assert.equal(createRoom({ creates: creates.slice(1) }, quota, AT), 70);
    assert.equal(createRoom({ creates: [] }, quota, AT), 100);
    assert.equal(createRoom({ creates: [{ at: AT, count: 400 }] }, quota, AT), 0);
  });

  test("are forgotten after an hour, and those of one half-minute are one entry", () => {
    const creates = [
      { at: AT - seconds(3600), count: 9 },
      { at: AT - seconds(10), count: 1 },
    ];
    assert.deepEqual(withCreates(creates, 2, AT), [{ at: AT, count: 3 }]);
    assert.deepEqual(withCreates(creates, 0, AT), [{ at: AT - seconds(10), count: 1 }]);
  });
});
