/** One comparison: what this package takes, and what the alternative takes in the same run. */
export interface Comparison {
  /** What is compared, in a few words. */
  readonly what: string;
  readonly ours: Sample;
  readonly alternative: Sample;
  /** What the ratio should be at most, where there is a goal. */
  readonly goal?: number;
}

/** What several runs took. */
export interface Sample {
  readonly name: string;
  readonly unit: string;
  readonly values: readonly number[];
}

/** A comparison with its figures. */
export interface Figures {
  readonly what: string;
  readonly ours: string;
  readonly alternative: string;
  readonly ratio: number;
  /** The smallest and the largest ratio of two runs that stood beside each other. */
  readonly spread: readonly [number, number];
  readonly goal?: number;
}

/** One benchmark. */
export interface Benchmark {
  readonly name: string;
  readonly title: string;
  /** Whether it runs on the sandbox, in whose environment it then is. */
  readonly needsSandbox: boolean;
  readonly run: (say: (line: string) => void) => Promise<readonly Comparison[]>;
}

/** The figures of a comparison; the ratio is that of the medians. */
export function figures({ what, ours, alternative, goal }: Comparison): Figures {
  const pairs = ours.values.map((value, index) => value / (alternative.values[index] ?? NaN));
  return {
    what,
    ours: shown(ours),
    alternative: shown(alternative),
    ratio: rounded(median(ours.values) / median(alternative.values)),
    spread: [rounded(Math.min(...pairs)), rounded(Math.max(...pairs))],
    ...(goal === undefined ? {} : { goal }),
  };
}

/** The value in the middle; of an even number of values the mean of the two there. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  const middle = sorted.length / 2;
  const [low = NaN, high = NaN] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
  return (low + high) / 2;
}

/**
 * Runs two things in turn, so that whatever else the machine does meets both. Which one goes first changes from pair to
 * pair. The first pair warms up and is not counted.
 */
export async function paired<T>(pairs: number, ours: () => Promise<T>, alternative: () => Promise<T>) {
  const results: { ours: T[]; alternative: T[] } = { ours: [], alternative: [] };
  const keep = async (which: "ours" | "alternative", pair: number) => {
    const result = await (which === "ours" ? ours() : alternative());
    if (pair > 0) results[which].push(result);
  };
  for (let pair = 0; pair <= pairs; pair += 1) {
    const [first, second] = pair % 2 === 0 ? (["ours", "alternative"] as const) : (["alternative", "ours"] as const);
    await keep(first, pair);
    await keep(second, pair);
  }
  return results;
}

function shown({ name, unit, values }: Sample): string {
  return `${name}: ${rounded(median(values))} ${unit}`;
}

function rounded(value: number): number {
  return Number(value.toPrecision(3));
}
