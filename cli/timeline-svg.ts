/** Something that has a value at each moment, until it has another. */
export interface Curve {
  readonly label: string;
  /** Since when it has which value; the earliest first. */
  readonly points: readonly { readonly seconds: number; readonly value: number }[];
  /** A colour of SVG. @default - one of its own */
  readonly colour?: string;
  /** Whether it is drawn as a broken line, as for what should be. @default false */
  readonly isDashed?: boolean;
}

/** A moment at which something happened. */
export interface PlotMark {
  readonly seconds: number;
  readonly label: string;
}

/** What a plot shows. */
export interface TimelinePlot {
  readonly title: string;
  /** What the values count. */
  readonly valueLabel: string;
  readonly curves: readonly Curve[];
  readonly marks?: readonly PlotMark[];
  /** Until when, in seconds. @default - the last point */
  readonly until?: number;
}

const WIDTH = 960;
const HEIGHT = 420;
const MARGIN = { left: 64, right: 190, top: 64, bottom: 56 };
const COLOURS = ["#0a66c2", "#c2410c", "#15803d", "#7c3aed"];
const MOST_TICKS = { seconds: 12, values: 10 };
const STEPS = {
  seconds: [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1800, 3600],
  values: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 5000, 10_000],
};
/** Labels of marks that are nearer to each other than this would run into each other, in pixels. */
const MARK_WIDTH = 90;
const MARK_ROWS = 3;

interface Scale {
  readonly from: number;
  readonly to: number;
  readonly highest: number;
  readonly x: (seconds: number) => number;
  readonly y: (value: number) => number;
}

/** Draws a timeline as an SVG that stands by itself. */
export function timelineSvg(plot: TimelinePlot): string {
  const scale = scaleOf(plot);
  const curves = plot.curves.map((curve, index) => ({
    ...curve,
    colour: curve.colour ?? COLOURS[index % COLOURS.length] ?? "black",
  }));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="12">`,
    `<title>${escaped(plot.title)}</title>`,
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="white"/>`,
    text({ x: MARGIN.left, y: 20, weight: "bold" }, plot.title),
    ...valueAxis(plot.valueLabel, scale),
    ...secondsAxis(scale),
    ...markLines(plot.marks ?? [], scale),
    ...curves.map((curve) => curveLine(curve, scale)),
    ...curves.map((curve, index) => legend(curve, index)),
    "</svg>\n",
  ].join("\n");
}

function scaleOf({ curves, marks = [], until }: TimelinePlot): Scale {
  const points = curves.flatMap((curve) => curve.points);
  const moments = [...points, ...marks].map(({ seconds }) => seconds);
  const from = Math.min(0, ...moments);
  const to = Math.max(from + 1, until ?? 0, ...moments);
  const highest = Math.ceil(Math.max(1, ...points.map(({ value }) => value)));
  const width = WIDTH - MARGIN.left - MARGIN.right;
  const height = HEIGHT - MARGIN.top - MARGIN.bottom;
  return {
    from,
    to,
    highest,
    x: (seconds) => MARGIN.left + ((seconds - from) / (to - from)) * width,
    y: (value) => HEIGHT - MARGIN.bottom - (value / highest) * height,
  };
}

function valueAxis(label: string, { from, to, highest, x, y }: Scale): readonly string[] {
  const ticks = ticksOf({ from: 0, to: highest, steps: STEPS.values, most: MOST_TICKS.values });
  const middle = (y(0) + y(highest)) / 2;
  return [
    ...ticks.map((value) => line([x(from), y(value)], [x(to), y(value)], 'stroke="#e5e5e5"')),
    ...ticks.map((value) => text({ x: MARGIN.left - 8, y: y(value) + 4, anchor: "end" }, String(value))),
    `<g transform="rotate(-90 18 ${fixed(middle)})">${text({ x: 18, y: middle, anchor: "middle" }, label)}</g>`,
  ];
}

function secondsAxis({ from, to, x, y }: Scale): readonly string[] {
  const ticks = ticksOf({ from, to, steps: STEPS.seconds, most: MOST_TICKS.seconds });
  const bottom = y(0);
  return [
    line([x(from), bottom], [x(to), bottom], 'stroke="#737373"'),
    ...ticks.map((seconds) => line([x(seconds), bottom], [x(seconds), bottom + 5], 'stroke="#737373"')),
    ...ticks.map((seconds) => text({ x: x(seconds), y: bottom + 20, anchor: "middle" }, String(seconds))),
    text({ x: (x(from) + x(to)) / 2, y: bottom + 42, anchor: "middle" }, "seconds"),
  ];
}

function markLines(marks: readonly PlotMark[], { to, x, y, highest }: Scale): readonly string[] {
  const rows: number[] = [];
  return marks.flatMap(({ seconds, label }) => {
    const at = x(seconds);
    // What is said at the end is said before it: behind it is the legend.
    const isLast = at + MARK_WIDTH > x(to);
    const free = rows.findIndex((end) => end <= (isLast ? at - MARK_WIDTH : at));
    const row = free === -1 && rows.length < MARK_ROWS ? rows.length : Math.max(0, free);
    rows[row] = isLast ? at : at + MARK_WIDTH;
    const top = y(highest) - 4 - 12 * row;
    return [
      line([at, y(0)], [at, top + 2], 'stroke="#525252" stroke-dasharray="3 3"'),
      text({ x: isLast ? at - 3 : at + 3, y: top, anchor: isLast ? "end" : "start", colour: "#525252" }, label),
    ];
  });
}

function curveLine({ points, colour, isDashed = false }: Curve & { readonly colour: string }, scale: Scale): string {
  const { x, y, to } = scale;
  const corners = points.flatMap(({ seconds, value }, index) => {
    const end = points[index + 1]?.seconds ?? to;
    return [`${fixed(x(seconds))},${fixed(y(value))}`, `${fixed(x(end))},${fixed(y(value))}`];
  });
  const dash = isDashed ? ' stroke-dasharray="6 4"' : "";
  const width = isDashed ? 1.5 : 2.5;
  return `<polyline fill="none" stroke="${colour}" stroke-width="${width}"${dash} points="${corners.join(" ")}"/>`;
}

function legend({ label, colour, isDashed = false }: Curve & { readonly colour: string }, index: number): string {
  const left = WIDTH - MARGIN.right + 16;
  const y = MARGIN.top + 6 + 22 * index;
  const dash = isDashed ? ' stroke-dasharray="6 4"' : "";
  return [
    line([left, y - 4], [left + 22, y - 4], `stroke="${colour}" stroke-width="2.5"${dash}`),
    text({ x: left + 28, y }, label),
  ].join("\n");
}

/** Round numbers from one to another, no more than so many. */
function ticksOf({ from, to, steps, most }: { from: number; to: number; steps: readonly number[]; most: number }) {
  const step = steps.find((each) => (to - from) / each <= most) ?? (to - from) / most;
  const first = Math.ceil(from / step) * step;
  return Array.from({ length: Math.floor((to - first) / step) + 1 }, (_, index) => first + index * step);
}

function line([x1, y1]: readonly [number, number], [x2, y2]: readonly [number, number], style: string): string {
  return `<path d="M ${fixed(x1)} ${fixed(y1)} L ${fixed(x2)} ${fixed(y2)}" ${style}/>`;
}

interface TextPlace {
  readonly x: number;
  readonly y: number;
  readonly anchor?: "start" | "middle" | "end";
  readonly colour?: string;
  readonly weight?: "normal" | "bold";
}

function text({ x, y, anchor = "start", colour = "black", weight = "normal" }: TextPlace, words: string): string {
  const style = `text-anchor="${anchor}" font-weight="${weight}" fill="${colour}"`;
  return `<text x="${fixed(x)}" y="${fixed(y)}" ${style}>${escaped(words)}</text>`;
}

function fixed(number: number): string {
  return number.toFixed(1);
}

function escaped(words: string): string {
  return words.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
