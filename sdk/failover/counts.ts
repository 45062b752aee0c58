/** Replicas by tier. */
export type Counts = Readonly<Record<string, number>>;

/** Those of all tiers together. */
export function total(counts: Counts): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}
