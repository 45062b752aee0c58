import { isDeepStrictEqual } from "node:util";
import { waitUntil } from "../../sandbox/waiting";
import { deploymentsPath, labelSelector, NODES, podsPath } from "../../sdk/failover/api-paths";
import type { FailoverTarget } from "../../sdk/failover/target";
import type { KubernetesClient } from "../../sdk/kubernetes/kubernetes-io";
import type { KubernetesObject } from "../../sdk/kubernetes/object";
import { WatchedList } from "../../sdk/kubernetes/watched-list-io";
import type { Breakage } from "./fault";
import { isServing, sampleOf, type Sight, tierOf } from "./sight";
import type { Mark, PodStart, Recording } from "./recording";

/** What is known before anything breaks. */
export type Setting = Omit<Recording, "samples" | "marks" | "starts">;

/** Whom the recorder watches, for what. */
export interface Recorded {
  readonly client: KubernetesClient;
  readonly target: FailoverTarget;
  readonly setting: Setting;
  readonly breakage: Breakage;
}

/** How long it may take until the service is seen, in milliseconds. */
const SIGHT_MS = 30_000;

/** Watches a service at the API server and records what is seen. It asks nobody who moves replicas. */
export class Recorder {
  private readonly samples: Recording["samples"][number][] = [];
  private readonly marks: Mark[] = [];
  private readonly firstSeen = new Map<string, number>();
  private readonly starts: PodStart[] = [];
  private readonly started = new Set<string>();
  private readonly ended = new AbortController();
  private sight: Partial<Sight> = {};
  private following: Promise<unknown> = Promise.resolve();
  private origin = performance.now();
  private isBroken = false;

  /** @param onChange called whenever the recording has grown */
  constructor(
    private readonly recorded: Recorded,
    private readonly onChange: () => void,
  ) {}

  get recording(): Recording {
    const { samples, marks, starts } = this;
    return { ...this.recorded.setting, samples, marks, starts };
  }

  /** Begins to watch. @returns when it has seen the service */
  async start(signal: AbortSignal): Promise<void> {
    const { target } = this.recorded;
    const query = { labelSelector: labelSelector(target) };
    this.following = Promise.all([
      this.follow("deployments", deploymentsPath(target), query),
      this.follow("pods", podsPath(target), query),
      this.follow("nodes", NODES, {}),
    ]);
    const awaited = { what: "a first sight of the service", timeoutMs: SIGHT_MS, signal };
    await waitUntil(awaited, () => this.samples.length > 0);
  }

  async stop(): Promise<void> {
    this.ended.abort();
    await this.following;
  }

  /** Notes down that something is done now. With the first fault time begins. */
  mark(what: Mark["what"]): void {
    if (what === "fault" && this.marks.length === 0) this.begin();
    if (what !== "home") this.isBroken = what === "fault";
    this.marks.push({ seconds: this.now, what });
    this.look();
  }

  private get now(): number {
    return (performance.now() - this.origin) / 1000;
  }

  /** What was recorded before is before the fault. */
  private begin(): void {
    const passed = this.now;
    this.origin = performance.now();
    this.samples.splice(
      0,
      Infinity,
      ...this.samples.map((sample) => ({ ...sample, seconds: sample.seconds - passed })),
    );
    this.firstSeen.clear();
    for (const pod of this.sight.pods ?? []) this.started.add(uidOf(pod));
  }

  /** While the API server is away nothing is seen to change. */
  private follow(what: keyof Sight, path: string, query: Readonly<Record<string, string>>): Promise<void> {
    const keep = (object: KubernetesObject): KubernetesObject => object;
    const onChange = (): void => {
      this.sight = { ...this.sight, [what]: list.items };
      this.look();
    };
    const clock = (): number => performance.now();
    const list = new WatchedList(this.recorded.client, { what, path, query, keep }, { onChange, clock });
    return list.run(this.ended.signal);
  }

  private look(): void {
    const { deployments, pods, nodes } = this.sight;
    if (deployments === undefined || pods === undefined || nodes === undefined) return;
    const { setting, breakage } = this.recorded;
    const isDark = (node: KubernetesObject): boolean => this.isBroken && breakage.isBroken(node);
    const sample = sampleOf({ deployments, pods, nodes }, { ...setting, isDark });
    const last = this.samples.at(-1);
    this.timePods(pods);
    const isNew = last === undefined || !isDeepStrictEqual(last, { ...sample, seconds: last.seconds });
    if (isNew) this.samples.push({ ...sample, seconds: this.now });
    this.onChange();
  }

  /** How long pods of the other tiers take that are made after the fault. */
  private timePods(pods: readonly KubernetesObject[]): void {
    for (const pod of pods) {
      const uid = uidOf(pod);
      if (tierOf(pod) === this.recorded.setting.broken || this.started.has(uid)) continue;
      const seen = this.firstSeen.get(uid) ?? this.now;
      this.firstSeen.set(uid, seen);
      if (!isServing(pod)) continue;
      this.started.add(uid);
      this.starts.push({ seen, ready: this.now });
    }
  }
}

function uidOf({ metadata }: KubernetesObject): string {
  return metadata?.uid ?? "";
}
