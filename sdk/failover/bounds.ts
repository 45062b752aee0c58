import type { PlacementSpec, TierSpec } from "../placement/placement-spec";
import { AutoscaleEngine } from "../scaling/autoscale-spec";
import { type Counts, total } from "./counts";
import { failoverGoal, type GoalInput } from "./goal";
import type { TierObservation } from "./observation";
import type { AutoscaledTiers, Bounds } from "./target";

/** What the autoscaler of a tier is told. */
export interface TierBounds extends Bounds {
  /** Whether it is to do nothing, because the tier is to have no replicas. Only KEDA can be told so. */
  readonly isPaused: boolean;
}

export interface BoundsInput extends Omit<GoalInput, "now"> {
  readonly autoscale: AutoscaledTiers;
  readonly tiers: readonly TierObservation[];
  /** Ready pods by tier. */
  readonly ready: Counts;
  /** Replicas by tier, after the next step. */
  readonly next: Counts;
}

/**
 * Between which numbers each tier's autoscaler may choose now: what the planner makes of those at home with the capacities
 * that were seen. A sick tier's maximum goes down with its replicas and not before, since an autoscaler takes at once what
 * is above it; a minimum goes down only where enough are ready without it.
 */
export function boundsNow(input: BoundsInput): Readonly<Record<string, TierBounds>> {
  const { autoscale, tiers, ready, next, limits } = input;
  const least = placed(input, ({ min }) => min);
  const most = placed(input, ({ max }) => max);
  const isCovered = Object.entries(least).every(([name, min]) => (ready[name] ?? 0) >= min);
  const entries = tiers.map(({ name, autoscaler }): [string, TierBounds] => {
    const count = next[name] ?? 0;
    const max = limits[name] === undefined ? (most[name] ?? 0) : Math.max(most[name] ?? 0, count);
    const before = isCovered || limits[name] !== undefined ? 0 : (autoscaler?.min ?? 0);
    const min = Math.min(max, Math.max(least[name] ?? 0, before));
    return [name, told({ min, max }, autoscale)];
  });
  return Object.fromEntries(entries);
}

/** The tiers whose autoscaler was told something else. */
export function changedBounds(
  bounds: Readonly<Record<string, TierBounds>>,
  tiers: readonly TierObservation[],
): Readonly<Record<string, TierBounds>> {
  const changed = tiers.filter(({ name, autoscaler }) => {
    const wanted = bounds[name];
    if (wanted === undefined || autoscaler === undefined) return false;
    return wanted.min !== autoscaler.min || wanted.max !== autoscaler.max || wanted.isPaused !== autoscaler.isPaused;
  });
  return Object.fromEntries(changed.flatMap(({ name }) => (bounds[name] ? [[name, bounds[name]]] : [])));
}

/** What each tier's autoscaler is told at home. */
export function homeBounds(autoscale: AutoscaledTiers): Readonly<Record<string, TierBounds>> {
  const entries = Object.entries(autoscale.bounds).map(([name, bounds]) => [name, told(bounds, autoscale)] as const);
  return Object.fromEntries(entries);
}

/** No HorizontalPodAutoscaler takes 0; it does nothing as long as its Deployment has none. */
function told({ min, max }: Bounds, { engine }: AutoscaledTiers): TierBounds {
  if (engine === AutoscaleEngine.hpa) return { min: Math.max(1, min), max: Math.max(1, max), isPaused: false };
  return { min, max: Math.max(1, max), isPaused: max === 0 };
}

function placed({ placement, autoscale, limits, mayExceedMax }: BoundsInput, of: (bounds: Bounds) => number): Counts {
  const home = Object.fromEntries(
    placement.tiers.map(({ name }) => [name, of(autoscale.bounds[name] ?? { min: 0, max: 0 })]),
  );
  const tiers = placement.tiers.map(({ name, kind, maxReason, isClosed }): TierSpec => {
    const { max } = autoscale.bounds[name] ?? { max: 0 };
    return { name, kind, maxReason, min: home[name] ?? 0, max, ...(isClosed ? { isClosed } : {}) };
  });
  const spec: PlacementSpec = {
    ...placement,
    tiers,
    replicas: total(home),
  };
  return failoverGoal({ placement: spec, limits, now: home, mayExceedMax }).counts;
}
