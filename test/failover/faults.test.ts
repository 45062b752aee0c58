import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { type Happening, Simulation } from "./simulation/simulation";

const WINDOW = 30;
const HOLD_DOWN = 60;
const WANTED = 12;

/** What happens, how long the tier that takes over needs for its pods, and where replicas are to be then. */
interface Drill {
  readonly title: string;
  readonly happens: readonly Happening[];
  readonly capacitySeconds: number;
  readonly away: Readonly<Record<string, number>>;
  /** How long Kubernetes or ACI takes to show it, in seconds. @default 0 */
  readonly showsAfter?: number;
}

const DRILLS: readonly Drill[] = [
  { title: "all VMs die", happens: [{ does: "vmsDie" }], capacitySeconds: 11, away: { vm: 0, "virtual-node": 12 } },
  {
    title: "all VMs are deleted",
    happens: [0, 1, 2].map((vm) => ({ does: "vmIsDeleted", vm })),
    capacitySeconds: 11,
    away: { vm: 0, "virtual-node": 12 },
    // Their pods are collected, and then find no node.
    showsAfter: 22,
  },
  {
    title: "the only VM with room dies",
    happens: [{ does: "vmDies", vm: 0 }],
    capacitySeconds: 11,
    away: { vm: 4, "virtual-node": 8 },
  },
  {
    title: "ACI refuses all",
    happens: [{ does: "aciRefuses" }, { does: "groupsVanish" }],
    capacitySeconds: 3,
    away: { vm: 12, "virtual-node": 0 },
  },
  {
    title: "ACI's quota has room for half",
    happens: [{ does: "aciQuota", count: 2 }, { does: "groupsVanish" }],
    capacitySeconds: 3,
    away: { vm: 10, "virtual-node": 2 },
    // What it takes must start.
    showsAfter: 10,
  },
  {
    title: "ACI's quota has room for all but one",
    happens: [{ does: "aciQuota", count: 3 }, { does: "groupsVanish" }],
    capacitySeconds: 3,
    away: { vm: 9, "virtual-node": 3 },
    showsAfter: 10,
  },
  {
    title: "container groups do not start",
    happens: [{ does: "coldStart", count: 3600 }, { does: "groupsVanish" }],
    capacitySeconds: 3,
    away: { vm: 12, "virtual-node": 0 },
    // coldStartSeconds.
    showsAfter: 60,
  },
  {
    title: "the connector dies",
    happens: [{ does: "connectorDies" }],
    capacitySeconds: 3,
    away: { vm: 12, "virtual-node": 0 },
  },
];

async function service(vms = 3): Promise<Simulation> {
  const simulation = new Simulation({
    isShared: false,
    world: { vms, slots: 4, replicas: { vm: 1, "virtual-node": 1 }, autoscales: false },
    target: {
      service: "web",
      namespace: "default",
      placement: { replicas: WANTED, vmReplicas: 8 },
      failover: { windowSeconds: WINDOW, holdDownSeconds: HOLD_DOWN, coldStartSeconds: 60 },
    },
  });
  await simulation.pass(97);
  assert.equal(simulation.world.ready(), WANTED);
  return simulation;
}

/** In how many seconds as many are ready as are wanted, on nodes that live. */
async function recovery(simulation: Simulation, away: Drill["away"]): Promise<number> {
  for (let seconds = 1; seconds < 600; seconds += 1) {
    await simulation.pass(1);
    if (Object.entries(away).every(([tier, count]) => simulation.served(tier) >= count)) return seconds;
  }
  return Infinity;
}

describe("a service of which one tier fails", () => {
  for (const { title, happens, capacitySeconds, away, showsAfter = 0 } of DRILLS) {
    test(`is whole again within the window and what capacity takes: ${title}`, async () => {
      const simulation = await service(title.startsWith("the only") ? 2 : 3);
      for (const happening of happens) await simulation.happen(happening);
      const seconds = await recovery(simulation, away);
      assert.ok(seconds <= showsAfter + WINDOW + capacitySeconds + 2, `${seconds} s`);
      await simulation.pass(30);
      assert.deepEqual(simulation.replicas(), away);
    });

    test(`comes home without one replica too few: ${title}`, async () => {
      const simulation = await service(title.startsWith("the only") ? 2 : 3);
      for (const happening of happens) await simulation.happen(happening);
      await simulation.pass(180);
      simulation.heal();
      let least = Infinity;
      for (let seconds = 0; seconds < 600; seconds += 1) {
        await simulation.pass(1);
        least = Math.min(least, simulation.world.ready());
      }
      assert.deepEqual(simulation.replicas(), { vm: 8, "virtual-node": 4 });
      assert.ok(least >= WANTED, `${least} ready`);
    });
  }
});

describe("a service of which no tier fails", () => {
  test("stays where it is when the API server is away", async () => {
    const simulation = await service();
    for (const seconds of [5, 20, 28, 40, 90]) {
      await simulation.happen({ does: "apiDies" });
      await simulation.pass(seconds);
      await simulation.happen({ does: "apiRevives" });
      await simulation.pass(120);
      assert.deepEqual(simulation.replicas(), { vm: 8, "virtual-node": 4 });
      assert.doesNotMatch(simulation.describe(), /"from"/);
    }
  });
});

describe("a tier that flaps", () => {
  for (const period of [20, 29, 30, 31, 45, 70, 130]) {
    test(`with ${period} seconds up and down for two hours moves no more often than the breaker says, and is home then`, async () => {
      const simulation = await service();
      for (let seconds = 0; seconds < 7200; seconds += 2 * period) {
        await simulation.happen({ does: "vmsDie" });
        await simulation.pass(period);
        await simulation.happen({ does: "vmsRevive" });
        await simulation.pass(period);
      }
      simulation.heal();
      // The referee has counted the moves of every hour.
      await simulation.comesHome();
    });
  }
});
