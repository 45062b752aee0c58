import { setTimeout as delay } from "node:timers/promises";
import { declaredTarget, DeclaredTargetError } from "../sdk/failover/declared-target";
import type { FailoverObservation } from "../sdk/failover/observation";
import { missingWords } from "../sdk/failover/observe-io";
import type { Prober } from "../sdk/failover/probe-round";
import { look, reconcile } from "../sdk/failover/reconcile-io";
import type { FailoverTarget } from "../sdk/failover/target";
import type { WatchedObjects } from "../sdk/failover/watched-objects-io";
import type { Log } from "./log";
import { type Looked, LoopState } from "./loop-state";

/** The least time between two looks, in milliseconds: a rollout changes many objects at once. */
const GAP_MS = 500;
/** How long to wait after a failure, where nothing happens meanwhile, in seconds. */
const RETRY_SECONDS = 5;
/** How often to look where there is nothing to look after, in seconds. */
const IDLE_SECONDS = 10;

export interface LoopParts {
  readonly watched: WatchedObjects;
  /** Whether this one may act now. */
  readonly mayAct: () => boolean;
  readonly prober: Prober;
  readonly log: Log;
  /** Milliseconds that only ever grow. */
  readonly clock: () => number;
}

/**
 * Looks at a service when something changes and when something is due, and acts where it may. Who may not act looks all the
 * same, so as to know which nodes live and what pods answer when its time comes.
 */
export class FailoverLoop {
  readonly state: LoopState;
  private before: FailoverObservation | undefined;
  /** Whether this one acted at the last look, and all of that went well: what it has missed since, it has watched. */
  private isUpToDate = false;
  private alarm = new AbortController();

  constructor(private readonly parts: LoopParts) {
    this.state = new LoopState(parts.log, parts.clock);
  }

  /** Has it look soon. */
  wake(): void {
    this.alarm.abort();
  }

  /** @returns when `signal` is aborted and the last look is over */
  async run(signal: AbortSignal): Promise<void> {
    const onAbort = (): void => {
      this.wake();
    };
    signal.addEventListener("abort", onAbort);
    while (!signal.aborted) {
      this.alarm = new AbortController();
      const seconds = await this.pass();
      await this.rest(seconds);
    }
    signal.removeEventListener("abort", onAbort);
  }

  /** Until it is time to look again, or something has happened. */
  private async rest(seconds: number): Promise<void> {
    await delay(GAP_MS);
    await delay(seconds * 1000 - GAP_MS, undefined, { signal: this.alarm.signal }).catch(() => undefined);
  }

  /** Looks once. @returns in how many seconds to look again at the latest */
  private async pass(): Promise<number> {
    const { watched } = this.parts;
    const target = this.target();
    if (target !== undefined) return this.keep(target);
    this.before = undefined;
    this.isUpToDate = false;
    if (watched.missing.length > 0)
      this.state.held(watched.missing.map((what) => `Not everything can be seen: ${what}.`));
    else if (this.state.unreadable !== undefined) this.state.held([this.state.unreadable]);
    else this.state.idle();
    return IDLE_SECONDS;
  }

  /** What the service's Deployments say now. */
  private target(): FailoverTarget | undefined {
    try {
      this.state.unreadable = undefined;
      return declaredTarget(this.parts.watched.deployments);
    } catch (error) {
      if (!(error instanceof DeclaredTargetError)) throw error;
      this.state.unreadable = error.message;
      return undefined;
    }
  }

  private async keep(target: FailoverTarget): Promise<number> {
    const mayAct = this.parts.mayAct();
    try {
      const seen = mayAct ? await this.act(target) : await this.watch(target);
      this.isUpToDate = mayAct && seen.applied?.outcome === "applied";
      this.before = seen.observation;
      this.state.looked(seen);
      const { probe } = target.failover;
      return Math.min(seen.decision.lookAgainSeconds, probe?.periodSeconds ?? Infinity);
    } catch (error) {
      const words = missingWords(error);
      if (words === undefined) throw error;
      this.isUpToDate = false;
      this.state.failed(error as Error);
      return RETRY_SECONDS;
    }
  }

  private watch(target: FailoverTarget): Promise<Looked> {
    const { watched, prober } = this.parts;
    const objects = (one: FailoverTarget) => watched.known(one);
    return look(watched.client, target, { before: this.before, prober, objects });
  }

  private act(target: FailoverTarget): Promise<Looked> {
    const { watched, prober, clock } = this.parts;
    return reconcile(watched.client, target, {
      before: this.before,
      prober,
      clock,
      objects: (one) => watched.listed(one),
      // Who begins to act, or was broken off, looks at everything itself, and writes the Events that are not there.
      known: this.isUpToDate ? (one) => watched.known(one) : undefined,
    });
  }
}
