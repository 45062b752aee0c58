import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import type { ImageFailure } from "../../sandbox/arm/faults";
import { endingOf, isReady, isStarted, type Probes } from "../../sandbox/images/conduct";
import { born, type Ending, lived } from "../../sandbox/images/container-life";

const crash: Ending = { afterMs: 0, exitCode: 1, isRestarted: true };

describe("the life of a container", () => {
  test("one that does not end runs on", () => {
    assert.deepEqual(lived(born(0), undefined, 1e9), { restarts: 0, runningSince: 0 });
  });

  test("one that crashes is started again after 1, 2, 4, … seconds, and 30 at most", () => {
    const restartsAt = [0, 999, 1_000, 3_000, 7_000, 15_000, 31_000, 60_999, 61_000, 91_000];
    const restarts = restartsAt.map((now) => lived(born(0), crash, now).restarts);
    assert.deepEqual(restarts, [0, 0, 1, 2, 3, 4, 5, 5, 6, 7]);
  });

  test("between two runs it tells of the last exit and of the one before", () => {
    assert.deepEqual(lived(born(0), { ...crash, afterMs: 500 }, 5_000), {
      restarts: 2,
      lastExit: { startedAt: 4_000, finishedAt: 4_500, exitCode: 1 },
      earlierExit: { startedAt: 1_500, finishedAt: 2_000, exitCode: 1 },
    });
  });

  test("one that ran long is started again at once", () => {
    const life = lived(born(0), { afterMs: 90_000, exitCode: 143, isRestarted: true }, 3 * 91_000);
    assert.deepEqual([life.restarts, life.runningSince], [3, 273_000]);
  });

  test("one that is not started again is over", () => {
    const life = lived(born(0), { ...crash, isRestarted: false }, 1e9);
    assert.deepEqual(life, { restarts: 0, lastExit: { startedAt: 0, finishedAt: 0, exitCode: 1 }, isOver: true });
  });

  test("is the same however often one looks", () => {
    const looks = fc.array(fc.nat(200_000), { minLength: 1 });
    fc.assert(
      fc.property(looks, fc.nat(40_000), (times, afterMs) => {
        const ending = { ...crash, afterMs };
        const sorted = times.toSorted((one, other) => one - other);
        const often = sorted.reduce((life, now) => lived(life, ending, now), born(0));
        assert.deepEqual(often, lived(born(0), ending, sorted.at(-1) ?? 0));
      }),
    );
  });
});

describe("what probes make of a bad image", () => {
  const http = { httpGet: { path: "/", port: 80 } };
  const exec = { exec: { command: ["true"] } } as object;
  const cases: readonly (readonly [what: string, ImageFailure | undefined, Probes, ready: boolean])[] = [
    ["a good image with every probe", undefined, { startup: http, readiness: http, liveness: http }, true],
    ["an image that is never ready, with a probe by HTTP", { neverReady: true }, { readiness: http }, false],
    ["an image that is never ready, with a probe by command", { neverReady: true }, { readiness: exec }, false],
    ["an image that is never ready, without a probe", { neverReady: true }, {}, true],
    ["status 500 for a readiness probe", { answers: 500 }, { readiness: http }, false],
    ["status 404 for a readiness probe", { answers: 404 }, { readiness: http }, false],
    ["status 302 for a readiness probe", { answers: 302 }, { readiness: http }, true],
    ["status 500 for a readiness probe by command", { answers: 500 }, { readiness: exec }, true],
    ["status 500 for a startup probe", { answers: 500 }, { startup: http }, false],
    ["status 500 without a probe", { answers: 500 }, {}, true],
  ];
  for (const [what, failure, probes, ready] of cases) {
    test(`${what}: ${ready ? "ready" : "not ready"}`, () => {
      assert.equal(isReady(failure, probes), ready);
    });
  }

  test("a liveness probe by HTTP has the container ended once it failed often enough", () => {
    const liveness = { ...http, initialDelaySeconds: 5, periodSeconds: 2, failureThreshold: 4 };
    const ended = { afterMs: 13_000, exitCode: 143, isRestarted: true };
    assert.deepEqual(endingOf({ answers: 500 }, { liveness }, "Always"), ended);
    assert.equal(endingOf({ answers: 500 }, { liveness: http }, undefined)?.afterMs, 30_000);
    assert.equal(endingOf({ answers: 204 }, { liveness }, "Always"), undefined);
    assert.equal(endingOf({ neverReady: true }, { liveness }, "Always"), undefined);
    assert.equal(endingOf({ answers: 500 }, { liveness: exec }, "Always"), undefined);
  });

  test("a startup probe comes before the liveness probe", () => {
    const probes = { startup: { ...http, failureThreshold: 1 }, liveness: http };
    assert.equal(endingOf({ answers: 500 }, probes, "Always")?.afterMs, 10_000);
    assert.equal(isStarted({ answers: 500 }, probes), false);
  });

  test("what crashes ends at once, for good under the policy Never", () => {
    assert.deepEqual(endingOf({ crashes: true }, {}, "OnFailure"), crash);
    assert.deepEqual(endingOf({ crashes: true }, {}, "Never"), { ...crash, isRestarted: false });
  });
});
