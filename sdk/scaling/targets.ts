/**
 * How far usage may be from a target before a HorizontalPodAutoscaler acts. AKS leaves it at Kubernetes' default.
 *
 * @see https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/#algorithm-details
 */
export const TOLERANCE = 0.1;

/**
 * The highest target that usage can be above by more than the tolerance: a replica's limit is its request, so its usage
 * ends at 100 percent of the request.
 */
export const HIGHEST_TARGET = 90;

/**
 * The lowest target that a tier may have after one with `target`: it lets replicas go at usage at which the tier before
 * it does not grow any more, so that what a burst made too early goes home. 0.9 of the one is 1.1 of the other or more.
 */
export function nextTarget(target: number): number {
  return Math.ceil((target * 11) / 9);
}

/** The highest first target with which so many tiers can be staggered. */
export function highestFirstTarget(tiers: number): number {
  return before(HIGHEST_TARGET, tiers - 1);
}

/** The lowest target that the last of so many tiers can have. */
export function lowestLastTarget(first: number, tiers: number): number {
  return Array.from({ length: Math.max(0, tiers - 1) }).reduce<number>(nextTarget, first);
}

/** The last tier's target where nobody gave one: half-way from the first to full use, as far as the order allows. */
export function defaultLastTarget(first: number, tiers: number): number {
  const halfWay = Math.round((first + 100) / 2);
  return Math.max(lowestLastTarget(first, tiers), Math.min(halfWay, HIGHEST_TARGET));
}

/**
 * The targets of so many tiers, from `first` to `last` in even steps (each the same multiple of the one before), as far as
 * whole percents and the distance between neighbours allow.
 */
export function staggeredTargets(first: number, last: number, tiers: number): readonly number[] {
  if (tiers <= 1) return [first].slice(0, tiers);
  const step = (last / first) ** (1 / (tiers - 1));
  const targets = [first];
  for (let index = 1; index < tiers - 1; index += 1) {
    const even = Math.round(first * step ** index);
    const lowest = nextTarget(targets[index - 1] ?? first);
    targets.push(Math.max(lowest, Math.min(even, before(last, tiers - 1 - index))));
  }
  return [...targets, last];
}

/**
 * How many replicas of a tier stay when the tier before it begins to lose some. A HorizontalPodAutoscaler rounds up, so a
 * tier of few replicas lets one go only at usage far below its target.
 *
 * @param target of the tier
 * @param before what the tier before it has as its target and at most as replicas
 */
export function lingeringReplicas(target: number, before: { readonly target: number; readonly max: number }): number {
  const { max } = before;
  const shrinksAt = before.target * Math.min(1 - TOLERANCE, (max - 1) / max);
  // A tier of n replicas lets one go at target * (n - 1) / n. The sum takes back how a fraction is stored.
  return Math.max(1, Math.ceil(target / (target - shrinksAt) - 1e-9) - 1);
}

/** The highest target from which so many further ones can follow up to `target`. */
function before(target: number, tiers: number): number {
  return Array.from({ length: Math.max(0, tiers) }).reduce<number>((next) => Math.floor((next * 9) / 11), target);
}
