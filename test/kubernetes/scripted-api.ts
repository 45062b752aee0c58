import {
  type KubernetesClient,
  type KubernetesRequest,
  type KubernetesResponse,
  KubernetesUnreachable,
  type WatchEvent,
  type WatchStream,
} from "../../sdk/kubernetes/kubernetes-io";

/** A watch that somebody has opened, for the test to say what happens on it. */
export class ScriptedWatch {
  private readonly waiting: (() => void)[] = [];
  private readonly events: (WatchEvent | "end" | "broken")[] = [];

  constructor(
    readonly path: string,
    readonly query: Readonly<Record<string, string>>,
  ) {}

  send(...events: readonly (WatchEvent | "end" | "broken")[]): void {
    this.events.push(...events);
    for (const go of this.waiting.splice(0)) go();
  }

  async *stream(signal: AbortSignal): AsyncGenerator<WatchEvent> {
    signal.addEventListener("abort", () => {
      this.send("end");
    });
    for (;;) {
      const event = this.events.shift();
      if (event === "end") return;
      if (event === "broken") throw new KubernetesUnreachable("https://api", "watch", new Error("broken"));
      if (event !== undefined) yield event;
      else await new Promise<void>((resolve) => this.waiting.push(resolve));
    }
  }
}

/** An API server that answers as it is told, and whose watches the test holds in its hand. */
export class ScriptedApi {
  readonly requests: KubernetesRequest[] = [];
  readonly watches: ScriptedWatch[] = [];
  /** Whether a watch is accepted at once. */
  accepts = true;

  constructor(public answer: (request: KubernetesRequest) => Partial<KubernetesResponse>) {}

  get client(): KubernetesClient {
    return {
      server: "https://api",
      request: (request) => {
        this.requests.push(request);
        return Promise.resolve().then(() => ({ status: 200, body: {}, ...this.answer(request) }));
      },
      watch: (path, query, signal) => this.watch({ path, query, signal }),
    };
  }

  private watch({
    path,
    query,
    signal,
  }: {
    path: string;
    query: Readonly<Record<string, string>>;
    signal: AbortSignal;
  }): WatchStream {
    const watch = new ScriptedWatch(path, query);
    this.watches.push(watch);
    const opened = this.accepts ? Promise.resolve() : new Promise<void>(() => undefined);
    return Object.assign(watch.stream(signal), { opened });
  }
}
