import { checked, type Check } from "../check";
import { HIGHEST_TARGET } from "./targets";
import {
  anyTrigger,
  type PrometheusArgs,
  prometheusTrigger,
  type ServiceBusQueueArgs,
  serviceBusTrigger,
  type TriggerArgs,
  type TriggerSpec,
} from "./trigger";

/** Who changes the number of a service's replicas. */
export const AutoscaleEngine = {
  /** Kubernetes' own HorizontalPodAutoscaler, which every cluster has. It keeps one replica on each tier. */
  hpa: "hpa",
  /** KEDA, which the cluster must run: it knows other metrics than CPU and memory, and tiers without replicas. */
  keda: "keda",
} as const;
export type AutoscaleEngine = (typeof AutoscaleEngine)[keyof typeof AutoscaleEngine];

/** What a user may say about how a service is scaled. */
export interface AutoscaleArgs {
  readonly max: number;
  readonly engine?: AutoscaleEngine | undefined;
  readonly cpuPercent?: number | undefined;
  readonly memoryPercent?: number | undefined;
  readonly serviceBusQueue?: ServiceBusQueueArgs | undefined;
  readonly prometheus?: PrometheusArgs | undefined;
  readonly trigger?: TriggerArgs | undefined;
  readonly burstTargetPercent?: number | undefined;
  readonly burstDelaySeconds?: number | undefined;
  readonly scaleDownSeconds?: number | undefined;
}

/** Usage of CPU or memory, in percent of what a replica requests. */
export interface ResourceMetric {
  readonly kind: "resource";
  readonly resource: "cpu" | "memory";
  /** The target of the first tier. */
  readonly percent: number;
  /**
   * The target of the last tier.
   *
   * @default - as high as leaves room to grow
   */
  readonly burstPercent?: number;
}

/** Something that KEDA reads. */
export interface ExternalMetric {
  readonly kind: "external";
  readonly trigger: TriggerSpec;
}

/** How a service is scaled, complete and checked as far as it can be without its tiers. */
export interface AutoscaleSpec {
  /** The most replicas on all tiers together. */
  readonly max: number;
  readonly engine: AutoscaleEngine;
  readonly metric: ResourceMetric | ExternalMetric;
  /** For how long usage must be above the target of a tier after the first before that tier grows. */
  readonly burstDelaySeconds: number;
  /** For how long load must be down before the last tier shrinks; each tier before it waits {@link WAIT_STEP} times as long. */
  readonly scaleDownSeconds: number;
}

const METRICS = ["cpuPercent", "memoryPercent", "serviceBusQueue", "prometheus", "trigger"] as const;

/** A service of no more than this many replicas. */
const MAX_REPLICAS = 100_000;
/** Two rounds of the HorizontalPodAutoscaler: long enough for replicas that the tier before it has started to count. */
const DEFAULT_BURST_DELAY_SECONDS = 30;
/** So that the first of two tiers waits 300 seconds, which is Kubernetes' own default. */
const DEFAULT_SCALE_DOWN_SECONDS = 60;
/** Less would be over before the replicas that a tier has lost show in the usage of the tier before it. */
const LEAST_SCALE_DOWN_SECONDS = 60;
/** The longest that a HorizontalPodAutoscaler can wait. */
export const LONGEST_WAIT_SECONDS = 3600;
/**
 * How many times as long as the next tier a tier waits before it shrinks. A tier by usage comes down in steps, each a
 * share of what is too much and each after its wait; after a fall of the load from 50 replicas to a few it takes 4.
 */
export const WAIT_STEP = 5;

/** @throws ArgumentError where an argument is wrong */
export function autoscaleSpec(args: AutoscaleArgs): AutoscaleSpec {
  return checked((root) => {
    const check = root.within("autoscale");
    const engine = check.oneOf("engine", args.engine ?? AutoscaleEngine.hpa, [
      AutoscaleEngine.hpa,
      AutoscaleEngine.keda,
    ]);
    return {
      max: check.wholeNumber("max", args.max, { min: 1, max: MAX_REPLICAS }),
      engine,
      metric: metric(args, engine, check),
      burstDelaySeconds: check.wholeNumber("burstDelaySeconds", args.burstDelaySeconds ?? DEFAULT_BURST_DELAY_SECONDS, {
        min: 0,
        max: LONGEST_WAIT_SECONDS,
      }),
      scaleDownSeconds: check.wholeNumber("scaleDownSeconds", args.scaleDownSeconds ?? DEFAULT_SCALE_DOWN_SECONDS, {
        min: LEAST_SCALE_DOWN_SECONDS,
        max: LONGEST_WAIT_SECONDS / WAIT_STEP,
      }),
    };
  });
}

function metric(args: AutoscaleArgs, engine: AutoscaleEngine, check: Check): AutoscaleSpec["metric"] {
  const [name, ...others] = METRICS.filter((each) => args[each] !== undefined);
  if (name === undefined) check.problem(METRICS[0], `or another metric is required: one of ${METRICS.join(", ")}`);
  for (const other of others) {
    check.problem(other, `must be left out where ${name ?? ""} is given: a service is scaled by one metric`);
  }
  const trigger = triggerSpec(args, check);
  if (trigger === undefined) return resourceMetric(args, check);
  if (engine === AutoscaleEngine.hpa) {
    check.problem(
      "engine",
      `must be "${AutoscaleEngine.keda}" with ${name ?? ""}: a HorizontalPodAutoscaler cannot subtract from a metric ` +
        "what the tiers before it take, so that each tier would start replicas for all of it",
    );
  }
  for (const percent of ["burstTargetPercent", "burstDelaySeconds"] as const) {
    if (args[percent] !== undefined) {
      check.problem(percent, `must be left out with ${name ?? ""}: a tier takes over where those before it are full`);
    }
  }
  return { kind: "external", trigger };
}

function triggerSpec({ serviceBusQueue, prometheus, trigger }: AutoscaleArgs, check: Check): TriggerSpec | undefined {
  if (serviceBusQueue !== undefined) return serviceBusTrigger(serviceBusQueue, check.within("serviceBusQueue"));
  if (prometheus !== undefined) return prometheusTrigger(prometheus, check.within("prometheus"));
  return trigger === undefined ? undefined : anyTrigger(trigger, check.within("trigger"));
}

function resourceMetric(
  { cpuPercent, memoryPercent, burstTargetPercent }: AutoscaleArgs,
  check: Check,
): ResourceMetric {
  const resource = cpuPercent === undefined && memoryPercent !== undefined ? "memory" : "cpu";
  const range = { min: 1, max: HIGHEST_TARGET };
  const percent = cpuPercent ?? memoryPercent;
  return {
    kind: "resource",
    resource,
    // That there is no metric at all is said already.
    percent: percent === undefined ? range.min : check.wholeNumber(`${resource}Percent`, percent, range),
    ...(burstTargetPercent === undefined
      ? {}
      : { burstPercent: check.wholeNumber("burstTargetPercent", burstTargetPercent, range) }),
  };
}
