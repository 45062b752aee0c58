import assert from "node:assert/strict";
import { parseMemory } from "../../../sdk/failover/memory";
import type { FailoverTarget } from "../../../sdk/failover/target";
import type { Witness } from "./api";
import { SECOND, type SimDeployment, type World } from "./world";

const HOUR = 3600 * SECOND;

/** Watches one actor for what must never happen. */
export class Referee implements Witness {
  /** When this actor began its last step. */
  private step = 0;
  private dropped = 0;
  private replicas = 0;
  private ready = 0;

  constructor(
    private readonly world: World,
    private readonly target: FailoverTarget,
    /** How often a person has changed the number of replicas. */
    private readonly handScalings: () => number,
  ) {}

  /** The actor takes a new look. What drops from now on is not its doing. */
  onLook(): void {
    this.dropped = this.world.dropped;
    this.replicas = this.total();
    this.ready = this.serving();
  }

  /** The actor did all that it wanted to, and nobody else did anything meanwhile. */
  onDone(): void {
    const most = Math.max(this.replicas, this.wanted + this.target.failover.rate);
    assert.ok(this.total() <= most, `${this.total()} replicas after a step, where ${most} are the most`);
  }

  onMemory(deployment: SimDeployment, text: string): void {
    const memory = parseMemory(text);
    assert.ok(memory, `the memory cannot be read: ${text}`);
    if (deployment !== this.world.deployments[0]) return;
    const before = this.memory()?.revision ?? 0;
    assert.equal(memory.revision, before + 1, "a revision of the memory was written twice, or skipped");
    this.step = memory.step?.at ?? 0;
    const { breaker } = this.target.failover;
    const recent = memory.moves.filter(({ at }) => this.world.now - at < HOUR);
    assert.ok(recent.length <= breaker + this.handScalings(), `${recent.length} moves in an hour`);
  }

  onScale(deployment: SimDeployment, from: number, to: number): void {
    assert.equal(this.memory()?.step?.at, this.step, "two actors move at once");
    const { rate } = this.target.failover;
    const others = this.total() - from;
    if (to > from) {
      const most = Math.max(this.wanted, this.replicas) + rate;
      assert.ok(
        others + to <= most,
        `${others + to} replicas, where ${this.wanted} are wanted and the rate is ${rate}`,
      );
    } else {
      const before = this.kept(deployment, from);
      const after = this.kept(deployment, to);
      if (after < before) this.mayLose(before - after);
    }
  }

  onDelete(name: string): void {
    const pod = this.world.pods.find((each) => each.name === name);
    if (pod?.isReady === true) this.mayLose(1);
  }

  private mayLose(lost: number): void {
    const left = this.serving() - lost;
    const gone = this.world.dropped - this.dropped;
    const floor = Math.min(this.wanted, this.target.failover.floor ?? this.wanted, this.ready);
    assert.ok(left + gone >= floor, `${left} ready pods are left on purpose, where ${floor} are the fewest`);
  }

  private serving(): number {
    return this.world.deployments.reduce((sum, each) => sum + this.kept(each, each.replicas), 0);
  }

  /** The ready pods that a Deployment keeps when it is told so many replicas. */
  private kept({ tier }: SimDeployment, replicas: number): number {
    const ranked = this.world.ranked(tier);
    return ranked.slice(Math.max(0, ranked.length - replicas)).filter(({ isReady }) => isReady).length;
  }

  private total(): number {
    return this.world.deployments.reduce((sum, { replicas }) => sum + replicas, 0);
  }

  private memory() {
    return parseMemory(this.world.deployments[0]?.memory ?? "");
  }

  /** Where autoscalers own the number, what the last step took from them. */
  private get wanted(): number {
    const { autoscale, placement } = this.target;
    return autoscale === undefined ? placement.replicas : (this.memory()?.step?.wanted ?? 0);
  }
}
