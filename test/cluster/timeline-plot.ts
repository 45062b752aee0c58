import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { timelineSvg } from "../../cli/timeline-svg";
import type { TimelinePoint } from "./load-ramp";

/** Where tests leave what somebody may want to look at; with the other build output, so that git does not see it. */
const ARTIFACTS = path.join(__dirname, "..", "artifacts");

/** Draws a timeline as an SVG: the load, and the ready pods of each tier. @returns the file */
export function plotTimeline(name: string, title: string, timeline: readonly TimelinePoint[]): string {
  mkdirSync(ARTIFACTS, { recursive: true });
  const file = path.join(ARTIFACTS, `${name}.svg`);
  writeFileSync(file, timelineSvg({ title, valueLabel: "cores, ready pods", curves: curvesOf(timeline) }));
  return file;
}

function curvesOf(timeline: readonly TimelinePoint[]) {
  const tiers = [...new Set(timeline.flatMap((point) => Object.keys(point.tiers)))].sort();
  return [
    ...tiers.map((tier) => ({
      label: `${tier}, ready pods`,
      points: timeline.map(({ seconds, tiers: at }) => ({ seconds, value: at[tier]?.ready ?? 0 })),
    })),
    {
      label: "load, cores",
      colour: "#888888",
      points: timeline.map(({ seconds, cores }) => ({ seconds, value: cores })),
    },
  ];
}
