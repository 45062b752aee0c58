import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { openBreakerWords } from "../../cli/rehearse/breaker";
import { movesIn, type Recording } from "../../cli/rehearse/recording";
import { rehearsalVerdict } from "../../cli/rehearse/verdict";
import { at, RECORDED } from "./recorded-rehearsal";

const failing = (change: Partial<Recording>) =>
  rehearsalVerdict({ ...RECORDED, ...change })
    .criteria.filter(({ passed }) => !passed)
    .map(({ name, detail }) => `${name}: ${detail}`);

const without = (what: string) => RECORDED.marks.filter((mark) => mark.what !== what);

describe("a rehearsal's verdict", () => {
  test("is that it passed where all was as it should be, and says by what", () => {
    const { passed, criteria } = rehearsalVerdict(RECORDED);
    assert.equal(passed, true);
    assert.deepEqual(
      criteria.map(({ name }) => name),
      ["readyAgain", "neverShort", "home", "moves"],
    );
    assert.match(
      criteria[0]?.detail ?? "",
      /^6 ready again after 27\.1 s; the limit is \d+\.\d s: 25 s until it can be/,
    );
    assert.match(criteria[2]?.detail ?? "", /^at home after 47\.8 s$/);
    assert.match(criteria[3]?.detail ?? "", /^2 moves; the breaker allows 6 in an hour$/);
  });

  test("is that it failed where it took longer than the window and the new pods", () => {
    const later = RECORDED.samples.map((sample) =>
      sample.seconds > 20 ? { ...sample, seconds: sample.seconds + 30 } : sample,
    );
    const marks = RECORDED.marks.map((mark) =>
      mark.what === "fault" ? mark : { ...mark, seconds: mark.seconds + 30 },
    );
    const starts = RECORDED.starts.map(({ seen, ready }) => ({ seen: seen + 30, ready: ready + 30 }));
    assert.match(
      failing({ samples: later, marks, starts }).join(),
      /^readyAgain: 6 ready again after 57\.1 s; the limit/,
    );
  });

  test("gives a slow machine the time that its user grants it, to show a fault as well as what comes of it", () => {
    const later = RECORDED.samples.map((sample) => ({ ...sample, seconds: sample.seconds + 8 }));
    assert.deepEqual(
      failing({ samples: later }).map((each) => each.split(":")[0]),
      ["readyAgain", "neverShort"],
    );
    assert.deepEqual(failing({ samples: later, marks: without("healed"), slackSeconds: 20 }), []);
  });

  test("gives new pods the time that they took, which is not failover's doing", () => {
    const samples = RECORDED.samples.map((sample) =>
      sample.seconds > 25 ? { ...sample, seconds: sample.seconds + 30 } : sample,
    );
    const marks = RECORDED.marks.map((mark) =>
      mark.what === "fault" ? mark : { ...mark, seconds: mark.seconds + 30 },
    );
    const starts = RECORDED.starts.map(({ seen, ready }) => ({ seen, ready: ready + 30 }));
    assert.deepEqual(failing({ samples, marks, starts }), []);
  });

  test("gives a window that is longer than silence takes to show its time", () => {
    const samples = RECORDED.samples.map((sample) =>
      sample.seconds > 20 ? { ...sample, seconds: sample.seconds + 30 } : sample,
    );
    const marks = RECORDED.marks.map((mark) =>
      mark.what === "fault" ? mark : { ...mark, seconds: mark.seconds + 30 },
    );
    assert.deepEqual(failing({ samples, marks, windowSeconds: 60 }), []);
  });

  test("is that it failed where nobody moved, and it got well by the healing alone", () => {
    const samples = [at(-2, [4, 4, 2, 2]), at(0.01, [4, 0, 2, 2]), at(90, [4, 4, 2, 2])];
    const marks = [
      { seconds: 0, what: "fault" as const },
      { seconds: 89.9, what: "healed" as const },
      { seconds: 90.1, what: "home" as const },
    ];
    assert.deepEqual(failing({ samples, marks, starts: [] }), ["readyAgain: not 6 ready before the fault was healed"]);
  });

  test("is that it failed where the fault took nothing", () => {
    const samples = RECORDED.samples.filter(({ seconds }) => seconds < 0);
    assert.match(failing({ samples }).join(), /^readyAgain: the fault took no ready replica, so nothing was rehearsed/);
  });

  test("is that it failed where fewer than wanted were left on the way home", () => {
    const samples = RECORDED.samples.flatMap((sample) =>
      sample.seconds === 43.5 ? [at(43, [4, 1, 4, 4]), sample] : [sample],
    );
    assert.deepEqual(failing({ samples }), ["neverShort: 5 ready at 43.0 s, where 6 were"]);
    assert.deepEqual(failing({ samples, floor: 5 }), []);
  });

  test("is that it failed where it did not come home", () => {
    const samples = RECORDED.samples.filter(({ seconds }) => seconds < 40);
    assert.deepEqual(failing({ samples, marks: without("home") }), ["home: not at home in the end"]);
  });

  test("is that it failed where it left home again", () => {
    const samples = [...RECORDED.samples, at(48, [4, 4, 3, 2])];
    assert.deepEqual(failing({ samples }), ["home: not at home in the end"]);
  });

  test("is that it failed where it moved more often than the breaker allows", () => {
    assert.deepEqual(failing({ movesBefore: 5 }), [
      "moves: 2 moves and 5 in the hour before; the breaker allows 6 in an hour",
    ]);
  });

  test("does not take home for the same numbers where autoscalers choose them", () => {
    const samples = [...RECORDED.samples, at(48, [5, 5, 2, 2])];
    assert.deepEqual(failing({ samples, isAutoscaled: true }), []);
    assert.deepEqual(failing({ samples: [...samples, at(49, [3, 3, 4, 4])], isAutoscaled: true }), [
      "home: not at home in the end",
    ]);
  });
});

describe("a tier that flaps", () => {
  const flap = (breaker: number, hold?: string): Recording => ({
    ...RECORDED,
    fault: "flap",
    breaker,
    samples: [
      at(-2, [4, 4, 2, 2]),
      at(0.01, [4, 0, 2, 2]),
      at(26, [4, 0, 6, 6]),
      at(27, [0, 0, 6, 6]),
      at(50, [4, 4, 6, 6]),
      at(51, [4, 4, 2, 2]),
      at(60.01, [4, 0, 2, 2]),
      at(90, [3, 0, 6, 6]),
      at(91, [0, 0, 6, 6], hold === undefined ? {} : { hold }),
    ],
    marks: [0, 60].map((seconds) => ({ seconds, what: "fault" as const })),
  });

  test("is counted by its turns, not by its steps", () => {
    assert.equal(movesIn(flap(3)), 3);
  });

  test("may take ready replicas each time that it breaks, and may stay away when the breaker says so", () => {
    const { passed, criteria } = rehearsalVerdict(flap(3, "3 moves in the last hour"));
    assert.equal(passed, true, JSON.stringify(criteria));
    assert.match(criteria.find(({ name }) => name === "home")?.detail ?? "", /held there by the breaker: 3 moves/);
    assert.equal(openBreakerWords(flap(3, "3 moves")), "3 moves");
  });

  test("must come home where the breaker does not hold it", () => {
    const failed = rehearsalVerdict(flap(6, "held by hand")).criteria.filter(({ passed }) => !passed);
    assert.deepEqual(
      failed.map(({ name }) => name),
      ["home"],
    );
  });

  test("must not move more often than the breaker allows", () => {
    const failed = rehearsalVerdict(flap(2, "2 moves")).criteria.filter(({ passed }) => !passed);
    assert.deepEqual(
      failed.map(({ name }) => name),
      ["moves"],
    );
  });
});
