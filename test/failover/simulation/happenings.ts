import fc from "fast-check";
import { type Happening, type Scenario, Simulation } from "./simulation";

/** What may happen to a service, at random. Time passes most of all. */
const happening: fc.Arbitrary<Happening> = fc.oneof(
  { arbitrary: fc.record({ does: fc.constant("pass"), seconds: fc.integer({ min: 1, max: 90 }) }), weight: 8 },
  {
    arbitrary: fc.record({
      does: fc.constantFrom("vmDies", "vmRevives", "vmIsDeleted"),
      vm: fc.integer({ min: 0, max: 2 }),
    }),
    weight: 3,
  },
  {
    arbitrary: fc.record({
      does: fc.constantFrom(
        "vmsDie",
        "vmsRevive",
        "vmComes",
        "aciRefuses",
        "aciAccepts",
        "groupsVanish",
        "connectorDies",
        "connectorRevives",
        "apiDies",
        "apiRevives",
        "controllersDie",
        "controllersRevive",
      ),
    }),
    weight: 6,
  },
  {
    arbitrary: fc.record({ does: fc.constantFrom("aciQuota", "coldStart"), count: fc.integer({ min: 0, max: 60 }) }),
    weight: 2,
  },
  {
    arbitrary: fc.record({
      does: fc.constant("scaledByHand"),
      tier: fc.constantFrom("vm", "virtual-node"),
      replicas: fc.integer({ min: 0, max: 20 }),
    }),
    weight: 1,
  },
  {
    arbitrary: fc.record({
      does: fc.constant("crash"),
      request: fc.integer({ min: 1, max: 5 }),
      isDone: fc.boolean(),
    }),
    weight: 3,
  },
  {
    arbitrary: fc.record({
      does: fc.constant("secondActor"),
      request: fc.integer({ min: 1, max: 5 }),
      seconds: fc.integer({ min: 0, max: 12 }),
    }),
    weight: 3,
  },
);

/** A happening as a command of fast-check's. */
class Command implements fc.AsyncCommand<object, Simulation> {
  constructor(readonly happening: Happening) {}

  check(): boolean {
    return true;
  }

  run(_model: object, simulation: Simulation): Promise<void> {
    return simulation.happen(this.happening);
  }

  toString(): string {
    return JSON.stringify(this.happening);
  }
}

export const happenings = fc.commands([happening.map((each) => new Command(each))], { maxCommands: 30, size: "+1" });

/** Services and clusters of several shapes. */
export const scenario: fc.Arbitrary<Scenario> = fc
  .record({
    vms: fc.integer({ min: 1, max: 3 }),
    slots: fc.integer({ min: 2, max: 6 }),
    replicas: fc.integer({ min: 1, max: 12 }),
    vmShare: fc.integer({ min: 0, max: 12 }),
    rate: fc.integer({ min: 1, max: 8 }),
    breaker: fc.integer({ min: 2, max: 6 }),
    windowSeconds: fc.integer({ min: 5, max: 60 }),
    mayExceedMax: fc.boolean(),
    autoscales: fc.boolean(),
    isShared: fc.boolean(),
  })
  // At home there is room for all.
  .filter(({ vms, slots, replicas, vmShare }) => Math.min(replicas, vmShare) <= vms * slots)
  .map(({ vms, slots, replicas, vmShare, rate, breaker, windowSeconds, mayExceedMax, autoscales, isShared }) => ({
    isShared,
    world: { vms, slots, replicas: { vm: 1, "virtual-node": 1 }, autoscales },
    target: {
      service: "web",
      namespace: "default",
      placement: { replicas, vmReplicas: vmShare },
      failover: { windowSeconds, holdDownSeconds: 60, rate, breaker, coldStartSeconds: 30, mayExceedMax },
    },
  }));

const bounds = fc.record({ min: fc.integer({ min: 1, max: 3 }), max: fc.integer({ min: 3, max: 12 }) });

/** Services whose numbers autoscalers own. */
export const scaledScenario: fc.Arbitrary<Scenario> = fc
  .record({
    vm: bounds,
    virtualNode: bounds,
    load: fc.integer({ min: 0, max: 5 }),
    rate: fc.integer({ min: 1, max: 8 }),
    windowSeconds: fc.integer({ min: 5, max: 60 }),
    isShared: fc.boolean(),
  })
  .map(({ vm, virtualNode, load, rate, windowSeconds, isShared }) => {
    const both = { vm, "virtual-node": virtualNode };
    return {
      isShared,
      world: { vms: 3, slots: 4, replicas: { vm: 1, "virtual-node": 1 }, autoscales: false, load, bounds: both },
      target: {
        service: "web",
        namespace: "default",
        placement: { replicas: 2 },
        autoscale: { engine: "hpa", bounds: both },
        failover: { windowSeconds, holdDownSeconds: 60, rate, coldStartSeconds: 30 },
      },
    };
  });

/** What may happen to those; nobody scales them by hand. */
export const scaledHappenings = fc.commands(
  [
    happening.filter(({ does }) => does !== "scaledByHand").map((each) => new Command(each)),
    fc.integer({ min: 0, max: 6 }).map((count) => new Command({ does: "load", count })),
  ],
  { maxCommands: 30, size: "+1" },
);

/** Runs what happens, then heals the world and waits until the service is at home. */
export async function live(scenario: Scenario, happen: (simulation: Simulation) => Promise<unknown>): Promise<void> {
  const simulation = new Simulation(scenario);
  await simulation.pass(60);
  await happen(simulation);
  simulation.heal();
  await simulation.comesHome();
}
