import type { Applied } from "../sdk/failover/apply-io";
import { FailoverAction } from "../sdk/failover/decision";
import type { FailoverLook } from "../sdk/failover/look";
import { failoverSummary } from "../sdk/failover/summary";
import type { Log } from "./log";

/** A look, and what came of it where this one may act. */
export interface Looked extends FailoverLook {
  readonly applied?: Applied;
}

/** What an agent is at: what it does about its service, or that there is none to look after. */
export type AgentAction = FailoverAction | "idle";

/** What a loop did so far, for its metrics and its log. */
export class LoopState {
  /** The last look at the service. @default - there is nothing to look at */
  last: Looked | undefined;
  action: AgentAction = "idle";
  /** Why what the Deployments declare cannot be followed. @default - it can */
  unreadable: string | undefined;
  looks = 0;
  errors = 0;
  holds = 0;
  /** Replicas that this one moved, by where from and where to. */
  readonly moves = new Map<string, { readonly from: string; readonly to: string; count: number }>();
  /** When the last look was over, by the loop's clock. */
  passed: number;
  private said = "";

  constructor(
    private readonly log: Log,
    private readonly clock: () => number,
  ) {
    this.passed = clock();
  }

  /** No Deployment of the service says how it fails over. */
  idle(): void {
    this.pass("idle", undefined);
    this.say("idle: no Deployment of the service says how it fails over", []);
  }

  /** Nothing can be decided. */
  held(reasons: readonly string[]): void {
    this.pass(FailoverAction.hold, undefined);
    this.say("held", reasons);
  }

  failed(error: Error): void {
    this.errors += 1;
    this.passed = this.clock();
    this.said = "";
    this.log("error", "a look was broken off", { error: error.message });
  }

  looked(look: Looked): void {
    const { decision, applied } = look;
    this.looks += 1;
    this.pass(decision.action, look);
    if (applied?.outcome === "changed") this.log("info", "somebody else was faster", { because: applied.because });
    const did = applied?.outcome === "applied" ? applied.did : [];
    const moves = (applied?.outcome === "applied" ? decision.step?.moves : undefined) ?? [];
    for (const { from, to, count } of moves) {
      const known = this.moves.get(`${from} ${to}`) ?? { from, to, count: 0 };
      known.count += count;
      this.moves.set(`${from} ${to}`, known);
    }
    if (did.length > 0) this.said = "";
    this.say(failoverSummary(look.target, decision), decision.reasons, did.length === 0 ? {} : { did, moves });
  }

  private pass(action: AgentAction, look: Looked | undefined): void {
    if (action === FailoverAction.hold && this.action !== FailoverAction.hold) this.holds += 1;
    this.last = look;
    this.action = action;
    this.passed = this.clock();
  }

  /** Says what is new: nobody reads that all is as it was. */
  private say(message: string, reasons: readonly string[], fields: object = {}): void {
    const text = JSON.stringify([this.action, message]);
    if (text === this.said) return;
    this.said = text;
    this.log(this.action === FailoverAction.hold ? "warn" : "info", message, {
      action: this.action,
      reasons,
      ...fields,
    });
  }
}
