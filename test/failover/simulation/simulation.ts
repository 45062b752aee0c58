import assert from "node:assert/strict";
import { failoverTarget, type FailoverTarget, type FailoverTargetArgs } from "../../../sdk/failover/target";
import { planPlacement } from "../../../sdk/placement/plan-placement";
import { Actor, Crash } from "./actor";
import { Referee } from "./referee";
import { World, type WorldSpec } from "./world";

/** Something that happens. Plain data, so that what went wrong once can be kept. */
export type Happening =
  | { readonly does: "pass"; readonly seconds: number }
  | { readonly does: "vmDies" | "vmRevives" | "vmIsDeleted"; readonly vm: number }
  | {
      readonly does:
        | "vmsDie"
        | "vmsRevive"
        | "vmComes"
        | "aciRefuses"
        | "aciAccepts"
        | "groupsVanish"
        | "connectorDies"
        | "connectorRevives"
        | "apiDies"
        | "apiRevives"
        | "controllersDie"
        | "controllersRevive";
    }
  | { readonly does: "aciQuota" | "coldStart" | "load"; readonly count: number }
  | { readonly does: "scaledByHand"; readonly tier: "vm" | "virtual-node"; readonly replicas: number }
  | { readonly does: "crash"; readonly request: number; readonly isDone: boolean }
  | { readonly does: "secondActor"; readonly request: number; readonly seconds: number };

/** How a simulation begins. */
export interface Scenario {
  readonly world: WorldSpec;
  readonly target: FailoverTargetArgs;
  /** Whether a second actor looks all the time, as well. */
  readonly isShared: boolean;
}

/** For how long more pods than are wanted and `rate` may be there, in seconds: those on their way out. */
const SETTLE_SECONDS = 15;

/** What was under way when all became well is over by then, in seconds. */
const CALM_SECONDS = 90;

/** Longer than every window, hold-down with all its doublings, and the hour of the breaker, in seconds. */
const SETTLED_SECONDS = 3 * 3600;

/** A service in a simulated cluster, with two actors who keep it, and a referee who watches them. */
export class Simulation {
  readonly world: World;
  readonly target: FailoverTarget;
  private readonly isShared: boolean;
  private readonly actors: readonly [Actor, Actor];
  private readonly referees: readonly Referee[];
  private handScalings = 0;
  /** Replicas that a person has asked for, all together; 0 where they are no more than there may be. */
  private byHand = 0;
  private surplusSeconds = 0;

  constructor({ world, target, isShared }: Scenario) {
    this.isShared = isShared;
    this.world = new World(world);
    this.target = failoverTarget(target);
    this.referees = [0, 1].map(() => new Referee(this.world, this.target, () => this.handScalings));
    const actor = (index: number): Actor => {
      const referee = this.referees[index];
      assert.ok(referee);
      return new Actor(this.world, this.target, referee);
    };
    this.actors = [actor(0), actor(1)];
  }

  async happen(happening: Happening): Promise<void> {
    const { world } = this;
    switch (happening.does) {
      case "pass":
        return this.pass(happening.seconds);
      case "crash":
        this.crash(happening.request, happening.isDone);
        return;
      case "secondActor":
        this.secondActor(happening.request, happening.seconds);
        return;
      case "scaledByHand":
        this.scaledByHand(happening.tier, happening.replicas);
        return;
      case "load":
        world.load = happening.count;
        return;
      case "aciQuota":
        world.aci.quota = happening.count;
        return;
      case "coldStart":
        world.aci.coldStartSeconds = happening.count;
        return;
      case "vmDies":
      case "vmRevives":
      case "vmIsDeleted":
        this.toVm(happening.does, happening.vm);
        return;
      default:
        this.toAll(happening.does);
    }
  }

  /** Time goes on, and the actors look as often as they are told to. */
  async pass(seconds: number): Promise<void> {
    for (let left = seconds; left > 0; left -= 1) {
      this.world.pass(1);
      await this.actIfDue();
      this.countSurplus();
    }
  }

  private async actIfDue(): Promise<void> {
    for (const actor of this.isShared ? this.actors : [this.actors[0]]) {
      if (actor.isDue) await actor.act();
    }
  }

  /** For how long there are more pods than there may be. What a person adds stays until it can be taken. */
  private countSurplus(): void {
    const { world, target } = this;
    if (target.autoscale !== undefined) return;
    const replicas = world.deployments.reduce((sum, each) => sum + each.replicas, 0);
    const { rate } = target.failover;
    const wanted = target.placement.replicas;
    this.byHand = replicas <= wanted + rate ? 0 : this.byHand;
    const most = Math.max(wanted, this.byHand) + rate;
    const isOver = world.alive().length > most;
    this.surplusSeconds = isOver && !world.isApiDown && !world.isControllerDown ? this.surplusSeconds + 1 : 0;
    assert.ok(
      this.surplusSeconds <= SETTLE_SECONDS,
      `more than ${most} pods for ${SETTLE_SECONDS} s: ${this.describe()}`,
    );
  }

  /** All that was broken is whole again. */
  heal(): void {
    const { world } = this;
    for (const does of ["apiRevives", "controllersRevive", "aciAccepts", "connectorRevives", "vmsRevive"] as const) {
      this.toAll(does);
    }
    Object.assign(world.aci, { quota: 100, coldStartSeconds: 10 });
    while (world.nodes.filter(({ deleted }) => deleted === undefined).length < world.spec.vms) world.addNode();
  }

  /** Waits until the service is at home, and stays there. */
  async comesHome(): Promise<void> {
    let home = 0;
    for (let left = SETTLED_SECONDS; left > 0 && home < CALM_SECONDS; left -= 5) {
      await this.pass(5);
      home = this.isHome() ? home + 5 : 0;
    }
    assert.ok(home >= CALM_SECONDS, `not at home after ${SETTLED_SECONDS} s: ${this.describe()}`);
    await this.pass(60);
    assert.ok(this.isHome(), `left home although all is well: ${this.describe()}`);
  }

  /** Whether all is where it is planned to be; where autoscalers own the numbers, whether they may choose as planned. */
  private isHome(): boolean {
    const { world, target } = this;
    const isReady = world.deployments.every(({ tier, replicas }) => world.ready(tier) >= replicas);
    if (target.autoscale === undefined) {
      const { counts } = planPlacement(target.placement);
      return isReady && world.deployments.every(({ tier, replicas }) => replicas === counts[tier]);
    }
    const { bounds } = target.autoscale;
    const isAwake = world.deployments.every(({ replicas }) => replicas > 0);
    const areHome = world.autoscalers.every(
      ({ tier, min, max }) => min === bounds[tier]?.min && max === bounds[tier].max,
    );
    return isAwake && areHome && world.ready() >= world.load;
  }

  /** Replicas by tier. */
  replicas(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.world.deployments.map(({ tier, replicas }) => [tier, replicas]));
  }

  /** The ready pods of a tier whose nodes live, whatever Kubernetes thinks. */
  served(tier: string): number {
    const { nodes, virtualNode } = this.world;
    const alive = new Set([...nodes, virtualNode].filter(({ isAlive }) => isAlive).map(({ name }) => name));
    return this.world.alive(tier).filter(({ isReady, node = "" }) => isReady && alive.has(node)).length;
  }

  describe(): string {
    return this.world.deployments
      .map(({ tier, replicas, memory }) => `${tier} ${this.world.ready(tier)}/${replicas} ${memory ?? ""}`)
      .join(", ");
  }

  /** The first actor will die at a request. */
  private crash(request: number, isDone: boolean): void {
    const spring = (): Promise<void> => Promise.reject(new Crash());
    this.actors[0].trap = { request, isDone, spring };
  }

  /** While the first actor is about to send a request, time will pass and the second one take a whole look. */
  private secondActor(request: number, seconds: number): void {
    const spring = async (): Promise<void> => {
      this.world.pass(seconds);
      await this.actors[1].act();
    };
    this.actors[0].trap = { request, isDone: false, spring };
  }

  private scaledByHand(tier: string, replicas: number): void {
    const deployment = this.world.deployments.find((each) => each.tier === tier);
    if (deployment === undefined || deployment.replicas === replicas) return;
    this.handScalings += 1;
    this.world.scale(deployment, replicas);
    this.byHand = this.world.deployments.reduce((sum, each) => sum + each.replicas, 0);
  }

  private toVm(does: "vmDies" | "vmRevives" | "vmIsDeleted", index: number): void {
    const node = this.world.nodes[index % Math.max(1, this.world.nodes.length)];
    if (node === undefined) return;
    if (does === "vmIsDeleted") node.deleted ??= this.world.now;
    else node.isAlive = does === "vmRevives";
  }

  private toAll(does: Exclude<Happening, { count: number } | { vm: number }>["does"]): void {
    const { world } = this;
    if (does === "vmsDie" || does === "vmsRevive") for (const node of world.nodes) node.isAlive = does === "vmsRevive";
    if (does === "vmComes" && world.nodes.length < world.spec.vms) world.addNode();
    if (does === "aciRefuses" || does === "aciAccepts") world.aci.isRefusing = does === "aciRefuses";
    if (does === "groupsVanish") world.loseGroups();
    if (does === "connectorDies" || does === "connectorRevives")
      world.virtualNode.isAlive = does === "connectorRevives";
    if (does === "apiDies" || does === "apiRevives") world.isApiDown = does === "apiDies";
    if (does === "controllersDie" || does === "controllersRevive") world.isControllerDown = does === "controllersDie";
  }
}
