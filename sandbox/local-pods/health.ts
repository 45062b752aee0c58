import { setTimeout as delay } from "node:timers/promises";
import type { LocalContainerSpec, ProbeSpec } from "./local-pod";

/** Which probe a container fails, and how. */
export interface ProbeFailure {
  readonly probe: "Startup" | "Liveness" | "Readiness";
  readonly message: string;
}

export interface HealthOptions {
  readonly container: LocalContainerSpec;
  /** Asks once. @returns why it fails; `undefined` where it passes. */
  readonly ask: (probe: ProbeSpec) => Promise<string | undefined>;
  /** Told of each failure. */
  readonly failed: (failure: ProbeFailure) => void;
}

/** How often in a row a probe has passed, or has failed. */
interface InARow {
  passed: number;
  failed: number;
}

/** "While a container is not Ready, the ReadinessProbe may be executed at times other than the configured period." */
const whileUnreadyMs = 1_000;

/**
 * What the probes of one run of a container have found so far.
 *
 * @see https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/
 */
export class Health {
  isStarted: boolean;
  isReady = false;
  /** Set once it has to be killed. */
  deadly: ProbeFailure | undefined;
  private isPaused = false;
  private readonly ended = new AbortController();

  constructor(private readonly options: HealthOptions) {
    this.isStarted = options.container.startupProbe === undefined;
  }

  /** Asks from now on until {@link end}. */
  begin(): void {
    void this.follow();
  }

  end(): void {
    this.isReady = false;
    this.ended.abort();
  }

  /** While it is paused nobody asks, and what was found stays. */
  pause(isPaused: boolean): void {
    this.isPaused = isPaused;
  }

  private async follow(): Promise<void> {
    const { startupProbe, livenessProbe, readinessProbe } = this.options.container;
    if (startupProbe !== undefined) await this.again("Startup", startupProbe);
    if (readinessProbe === undefined) this.isReady = this.goesOn;
    await Promise.all([
      livenessProbe === undefined ? undefined : this.again("Liveness", livenessProbe),
      readinessProbe === undefined ? undefined : this.again("Readiness", readinessProbe),
    ]);
  }

  private get goesOn(): boolean {
    return !this.ended.signal.aborted && this.deadly === undefined;
  }

  /** Asks until the container is started, where that is what is asked, or is to be killed, or its run has ended. */
  private async again(name: ProbeFailure["probe"], probe: ProbeSpec): Promise<void> {
    const { initialDelaySeconds = 0, periodSeconds = 10 } = probe;
    const inARow = { passed: 0, failed: 0 };
    await this.wait(initialDelaySeconds * 1000);
    while (this.goesOn) {
      if (!this.isPaused) await this.once(name, probe, inARow);
      if (name === "Startup" && this.isStarted) return;
      const isHasty = name === "Readiness" && !this.isReady;
      await this.wait(isHasty ? Math.min(periodSeconds * 1000, whileUnreadyMs) : periodSeconds * 1000);
    }
  }

  private async once(name: ProbeFailure["probe"], probe: ProbeSpec, inARow: InARow): Promise<void> {
    const { successThreshold = 1, failureThreshold = 3 } = probe;
    const message = await this.options.ask(probe);
    // What was asked before it was stopped, or ended, says nothing of how it is.
    if (this.isPaused || !this.goesOn) return;
    inARow.passed = message === undefined ? inARow.passed + 1 : 0;
    inARow.failed = message === undefined ? 0 : inARow.failed + 1;
    if (message !== undefined) this.options.failed({ probe: name, message });
    if (inARow.passed >= successThreshold) this.passed(name);
    else if (message !== undefined && inARow.failed >= failureThreshold) this.failed({ probe: name, message });
  }

  private passed(probe: ProbeFailure["probe"]): void {
    if (probe === "Startup") this.isStarted = true;
    if (probe === "Readiness") this.isReady = true;
  }

  private failed(failure: ProbeFailure): void {
    if (failure.probe === "Readiness") this.isReady = false;
    else this.deadly = failure;
  }

  private async wait(milliseconds: number): Promise<void> {
    await delay(milliseconds, undefined, { signal: this.ended.signal, ref: false }).catch(() => undefined);
  }
}
