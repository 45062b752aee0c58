import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { TimelinePoint } from "./load-ramp";

/** Where tests leave what somebody may want to look at; with the other build output, so that git does not see it. */
const ARTIFACTS = path.join(__dirname, "..", "artifacts");

const width = 900;
const height = 360;
const margin = { left: 40, right: 150, top: 30, bottom: 40 };

interface Curve {
  readonly label: string;
  readonly colour: string;
  readonly values: readonly number[];
}

/** Draws a timeline as an SVG: the load, and the ready pods of each tier. @returns the file */
export function plotTimeline(name: string, title: string, timeline: readonly TimelinePoint[]): string {
  mkdirSync(ARTIFACTS, { recursive: true });
  const file = path.join(ARTIFACTS, `${name}.svg`);
  writeFileSync(file, timelineSvg(title, timeline));
  return file;
}

function timelineSvg(title: string, timeline: readonly TimelinePoint[]): string {
  const curves = curvesOf(timeline);
  const highest = Math.ceil(Math.max(1, ...curves.flatMap(({ values }) => values)));
  const longest = Math.max(1, timeline.at(-1)?.seconds ?? 0);
  const x = (seconds: number) => margin.left + (seconds / longest) * (width - margin.left - margin.right);
  const y = (value: number) => height - margin.bottom - (value / highest) * (height - margin.top - margin.bottom);
  const rows = Array.from({ length: highest + 1 }, (_, value) => value);
  const columns = Array.from({ length: Math.floor(longest / 15) + 1 }, (_, index) => index * 15);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="12">`,
    `<rect width="${width}" height="${height}" fill="white"/>`,
    text({ x: margin.left, y: 18 }, title),
    ...rows.map((value) => line([x(0), y(value)], [x(longest), y(value)])),
    ...rows.map((value) => text({ x: margin.left - 20, y: y(value) + 4 }, String(value))),
    ...columns.map((seconds) => text({ x: x(seconds) - 8, y: height - margin.bottom + 18 }, `${seconds} s`)),
    ...curves.map(({ colour, values }) => {
      const points = values.flatMap((value, index) => {
        const from = timeline[index]?.seconds ?? 0;
        const to = timeline[index + 1]?.seconds ?? longest;
        return [`${x(from).toFixed(1)},${y(value).toFixed(1)}`, `${x(to).toFixed(1)},${y(value).toFixed(1)}`];
      });
      return `<polyline fill="none" stroke="${colour}" stroke-width="2" points="${points.join(" ")}"/>`;
    }),
    ...curves.map(({ label, colour }, index) =>
      text({ x: width - margin.right + 15, y: margin.top + 20 * (index + 1), colour }, label),
    ),
    "</svg>\n",
  ].join("\n");
}

function curvesOf(timeline: readonly TimelinePoint[]): readonly Curve[] {
  const colours = ["#0a66c2", "#c2410c", "#15803d", "#7c3aed"];
  const tiers = [...new Set(timeline.flatMap(({ tiers }) => Object.keys(tiers)))].sort();
  return [
    { label: "load, cores", colour: "#888888", values: timeline.map(({ cores }) => cores) },
    ...tiers.map((tier, index) => ({
      label: `${tier}, ready pods`,
      colour: colours[index % colours.length] ?? "black",
      values: timeline.map(({ tiers }) => tiers[tier]?.ready ?? 0),
    })),
  ];
}

function line([x1, y1]: readonly [number, number], [x2, y2]: readonly [number, number]): string {
  return `<path d="M ${x1.toFixed(1)} ${y1.toFixed(1)} L ${x2.toFixed(1)} ${y2.toFixed(1)}" stroke="#e5e5e5"/>`;
}

function text({ x, y, colour = "black" }: { x: number; y: number; colour?: string }, words: string): string {
  const escaped = words.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
  return `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" fill="${colour}">${escaped}</text>`;
}
