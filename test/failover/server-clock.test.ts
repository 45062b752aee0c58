import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { ServerClock } from "../../sdk/failover/server-clock";
import { AT } from "./sights";

/** A clock whose own time the test moves. */
function clockAt(start: number) {
  const own = { now: start };
  return { own, clock: new ServerClock(() => own.now) };
}

describe("the API server's clock between its answers", () => {
  test("runs as evenly as the machine's own time does", () => {
    const { own, clock } = clockAt(1_000);
    clock.heard(new Date(AT));
    own.now += 4_700;
    assert.equal(clock.now(), AT + 4_000);
  });

  test("is not put back by an answer that was long under way", () => {
    const { own, clock } = clockAt(0);
    clock.heard(new Date(AT));
    own.now = 10_000;
    clock.heard(new Date(AT + 3_000));
    assert.equal(clock.now(), AT + 10_000);
  });

  test("is put forward at once, and back when two minutes of answers say so", () => {
    const { own, clock } = clockAt(0);
    clock.heard(new Date(AT));
    clock.heard(new Date(AT + 3_600_000));
    assert.equal(clock.now(), AT + 3_600_000);
    for (own.now = 0; own.now <= 130_000; own.now += 2_000) clock.heard(new Date(AT + own.now));
    assert.ok(clock.now() <= AT + own.now);
  });

  test("tells for how long nothing was heard", () => {
    const { own, clock } = clockAt(500);
    own.now = 2_500;
    assert.equal(clock.silentMs, 2_000);
    clock.heard(new Date(AT));
    assert.equal(clock.silentMs, 0);
  });
});
