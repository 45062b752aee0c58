import type {
  AppsV1Api,
  AutoscalingV2Api,
  CustomObjectsApi,
  KubeConfig,
  PodMetricsList,
  V1Deployment,
  V2HorizontalPodAutoscaler,
} from "@kubernetes/client-node" with { "resolution-mode": "import" };
import { parseQuantity } from "../../sdk/pods/quantity";
import { aksElastic, sandboxName, sandboxStatus } from "../sandbox";
import { awaited } from "../waiting";

/** How many replicas one tier has. */
export interface TierReplicas {
  /** What its Deployment is scaled to. */
  readonly wanted: number;
  readonly ready: number;
}

/** A service at one moment: since then, and until the next point. */
export interface TimelinePoint {
  /** Since the ramp began. */
  readonly seconds: number;
  /** The load of the service. */
  readonly cores: number;
  /** By the tier's name in the label `aks-elastic/tier`. */
  readonly tiers: Readonly<Record<string, TierReplicas>>;
}

export interface LoadRampOptions {
  readonly config: KubeConfig;
  /** The managed cluster's name. */
  readonly cluster: string;
  readonly namespace: string;
  readonly service: string;
}

interface Surroundings {
  /** For how long nothing has changed when the autoscalers have answered. */
  readonly restMs: number;
  readonly apps: AppsV1Api;
  readonly autoscaling: AutoscalingV2Api;
  readonly custom: CustomObjectsApi;
}

/** How long the autoscalers may take to answer a load, in milliseconds. */
const ANSWER_TIMEOUT_MS = 300_000;
/** How often they have looked again since the last change when they have answered. */
const LOOKS = 3;

/**
 * Takes the load of an autoscaled service up and down, and records what its tiers do. Whatever made the service: it is
 * known by its label `app.kubernetes.io/name`, and its tiers by theirs.
 */
export class LoadRamp {
  private readonly started = Date.now();
  private readonly points: TimelinePoint[] = [];
  private lastChange = Date.now();
  private watchFailure: unknown;
  private watching: AbortController | undefined;

  private constructor(
    private readonly options: LoadRampOptions,
    private readonly surroundings: Surroundings,
  ) {}

  /** Begins to watch. */
  static async start(options: LoadRampOptions): Promise<LoadRamp> {
    const { AppsV1Api, AutoscalingV2Api, CustomObjectsApi, Watch } = await import("@kubernetes/client-node");
    const { config, namespace } = options;
    const { hpaSyncSeconds } = await sandboxStatus();
    const ramp = new LoadRamp(options, {
      restMs: LOOKS * hpaSyncSeconds * 1000,
      apps: config.makeApiClient(AppsV1Api),
      autoscaling: config.makeApiClient(AutoscalingV2Api),
      custom: config.makeApiClient(CustomObjectsApi),
    });
    const path = `/apis/apps/v1/namespaces/${namespace}/deployments`;
    ramp.watching = await new Watch(config).watch(
      path,
      { labelSelector: ramp.labelSelector },
      (type, deployment: V1Deployment) => {
        if (type !== "BOOKMARK") ramp.note(deployment);
      },
      (error: unknown) => (ramp.watchFailure = error),
    );
    return ramp;
  }

  get timeline(): readonly TimelinePoint[] {
    return this.points;
  }

  /** Sets the load and waits until every autoscaler has seen it, has done what it does about it, and rests. */
  async to(cores: number): Promise<void> {
    await this.load(this.options.service, "--cpu", String(cores));
    this.add({ cores });
    await this.until(`an answer of the autoscalers to ${cores} cores`, () => this.isAnswered());
  }

  /** Waits until the tiers are as they should be. */
  async until(
    what: string,
    is: (tiers: TimelinePoint["tiers"]) => boolean | Promise<boolean>,
    timeoutMs = ANSWER_TIMEOUT_MS,
  ): Promise<void> {
    await awaited(what, timeoutMs, async () => {
      if (this.watchFailure !== undefined)
        throw new Error("the watch of the tiers ended", { cause: this.watchFailure });
      const last = this.points.at(-1);
      return last !== undefined && (await is(last.tiers)) ? true : undefined;
    });
  }

  /** Takes the load away and stops to watch. */
  async end(): Promise<void> {
    this.watching?.abort();
    await this.load("clear", this.options.service);
  }

  private async load(...words: readonly string[]): Promise<void> {
    const { namespace, cluster } = this.options;
    const where = ["--namespace", namespace, "--cluster", cluster, "--name", sandboxName()];
    await aksElastic("sandbox", "load", ...words, ...where);
  }

  private get labelSelector(): string {
    return `app.kubernetes.io/name=${this.options.service}`;
  }

  private note({ metadata, spec, status }: V1Deployment): void {
    const tier = metadata?.labels?.["aks-elastic/tier"] ?? metadata?.name ?? "";
    const replicas = { wanted: spec?.replicas ?? 0, ready: status?.readyReplicas ?? 0 };
    const before = this.points.at(-1)?.tiers ?? {};
    const { wanted, ready } = before[tier] ?? {};
    if (wanted === replicas.wanted && ready === replicas.ready) return;
    this.add({ tiers: { ...before, [tier]: replicas } });
  }

  private add(change: Partial<Omit<TimelinePoint, "seconds">>): void {
    const { cores, tiers } = this.points.at(-1) ?? { cores: 0, tiers: {} };
    this.lastChange = Date.now();
    this.points.push({ cores, tiers, ...change, seconds: (this.lastChange - this.started) / 1000 });
  }

  private async isAnswered(): Promise<boolean> {
    if (Date.now() - this.lastChange < this.surroundings.restMs) return false;
    const { namespace } = this.options;
    const { items } = await this.surroundings.autoscaling.listNamespacedHorizontalPodAutoscaler({ namespace });
    const deployments = await this.surroundings.apps.listNamespacedDeployment({
      namespace,
      labelSelector: this.labelSelector,
    });
    const answers = deployments.items.map(async (deployment) => {
      const autoscaler = items.find(({ spec }) => spec?.scaleTargetRef.name === deployment.metadata?.name);
      return (
        autoscaler !== undefined && isAtRest(autoscaler, deployment) && (await this.hasSeen(autoscaler, deployment))
      );
    });
    return (await Promise.all(answers)).every(Boolean);
  }

  /** Whether the autoscaler's last look showed what the pods use now. */
  private async hasSeen({ status }: V2HorizontalPodAutoscaler, { spec }: V1Deployment): Promise<boolean> {
    const seen = status?.currentMetrics?.find(({ resource }) => resource?.name === "cpu")?.resource?.current
      .averageValue;
    const labels = Object.entries(spec?.selector.matchLabels ?? {});
    const own = (await this.surroundings.custom.listNamespacedCustomObject({
      group: "metrics.k8s.io",
      version: "v1beta1",
      namespace: this.options.namespace,
      plural: "pods",
      labelSelector: labels.map(([key, value]) => `${key}=${value}`).join(","),
    })) as PodMetricsList;
    const used = own.items.flatMap(({ containers }) => containers.map(({ usage }) => parseQuantity(usage.cpu) ?? 0));
    const average = used.reduce((sum, cpu) => sum + cpu, 0) / own.items.length;
    // The autoscaler counts in thousandths of a core.
    return seen !== undefined && Math.abs((parseQuantity(seen) ?? Infinity) - average) < 0.002;
  }
}

function isAtRest({ status }: V2HorizontalPodAutoscaler, deployment: V1Deployment): boolean {
  const wanted = deployment.spec?.replicas;
  const { replicas = 0, readyReplicas = 0, observedGeneration } = deployment.status ?? {};
  const isSettled = observedGeneration === deployment.metadata?.generation && replicas === wanted;
  return isSettled && readyReplicas === wanted && status?.desiredReplicas === wanted;
}

/** Loads from the first to the last, each so many times the one before; where that is less than 1, downwards. */
export function geometricSteps(first: number, last: number, factor: number): readonly number[] {
  const count = Math.ceil(Math.log(last / first) / Math.log(factor));
  const steps = Array.from({ length: count }, (_, index) => Number((first * factor ** index).toFixed(3)));
  return [...steps, last];
}

/** Where in a timeline something is so for the first time, from an index on. @throws Error that says what never was */
export function firstIndex(
  timeline: readonly TimelinePoint[],
  what: string,
  { from = 0, is }: { readonly from?: number; readonly is: (point: TimelinePoint) => boolean },
): number {
  const index = timeline.findIndex((point, at) => at >= from && is(point));
  if (index === -1) throw new Error(`the timeline never shows ${what}`);
  return index;
}
