import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, mock, test } from "node:test";
import { FailoverLoop } from "../../agent/failover-loop";
import type { WatchedObjects } from "../../sdk/failover/watched-objects-io";

/** How long it rests between two looks at the least, and where there is nothing to look after, in milliseconds. */
const [GAP_MS, IDLE_MS] = [500, 10_000];

describe("an agent that has nothing to look after", () => {
  let looks: number;
  let loop: FailoverLoop;
  let ended: AbortController;
  let run: Promise<void>;

  beforeEach(() => {
    mock.timers.enable({ apis: ["setTimeout"] });
    looks = 0;
    const watched = {
      missing: [],
      get deployments() {
        looks += 1;
        return [];
      },
    };
    loop = new FailoverLoop({
      watched: watched as unknown as WatchedObjects,
      mayAct: () => true,
      prober: () => Promise.reject(new Error("there is nobody to ask")),
      log: () => undefined,
      clock: () => 0,
    });
    ended = new AbortController();
    run = loop.run(ended.signal);
  });
  afterEach(async () => {
    ended.abort();
    await passed(GAP_MS);
    await run;
    mock.timers.reset();
  });

  /** Lets time pass, and what was due to be done. */
  const passed = async (milliseconds: number): Promise<void> => {
    await settled();
    mock.timers.tick(milliseconds);
    await settled();
  };
  const settled = () => new Promise((resolve) => setImmediate(resolve));

  test("looks again after a while", async () => {
    await passed(GAP_MS);
    await passed(IDLE_MS - GAP_MS - 1);
    assert.equal(looks, 1);
    await passed(1);
    assert.equal(looks, 2);
  });

  test("looks at once when something changes", async () => {
    await passed(GAP_MS);
    assert.equal(looks, 1);
    loop.wake();
    await settled();
    assert.equal(looks, 2);
  });

  test("looks once after many changes in a moment, when that is over", async () => {
    for (let change = 0; change < 10; change += 1) loop.wake();
    await passed(GAP_MS - 1);
    assert.equal(looks, 1);
    await passed(1);
    assert.equal(looks, 2);
  });

  test("looks no more once it is to end", async () => {
    ended.abort();
    await passed(GAP_MS);
    await run;
    assert.equal(looks, 1);
  });
});
