import { setTimeout as delay } from "node:timers/promises";
import { type KubernetesClient, KubernetesStatusError, KubernetesUnreachable, type WatchEvent } from "./kubernetes-io";
import { listAll } from "./list-io";
import type { KubernetesObject } from "./object";

/** Which objects are watched, and what is kept of each. */
export interface Watchable<Item> {
  /** Their kind, in the words of an error. */
  readonly what: string;
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  keep(object: KubernetesObject): Item;
  /**
   * A watch that says nothing for so long is dead, in milliseconds.
   *
   * @default 90000 - the API server sends a bookmark about every minute
   */
  readonly quietMs?: number;
}

/** What a watch works with. */
export interface WatchOptions {
  /** Called when an object has changed in what is kept of it. */
  readonly onChange: () => void;
  /** Milliseconds that only ever grow. */
  readonly clock: () => number;
  /** From 0 to 1. @default Math.random */
  readonly random?: () => number;
}

const QUIET_MS = 90_000;
/** The first wait after a failure, and the longest, in milliseconds. */
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 8_000;
/** A watch that ends sooner has failed. */
const SHORTEST_WATCH_MS = 1_000;

/** The API server has forgotten where the watch was; it has to list again. */
const GONE = 410;

/**
 * All objects of a kind, kept as the API server has them: listed once, then watched. After an end of the watch it goes on
 * where it was; where the API server knows that place no more, it lists again.
 */
export class WatchedList<Item> {
  private kept = new Map<string, Item>();
  private version: string | undefined;
  private behind: number | undefined;
  private wasListed = false;
  private failure: Error | undefined;
  private failures = 0;
  /** How often it had to start over after a failure. */
  restarts = 0;

  constructor(
    private readonly client: KubernetesClient,
    private readonly watched: Watchable<Item>,
    private readonly options: WatchOptions,
  ) {
    this.behind = options.clock();
  }

  get what(): string {
    return this.watched.what;
  }

  get items(): readonly Item[] {
    return [...this.kept.values()];
  }

  /** For how many milliseconds it may have missed something; 0 where it misses nothing. */
  get behindMs(): number {
    return this.behind === undefined ? 0 : this.options.clock() - this.behind;
  }

  /** Whether the objects were ever listed. */
  get isListed(): boolean {
    return this.wasListed;
  }

  /** Why it is behind, where something failed. */
  get problem(): Error | undefined {
    return this.behind === undefined ? undefined : this.failure;
  }

  /** Keeps the objects until `signal` is aborted. @throws what is no failure of the API server's */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.once(signal).catch((error: unknown) => {
        if (!signal.aborted) this.failed(error);
      });
      if (this.failures > 0) await this.pause(signal);
    }
  }

  private async once(signal: AbortSignal): Promise<void> {
    this.version ??= await this.list();
    await this.follow(this.version, signal);
  }

  private async list(): Promise<string> {
    const { what, path, query = {} } = this.watched;
    const { items, resourceVersion } = await listAll<KubernetesObject>(this.client, what, { path, query });
    this.kept = new Map(items.map((item) => [item.metadata?.name ?? "", this.watched.keep(item)]));
    this.wasListed = true;
    this.options.onChange();
    return resourceVersion;
  }

  /** Watches until the watch ends. */
  private async follow(resourceVersion: string, signal: AbortSignal): Promise<void> {
    const { path, query, what, quietMs = QUIET_MS } = this.watched;
    const { clock } = this.options;
    const end = new AbortController();
    const onAbort = (): void => {
      end.abort();
    };
    signal.addEventListener("abort", onAbort);
    const timer = setTimeout(onAbort, quietMs);
    const started = clock();
    const stream = this.client.watch(path, { ...query, resourceVersion }, end.signal);
    void stream.opened.then(() => {
      if (!end.signal.aborted) this.behind = this.failure = undefined;
    });
    try {
      for await (const event of stream) {
        timer.refresh();
        this.take(event);
      }
    } finally {
      clearTimeout(timer);
      signal.removeEventListener("abort", onAbort);
      this.behind = clock();
      if (this.behind - started >= SHORTEST_WATCH_MS) this.failures = 0;
    }
    if (end.signal.aborted) throw new SilentWatch(`the watch of the ${what} said nothing for ${quietMs / 1000} s`);
    if (this.behind - started < SHORTEST_WATCH_MS) throw new SilentWatch(`the watch of the ${what} ends at once`);
  }

  private take({ type, object }: WatchEvent): void {
    if (type === "ERROR") throw new KubernetesStatusError(`watch the ${this.what}`, Number(object["code"]), object);
    const name = object.metadata?.name ?? "";
    this.version = object.metadata?.resourceVersion ?? this.version;
    if (type === "BOOKMARK") return;
    const before = this.kept.get(name);
    if (type === "DELETED") {
      this.kept.delete(name);
      this.options.onChange();
      return;
    }
    const kept = this.watched.keep(object);
    this.kept.set(name, kept);
    if (JSON.stringify(before) !== JSON.stringify(kept)) this.options.onChange();
  }

  private failed(error: unknown): void {
    const isExpected =
      error instanceof KubernetesUnreachable || error instanceof KubernetesStatusError || error instanceof SilentWatch;
    if (!isExpected) throw error;
    this.restarts += 1;
    this.behind ??= this.options.clock();
    if (error instanceof KubernetesStatusError && error.status === GONE) {
      // That is nobody's failure, the first time.
      const isAgain = this.version === undefined;
      this.version = undefined;
      if (!isAgain) return;
    }
    this.failure = error;
    this.failures += 1;
  }

  /** Longer each time, and not at the same time as all others that lost the same API server. */
  private async pause(signal: AbortSignal): Promise<void> {
    const { random = Math.random } = this.options;
    const longest = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (this.failures - 1));
    await delay(longest * (0.5 + random() / 2), undefined, { signal }).catch(() => undefined);
  }
}

/** A watch that is open and dead. */
class SilentWatch extends Error {
  override readonly name = "SilentWatch";
}
