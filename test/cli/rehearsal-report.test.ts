import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { eventLine, eventsOf } from "../../cli/rehearse/events";
import { rehearsalSvg } from "../../cli/rehearse/plot";
import { rehearsalJson } from "../../cli/rehearse/report";
import { rehearsalVerdict } from "../../cli/rehearse/verdict";
import { timelineSvg } from "../../cli/timeline-svg";
import { at, RECORDED } from "./recorded-rehearsal";

describe("a rehearsal's events", () => {
  test("are in the order in which they happened, with what was seen", () => {
    assert.deepEqual(eventsOf(RECORDED).map(eventLine), [
      "     0.0 s  fault: the heartbeats of the VMs of the pool user stop",
      "     0.0 s  2 of 6 ready",
      "    22.3 s  noticed: VMs sick",
      "    22.4 s  told: the virtual node 2 → 6",
      "    27.1 s  6 of 6 ready again",
      "    27.4 s  told: VMs 4 → 0",
      "    27.5 s  healed",
      "    42.5 s  told: VMs 0 → 4",
      "    47.7 s  told: the virtual node 6 → 2",
      "    47.8 s  home",
    ]);
  });

  test("only grow while it is recorded", () => {
    const all = eventsOf(RECORDED);
    for (const seconds of [...RECORDED.samples, ...RECORDED.marks].map((each) => each.seconds)) {
      const samples = RECORDED.samples.filter((sample) => sample.seconds <= seconds);
      const marks = RECORDED.marks.filter((mark) => mark.seconds <= seconds);
      const some = eventsOf({ ...RECORDED, samples, marks });
      assert.deepEqual(some, all.slice(0, some.length));
    }
  });

  test("have what Kubernetes itself found out, and what holds failover", () => {
    const samples = [
      at(0, [4, 0, 2, 2]),
      at(50, [4, 0, 2, 2], { isGivenUp: true }),
      at(60, [4, 0, 2, 2], { isGivenUp: true, hold: "6 moves" }),
    ];
    const texts = eventsOf({ ...RECORDED, samples, marks: [] }).map(({ text }) => text);
    assert.deepEqual(texts, ["Kubernetes gives up the first of its nodes", "held: 6 moves"]);
  });
});

describe("what a rehearsal leaves", () => {
  test("is JSON that other programs can rely on", () => {
    const json = JSON.parse(rehearsalJson(RECORDED, rehearsalVerdict(RECORDED))) as Record<string, unknown>;
    assert.deepEqual(Object.keys(json), [
      ...["fault", "service", "namespace", "tiers", "broken", "home", "wanted"],
      ...["passed", "criteria", "events", "samples"],
    ]);
    assert.deepEqual((json["events"] as unknown[]).at(-1), { seconds: 47.8, kind: "home", text: "home" });
  });

  test("is a plot with a curve for each tier, the marks, and axes that can be read", () => {
    const svg = rehearsalSvg(RECORDED);
    for (const label of ["VMs", "the virtual node", "all tiers", "wanted: 6", "ready pods", "seconds"]) {
      assert.ok(svg.includes(`>${label}</text>`), label);
    }
    for (const mark of ["fault", "noticed", "ready again", "healed", "home"])
      assert.ok(svg.includes(`>${mark}</text>`), mark);
    assert.equal(svg.match(/<polyline/g)?.length, 4);
    assert.ok(svg.includes("<title>vm-loss: ready pods of web in shop</title>"));
  });
});

describe("a timeline as an SVG", () => {
  const plot = (until: number, value: number) =>
    timelineSvg({
      title: "a < b & c",
      valueLabel: "pods",
      curves: [
        {
          label: "one",
          points: [
            { seconds: 0, value: 0 },
            { seconds: until / 2, value },
          ],
        },
      ],
      until,
    });
  const ticks = (svg: string) => [...svg.matchAll(/>(\d+)<\/text>/g)].map(([, number]) => Number(number));

  test("holds each value until the next one, and the last to the end", () => {
    const [, points = ""] = /points="([^"]+)"/.exec(plot(10, 2)) ?? [];
    const corners = points.split(" ").map((corner) => corner.split(",").map(Number));
    assert.equal(corners.length, 4);
    assert.equal(corners[0]?.[1], corners[1]?.[1]);
    assert.equal(corners[1]?.[0], corners[2]?.[0]);
    assert.equal(corners[3]?.[0], 770);
  });

  test("has round numbers at its axes, and not too many, however long and high it is", () => {
    for (const [until, value] of [
      [5, 3],
      [100, 12],
      [5000, 700],
    ] as const) {
      const numbers = ticks(plot(until, value));
      assert.ok(numbers.length >= 6 && numbers.length <= 24, `${until} s, ${value}: ${numbers.join(" ")}`);
      assert.ok(numbers.includes(0));
    }
  });

  test("has words as they are", () => {
    assert.ok(plot(5, 3).includes(">a &lt; b &amp; c</text>"));
  });
});
