import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, test } from "node:test";
import fc from "fast-check";
import { packageRoot } from "../../sandbox/package-root";
import { AutoscaleEngine } from "../../sdk/scaling/autoscale-spec";
import type { ScalingArgs } from "../../sdk/scaling/scaling-spec";
import { lingeringReplicas } from "../../sdk/scaling/targets";
import { autoscalerSpec, scaled, type Scaled } from "./scaling-fixture";
import { type Moment, simulate } from "./scaling-simulation";

const VM = "vm";
const BURST = "virtual-node";

function run(service: Scaled, load: (time: number) => number, seconds: number): readonly Moment[] {
  const tiers = service.plan.tiers.map((tier) => ({
    name: tier.name,
    replicas: tier.min,
    autoscaler: autoscalerSpec(service, tier),
  }));
  return simulate({ tiers, load, seconds });
}

/** Straight lines between points of time and load. */
function ramps(points: readonly (readonly [number, number])[]): (time: number) => number {
  return (time) => {
    const next = points.findIndex(([end]) => time <= end);
    if (next <= 0) return points.at(next)?.[1] ?? 0;
    const [[start, from], [end, to]] = [points[next - 1] ?? [0, 0], points[next] ?? [0, 0]];
    return from + ((to - from) * (time - start)) / (end - start);
  };
}

/** Each step in which a tier got another number of replicas. */
function steps(moments: readonly Moment[], tier: string) {
  return moments.slice(1).flatMap((after, index) => {
    const before = moments[index];
    const [from, to] = [before?.replicas[tier] ?? 0, after.replicas[tier] ?? 0];
    return before === undefined || from === to ? [] : [{ before, after, grows: to > from }];
  });
}

const on = (tier: string, { replicas }: Moment): number => replicas[tier] ?? 0;

const WATERFALL: ScalingArgs = { placement: { replicas: 1, vmReplicas: 10 }, autoscale: { max: 60, cpuPercent: 60 } };
/** From 1 core to 30 and back, half a core a minute; a replica requests 1. */
const UP_AND_DOWN = ramps([
  [0, 1],
  [3480, 30],
  [4680, 30],
  [8160, 1],
  [12000, 1],
]);

describe("a ramp of load from 1 core to 30 and back to 1", () => {
  for (const engine of Object.values(AutoscaleEngine)) {
    test(`fills VMs first and empties the virtual node first, by ${engine}`, () => {
      const service = scaled({ ...WATERFALL, autoscale: { ...WATERFALL.autoscale, engine } });
      const moments = run(service, UP_AND_DOWN, 12_000);
      const floor = engine === AutoscaleEngine.hpa ? 1 : 0;
      const burst = steps(moments, BURST);
      assert.ok(burst.filter(({ grows }) => grows).every(({ before }) => on(VM, before) === 10));
      assert.ok(moments.some((moment) => on(BURST, moment) >= 20));
      const [firstLoss] = steps(moments, VM).filter(({ grows }) => !grows);
      assert.ok(firstLoss);
      assert.ok(on(BURST, firstLoss.before) <= 3, JSON.stringify(firstLoss.before));
      const last = moments.at(-1);
      assert.deepEqual(last?.replicas, { [VM]: 2, [BURST]: floor });
      assert.deepEqual(
        steps(moments.slice(0, moments.length / 2), VM).filter(({ grows }) => !grows),
        [],
      );
    });
  }

  test("leaves no more on the virtual node than its least where its target is far enough from that of VMs", () => {
    const service = scaled({ ...WATERFALL, autoscale: { max: 60, cpuPercent: 50, burstTargetPercent: 90 } });
    const [firstLoss] = steps(run(service, UP_AND_DOWN, 12_000), VM).filter(({ grows }) => !grows);
    assert.equal(on(BURST, firstLoss?.before ?? assert.fail("VMs never shrink")), 1);
  });
});

/** Levels of load, in cores or in what one replica is for, and how long it takes from each to the next. */
const levels = fc.array(
  fc.record({
    level: fc.double({ min: 0.3, max: 35, noNaN: true }),
    steep: fc.double({ min: 0, max: 1, noNaN: true }),
    hold: fc.nat(1200),
  }),
  { minLength: 3, maxLength: 7 },
);

/** @param fastest the most replicas' worth of load that comes or goes in a minute */
function randomLoad(walk: readonly { level: number; steep: number; hold: number }[], fastest: number) {
  const points: [number, number][] = [[0, 1]];
  for (const { level, steep, hold } of walk) {
    const [time, from] = points.at(-1) ?? [0, 0];
    const shortest = (60 * Math.abs(level - from)) / fastest;
    const reached = time + Math.max(1, shortest * (1 + 2 * (1 - steep)));
    points.push([reached, level], [reached + hold + 1, level]);
  }
  return { load: ramps(points), seconds: points.at(-1)?.[0] ?? 0 };
}

const vms = fc.integer({ min: 2, max: 16 });
const byCpu = (vmReplicas: number, engine: AutoscaleEngine = AutoscaleEngine.hpa): Scaled =>
  scaled({ placement: { replicas: 1, vmReplicas }, autoscale: { max: vmReplicas + 40, cpuPercent: 60, engine } });
const byQueue = (vmReplicas: number, replicas: number): Scaled =>
  scaled({
    placement: { replicas, vmReplicas },
    autoscale: {
      max: vmReplicas + 40,
      engine: AutoscaleEngine.keda,
      trigger: { type: "rabbitmq", metadata: {}, valuePerReplica: 1 },
    },
  });

describe("for random ramps of load", () => {
  test("by CPU, the virtual node grows only when VMs are full, as long as VMs can follow: at 1 replica a minute", () => {
    fc.assert(
      fc.property(vms, levels, (max, walk) => {
        const { load, seconds } = randomLoad(walk, 1);
        const early = steps(run(byCpu(max), load, seconds), BURST).filter(
          ({ grows, before }) => grows && on(VM, before) < max,
        );
        assert.deepEqual(early, []);
      }),
      { numRuns: 60 },
    );
  });

  test("by CPU, no VM replica goes before the virtual node is down to what rounding keeps there, however fast load falls", () => {
    fc.assert(
      fc.property(vms, levels, fc.constantFrom(0.5, 4, 1000), (max, walk, fastest) => {
        const { load, seconds } = randomLoad(walk, fastest);
        const rest = lingeringReplicas(80, { target: 60, max });
        const early = steps(run(byCpu(max), load, seconds), VM).filter(
          ({ grows, before, after }) => !grows && Math.min(on(BURST, before), on(BURST, after)) > rest,
        );
        assert.deepEqual(early, []);
      }),
      { numRuns: 60 },
    );
  });

  test("by a metric from outside, the virtual node has replicas only for what VMs do not take, and none when a VM replica goes", () => {
    fc.assert(
      fc.property(
        vms,
        levels,
        fc.record({ fastest: fc.constantFrom(0.5, 1000), replicas: fc.nat(1) }),
        (max, walk, more) => {
          const { fastest, replicas } = more;
          const { load, seconds } = randomLoad(walk, fastest);
          const moments = run(byQueue(max, replicas), load, seconds);
          const early = steps(moments, BURST).filter(({ grows, after }) => grows && after.load <= max);
          const late = steps(moments, VM).filter(({ grows, after }) => !grows && on(BURST, after) > 0);
          assert.deepEqual([early, late], [[], []]);
        },
      ),
      { numRuns: 60 },
    );
  });

  test("by CPU with KEDA, a load that stays brings the tiers to rest: none wakes the other again and again", () => {
    fc.assert(
      fc.property(fc.integer({ min: 3, max: 12 }), fc.double({ min: 0.2, max: 1.3, noNaN: true }), (max, share) => {
        const load = (time: number) => (time < 1800 ? max * 1.5 : max * share);
        const settled = run(byCpu(max, AutoscaleEngine.keda), load, 10_800).filter(({ time }) => time > 7200);
        assert.ok(steps(settled, BURST).length <= 1, JSON.stringify(steps(settled, BURST)));
      }),
      { numRuns: 60 },
    );
  });
});

/** Rows of a Markdown table, cell by cell. */
function table(markdown: string, heading: string): readonly (readonly string[])[] {
  const section = markdown.split(/^## /m).find((each) => each.startsWith(heading)) ?? "";
  return section
    .split("\n")
    .filter((line) => line.startsWith("|") && !/^\|[\s|:-]+$/.test(line))
    .map((line) =>
      line
        .slice(1, -1)
        .split("|")
        .map((cell) => cell.trim()),
    );
}

describe("docs/scaling.md", () => {
  const markdown = readFileSync(path.join(packageRoot(), "docs", "scaling.md"), "utf8");

  test("has the ramp as it is simulated", () => {
    const [, ...rows] = table(markdown, "A ramp");
    const moments = run(scaled(WATERFALL), UP_AND_DOWN, 12_000);
    const at = (minute: number) => moments.find(({ time }) => time >= minute * 60);
    const simulated = rows.map(([minute = ""]) => {
      const moment = at(Number(minute));
      assert.ok(moment, `minute ${minute}`);
      const { load, usage, replicas } = moment;
      return [minute, load.toFixed(1), `${usage.toFixed(0)} %`, String(replicas[VM]), String(replicas[BURST])];
    });
    assert.ok(rows.length >= 10);
    assert.deepEqual(rows, simulated);
  });

  test("has the targets as they are derived", () => {
    const [, ...rows] = table(markdown, "Targets");
    const derived = rows.map(([first = "", last = ""]) => {
      const [target, next] = [Number(first), Number(last)];
      const percent = (share: number): string => `${Math.round(share * 10) / 10} %`;
      const rest = lingeringReplicas(next, { target, max: 10 });
      return [
        first,
        last,
        percent(target * 1.1),
        percent(next * 1.1),
        percent(next * 0.9),
        percent(target * 0.9),
        String(rest),
      ];
    });
    assert.ok(rows.length >= 4);
    assert.deepEqual(rows, derived);
  });
});
