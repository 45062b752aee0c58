import { KubernetesUnreachable } from "../../../sdk/kubernetes/kubernetes-io";
import type { FailoverObservation } from "../../../sdk/failover/observation";
import { reconcile } from "../../../sdk/failover/reconcile-io";
import type { FailoverTarget } from "../../../sdk/failover/target";
import { apiOf } from "./api";
import type { Referee } from "./referee";
import { SECOND, type World } from "./world";

/** The death of an actor between two requests. */
export class Crash extends Error {}

/** One who looks and acts: the agent, or a `pulumi up`. */
export class Actor {
  /** What awaits the next request that changes something, and is used up by it. */
  trap: Trap | undefined;
  private before: FailoverObservation | undefined;
  private nextLook = 0;

  constructor(
    private readonly world: World,
    private readonly target: FailoverTarget,
    private readonly referee: Referee,
  ) {}

  get isDue(): boolean {
    return this.world.now >= this.nextLook;
  }

  /** A look and what follows from it; one that dies there begins anew with empty hands. */
  async act(): Promise<void> {
    const trap = this.trap;
    const spring = async (count: number, isDone: boolean): Promise<void> => {
      if (trap === undefined || trap.request !== count || trap.isDone !== isDone) return;
      this.trap = undefined;
      await trap.spring();
    };
    const client = apiOf(this.world, spring, this.referee);
    try {
      const seen = await reconcile(client, this.target, { before: this.before, clock: () => this.world.now });
      this.before = seen.observation;
      this.nextLook = this.world.now + seen.decision.lookAgainSeconds * SECOND;
      const isUndisturbed = this.trap === trap && seen.observation.missing.length === 0;
      if (isUndisturbed && seen.applied.outcome === "applied") this.referee.onDone();
    } catch (error) {
      if (error instanceof Crash) this.before = undefined;
      else if (!(error instanceof KubernetesUnreachable)) throw error;
      this.nextLook = this.world.now + 5 * SECOND;
    }
  }
}

/** Something that happens in the middle of what an actor does. */
export interface Trap {
  /** At which request that changes something, counted from a look on. */
  readonly request: number;
  /** Whether the request is done by then. */
  readonly isDone: boolean;
  readonly spring: () => Promise<void>;
}
