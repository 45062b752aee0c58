/**
 * Divides a whole number in proportion to weights. Each part is first rounded down; what that leaves goes, one each, to
 * the parts with the largest remainders, and among equal remainders to the one that stands first. The parts always sum
 * to `total`; none differs from its exact share by 1 or more.
 *
 * @param total a whole number, 0 or more
 * @param weights whole numbers, 0 or more, with a sum above 0
 */
export function apportion(total: number, weights: readonly number[]): readonly number[] {
  const sum = weights.reduce((all, weight) => all + weight, 0);
  // Whole numbers throughout: a remainder must not differ by how a fraction happens to be stored.
  const parts = weights.map((weight) => Math.floor((total * weight) / sum));
  const remainders = weights.map((weight, index) => total * weight - (parts[index] ?? 0) * sum);
  const left = total - parts.reduce((all, part) => all + part, 0);
  const rounded = remainders
    .map((remainder, index) => ({ remainder, index }))
    .sort((one, other) => other.remainder - one.remainder || one.index - other.index)
    .slice(0, left)
    .map(({ index }) => index);
  return parts.map((part, index) => part + (rounded.includes(index) ? 1 : 0));
}
