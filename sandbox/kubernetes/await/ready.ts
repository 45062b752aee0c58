import type { Diagnostics, Properties } from "../../rpc/provider";
import { timeoutSeconds } from "../annotations";
import { referenceTo, type Cluster } from "../cluster";
import { textAt } from "../fields";
import { pause } from "../session";
import { podsOf, relatedTo } from "./observe";
import { readiness, readinessRule } from "./readiness";
import { notReady, type ReadinessRule, type Verdict } from "./verdict";

/** Written, but not ready: the object as last seen, and what is missing. */
export class NotReady extends Error {
  override readonly name = "NotReady";
  constructor(
    message: string,
    readonly live: Properties,
    readonly reasons: readonly string[],
  ) {
    super(message);
  }
}

/** What is waited for, and how long. */
export interface Wait {
  readonly cluster: Cluster;
  readonly object: Properties;
  /** The resource's `customTimeouts`, seconds; 0 where it has none. */
  readonly customTimeout: number;
  readonly signal: AbortSignal;
}

const defaultTimeoutSeconds = 600;
const pollMs = 300;

/**
 * Waits until an object is ready, and says on the way what is missing.
 *
 * @returns the object as it was when ready
 * @throws NotReady where it fails, takes too long, or the deployment is interrupted
 */
export async function untilReady(wait: Wait, diagnostics: Diagnostics): Promise<Properties> {
  const rule = readinessRule(wait.object);
  if (rule === undefined) return wait.object;
  const deadline = Date.now() + 1000 * timeoutOf(wait, rule);
  const watcher = new Watcher(wait, rule);
  for (;;) {
    const isLast = wait.signal.aborted || Date.now() >= deadline;
    const verdict = await watcher.look(isLast);
    if (verdict.ready) {
      diagnostics.status("");
      return watcher.live;
    }
    if (verdict.failed === true || isLast) {
      throw new NotReady(failure(wait, verdict), watcher.live, verdict.reasons);
    }
    watcher.show(verdict, diagnostics);
    await pause(pollMs, wait.signal);
  }
}

function timeoutOf({ object, customTimeout }: Wait, rule: ReadinessRule): number {
  return timeoutSeconds(object, customTimeout, rule.timeoutSeconds ?? defaultTimeoutSeconds);
}

/** The official provider's words (pulumi-kubernetes pkg/await/error.go). */
function failure({ object, signal }: Wait, verdict: Verdict): string {
  const name = textAt(object, "metadata", "name") ?? "";
  if (verdict.failed === true) return `Resource '${name}' was created but failed to initialize`;
  if (signal.aborted) return `Resource operation was cancelled for "${name}"`;
  return `'${name}' timed out waiting to be Ready`;
}

/** Pods are many; what is wrong with them is asked for less often than whether their owner is ready. */
const podPollMs = 5_000;
/** The official provider gives endpoints 10 seconds to come to rest; on one machine that would only be slow. */
const restMs = 1_000;

/** Looks at one object again and again, and remembers what it has seen. */
class Watcher {
  live: Properties;
  private pods: readonly Properties[] = [];
  private podsSeen = Date.now();
  private rest: { restless: string; since: number } | undefined;
  private shown = "";

  constructor(
    private readonly wait: Wait,
    private readonly rule: ReadinessRule,
  ) {
    this.live = wait.object;
  }

  /** A cluster that can't be asked is not ready; that it can't is the reason. */
  async look(isLast: boolean): Promise<Verdict> {
    try {
      return this.rested(await this.judge(isLast));
    } catch (error) {
      if (error instanceof Gone) throw error;
      return notReady(error instanceof Error ? error.message : String(error));
    }
  }

  show({ status = "" }: Verdict, diagnostics: Diagnostics): void {
    if (status !== this.shown) diagnostics.status(status);
    this.shown = status;
  }

  private async judge(isLast: boolean): Promise<Verdict> {
    const { cluster, object } = this.wait;
    const live = await cluster.read(referenceTo(object));
    if (live === undefined) throw new Gone(object);
    this.live = live;
    const related = await relatedTo(cluster, this.rule, live);
    if (isLast || Date.now() - this.podsSeen > podPollMs) {
      this.pods = await podsOf(cluster, this.rule, live);
      this.podsSeen = Date.now();
    }
    return readiness({ live, related }, this.pods);
  }

  /** What is restless counts as ready when it has not changed for a while. */
  private rested(verdict: Verdict): Verdict {
    const { ready, restless } = verdict;
    if (!ready || restless === undefined) {
      this.rest = undefined;
      return verdict;
    }
    if (this.rest?.restless !== restless) this.rest = { restless, since: Date.now() };
    return Date.now() - this.rest.since >= restMs ? verdict : notReady("Waiting for it to come to rest");
  }
}

class Gone extends Error {
  override readonly name = "Gone";
  constructor(object: Properties) {
    const { kind, name } = referenceTo(object);
    super(`${kind} "${name}" was deleted by somebody else while its readiness was awaited; run the deployment again`);
  }
}
