import type { BehaviorManifest, ScalingRules } from "../../sdk/scaling/autoscaler";

/** What a HorizontalPodAutoscaler is told, as far as it decides by it. */
export interface Bounds {
  readonly min: number;
  readonly max: number;
  readonly behavior: BehaviorManifest;
}

interface Policy {
  readonly type: "Pods" | "Percent";
  readonly value: number;
  readonly periodSeconds: number;
}

interface Recorded {
  readonly time: number;
  readonly replicas: number;
}

/** @see https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/#default-behavior */
const DEFAULT_UP: Required<Rules> = {
  stabilizationWindowSeconds: 0,
  selectPolicy: "Max",
  policies: [
    { type: "Percent", value: 100, periodSeconds: 15 },
    { type: "Pods", value: 4, periodSeconds: 15 },
  ],
};
const DEFAULT_DOWN: Required<Rules> = {
  stabilizationWindowSeconds: 300,
  selectPolicy: "Max",
  policies: [{ type: "Percent", value: 100, periodSeconds: 15 }],
};

interface Rules {
  readonly stabilizationWindowSeconds: number;
  readonly selectPolicy: "Min" | "Max";
  readonly policies: readonly Policy[];
}

const TOLERANCE = 0.1;

/** The number of replicas that usage asks for: nothing within the tolerance, else in proportion and rounded up. */
export function byUsage(
  current: number,
  { ratio, ready, unready }: { readonly ratio: number; readonly ready: number; readonly unready: number },
): number {
  if (ready === 0) return current;
  if (unready === 0 || ratio <= 1) return isWithin(ratio) ? current : ceil(ratio * ready);
  // On the way up replicas that are not ready yet count as if they did nothing.
  const spread = (ratio * ready) / (ready + unready);
  return spread < 1 || isWithin(spread) ? current : Math.max(current, ceil(spread * (ready + unready)));
}

/** The number of replicas that a metric from outside asks for, at so much a replica. */
export function byValue(current: number, value: number, perReplica: number): number {
  return current > 0 && isWithin(value / (perReplica * current)) ? current : ceil(value / perReplica);
}

function isWithin(ratio: number): boolean {
  return ratio >= 1 - TOLERANCE && ratio <= 1 + TOLERANCE;
}

/** Without what floating point adds to a whole number. */
function ceil(value: number): number {
  return Math.ceil(value - 1e-9);
}

/** What one HorizontalPodAutoscaler remembers, and how it turns what a metric asks for into what it does. */
export class HpaMemory {
  private recommendations: readonly Recorded[] = [];
  private ups: readonly Recorded[] = [];
  private downs: readonly Recorded[] = [];

  /** @param desired asked only where the autoscaler looks at its metrics */
  decide(now: number, current: number, { bounds, desired }: { bounds: Bounds; desired: () => number }): number {
    const { min, max, behavior } = bounds;
    if (this.recommendations.length === 0) this.recommendations = [{ time: now, replicas: current }];
    // A Deployment without replicas is left alone.
    if (current === 0) return 0;
    if (current > max) return this.keep(now, current, max);
    if (current < min) return this.keep(now, current, min);
    const [up, down] = [rules(behavior.scaleUp, DEFAULT_UP), rules(behavior.scaleDown, DEFAULT_DOWN)];
    const stable = this.stabilized(now, current, { asked: desired(), up, down });
    return this.keep(now, current, this.limited(now, current, { asked: stable, bounds, up, down }));
  }

  private stabilized(
    now: number,
    current: number,
    { asked, up, down }: { asked: number; up: Rules; down: Rules },
  ): number {
    const within = (seconds: number): readonly number[] =>
      this.recommendations.filter(({ time }) => time > now - seconds).map(({ replicas }) => replicas);
    const least = Math.min(asked, ...within(up.stabilizationWindowSeconds));
    const most = Math.max(asked, ...within(down.stabilizationWindowSeconds));
    const oldest = now - Math.max(up.stabilizationWindowSeconds, down.stabilizationWindowSeconds);
    this.recommendations = [
      ...this.recommendations.filter(({ time }) => time >= oldest),
      { time: now, replicas: asked },
    ];
    return Math.min(Math.max(current, least), most);
  }

  private limited(
    now: number,
    current: number,
    { asked, bounds, up, down }: { asked: number; bounds: Bounds; up: Rules; down: Rules },
  ): number {
    const change = (events: readonly Recorded[], seconds: number): number =>
      events.filter(({ time }) => time > now - seconds).reduce((sum, { replicas }) => sum + replicas, 0);
    const start = (seconds: number): number => current - change(this.ups, seconds) + change(this.downs, seconds);
    if (asked > current) {
      const limits = up.policies.map(({ type, value, periodSeconds }) =>
        type === "Pods" ? start(periodSeconds) + value : Math.ceil(start(periodSeconds) * (1 + value / 100)),
      );
      const limit = up.selectPolicy === "Min" ? Math.min(...limits) : Math.max(...limits);
      return Math.min(asked, bounds.max, Math.max(limit, current));
    }
    const limits = down.policies.map(({ type, value, periodSeconds }) =>
      type === "Pods" ? start(periodSeconds) - value : Math.trunc(start(periodSeconds) * (1 - value / 100)),
    );
    const limit = down.selectPolicy === "Min" ? Math.max(...limits) : Math.min(...limits);
    return Math.max(asked, bounds.min, Math.min(limit, current));
  }

  private keep(time: number, before: number, after: number): number {
    const hour = (events: readonly Recorded[]): readonly Recorded[] =>
      events.filter((event) => event.time > time - 3600);
    if (after > before) this.ups = [...hour(this.ups), { time, replicas: after - before }];
    if (after < before) this.downs = [...hour(this.downs), { time, replicas: before - after }];
    return after;
  }
}

function rules(given: ScalingRules | undefined, defaults: Required<Rules>): Rules {
  return { ...defaults, ...given };
}
