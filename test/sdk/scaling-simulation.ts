import { compileFunction } from "node:vm";
import type { HpaManifest } from "../../sdk/scaling/horizontal-pod-autoscaler";
import type { ScaledObjectManifest } from "../../sdk/scaling/scaled-object";
import { type Bounds, byUsage, byValue, HpaMemory } from "./hpa-simulation";

/** One tier of a simulated service. */
export interface SimulatedTier {
  readonly name: string;
  readonly autoscaler: HpaManifest | ScaledObjectManifest;
  /** How many replicas it has at first. */
  readonly replicas: number;
  /**
   * For how long a replica starts, in seconds.
   *
   * @default 10
   */
  readonly startSeconds?: number;
}

/** Load and what carries it. */
export interface Simulated {
  readonly tiers: readonly SimulatedTier[];
  /** Cores that the service would use, or the value of the metric; at a time in seconds. */
  readonly load: (time: number) => number;
  readonly seconds: number;
}

/** The service at one time. */
export interface Moment {
  readonly time: number;
  readonly load: number;
  /** Usage of each ready replica in percent of its request, which is 1 core and its limit. */
  readonly usage: number;
  /** Replicas by tier. */
  readonly replicas: Readonly<Record<string, number>>;
}

/** How often a HorizontalPodAutoscaler looks, and how long a replica must run before its usage counts. */
export const ROUND_SECONDS = 15;

/** Runs the autoscalers, as Kubernetes and KEDA document them, against a load that all ready replicas share. */
export function simulate({ tiers, load, seconds }: Simulated): readonly Moment[] {
  const running = tiers.map((tier) => new Tier(tier, tiers));
  const moments: Moment[] = [];
  for (let time = 0; time <= seconds; time += ROUND_SECONDS) {
    const measured = time - ROUND_SECONDS;
    const ready = running.reduce((sum, tier) => sum + tier.ready(measured), 0);
    const usage = ready === 0 ? 0 : Math.min(100, (100 * load(Math.max(0, measured))) / ready);
    const seen = { time, usage, value: load(time), counts: counts(running) };
    const next = running.map((tier) => tier.next(seen));
    for (const [index, tier] of running.entries()) tier.become(next[index] ?? 0, time);
    moments.push({ time, load: load(time), usage, replicas: counts(running) });
  }
  return moments;
}

interface Seen {
  readonly time: number;
  readonly usage: number;
  readonly value: number;
  readonly counts: Readonly<Record<string, number>>;
}

function counts(tiers: readonly Tier[]): Readonly<Record<string, number>> {
  return Object.fromEntries(tiers.map(({ name, count }) => [name, count]));
}

class Tier {
  private readonly memory = new HpaMemory();
  /** When each replica is ready, the oldest first. */
  private readyAt: readonly number[];
  private lastActive = -Infinity;
  private readonly formula: Formula | undefined;

  constructor(
    private readonly tier: SimulatedTier,
    private readonly all: readonly SimulatedTier[],
  ) {
    this.readyAt = Array.from({ length: tier.replicas }, () => -Infinity);
    this.formula = formulaOf(tier);
  }

  get name(): string {
    return this.tier.name;
  }

  get count(): number {
    return this.readyAt.length;
  }

  ready(time: number): number {
    return this.readyAt.filter((ready) => ready <= time).length;
  }

  /** The youngest go first. */
  become(replicas: number, time: number): void {
    const readyAt = time + (this.tier.startSeconds ?? 10);
    const more = Array.from({ length: Math.max(0, replicas - this.count) }, () => readyAt);
    this.readyAt = [...this.readyAt, ...more].slice(0, replicas);
  }

  next(seen: Seen): number {
    const { autoscaler } = this.tier;
    return "minReplicas" in autoscaler ? this.byHpa(autoscaler, seen) : this.byKeda(autoscaler, seen);
  }

  private byHpa({ minReplicas, maxReplicas, metrics, behavior }: HpaManifest, seen: Seen): number {
    const target = metrics[0]?.resource.target.averageUtilization ?? 0;
    const bounds = { min: minReplicas, max: maxReplicas, behavior };
    return this.decide(bounds, seen, () => this.usageAsks(seen, target));
  }

  private byKeda(manifest: ScaledObjectManifest, seen: Seen): number {
    const { minReplicaCount, maxReplicaCount, triggers, advanced, cooldownPeriod = 300 } = manifest;
    const { scalingModifiers, horizontalPodAutoscalerConfig } = advanced;
    const composite = this.evaluate(seen);
    const isActive = composite === undefined || composite > Number(scalingModifiers?.activationTarget);
    if (isActive) this.lastActive = seen.time;
    if (minReplicaCount === 0) {
      if (isActive && this.count === 0) return 1;
      if (!isActive && this.count > 0 && this.lastActive + cooldownPeriod < seen.time) return 0;
    }
    const usage = triggers.find(({ type }) => type === "cpu" || type === "memory");
    const { behavior } = horizontalPodAutoscalerConfig;
    return this.decide({ min: Math.max(1, minReplicaCount), max: maxReplicaCount, behavior }, seen, () =>
      Math.max(
        usage === undefined ? 0 : this.usageAsks(seen, Number(usage.metadata["value"])),
        composite === undefined ? 0 : byValue(this.count, composite, Number(scalingModifiers?.target)),
      ),
    );
  }

  private decide(bounds: Bounds, { time }: Seen, desired: () => number): number {
    return this.memory.decide(time, this.count, { bounds, desired });
  }

  private usageAsks({ time, usage }: Seen, target: number): number {
    const ready = this.ready(time - ROUND_SECONDS);
    return byUsage(this.count, { ratio: usage / target, ready, unready: this.count - ready });
  }

  private evaluate({ value, counts: replicas }: Seen): number | undefined {
    const before = this.all[this.all.indexOf(this.tier) - 1]?.name ?? "";
    return this.formula?.(value, replicas[before] ?? 0, this.count);
  }
}

type Formula = (load: number, before: number, own: number) => number;

/** KEDA's expressions are JavaScript's, as far as ours go. */
function formulaOf({ autoscaler }: SimulatedTier): Formula | undefined {
  if (!("advanced" in autoscaler) || autoscaler.advanced.scalingModifiers === undefined) return undefined;
  const { formula } = autoscaler.advanced.scalingModifiers;
  return compileFunction(`return Number(${formula});`, ["load", "before", "own"]) as Formula;
}
