import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, test } from "node:test";
import fc from "fast-check";
import { ROOT } from "../sandbox";
import { happenings, live, scaledHappenings, scaledScenario, scenario } from "./simulation/happenings";
import type { Happening, Scenario } from "./simulation/simulation";

/**
 * How many random schedules are lived through. A run of the tests takes the same ones every time; to search for more, set
 * FAILOVER_SCHEDULES to some ten thousand and run this file alone.
 */
const SEARCHED = process.env["FAILOVER_SCHEDULES"];
const SEED = SEARCHED === undefined ? { seed: 20_260_105 } : {};

function runs(usually: number): { readonly numRuns: number } {
  return { ...SEED, numRuns: SEARCHED === undefined ? usually : Number(SEARCHED) };
}

describe("a service that fails over lives through whatever happens", () => {
  test("faults, heals, scalings by hand, actors that die at any request, two of them at once", async () => {
    await fc.assert(
      fc.asyncProperty(scenario, happenings, (given, commands) =>
        live(given, (simulation) => fc.asyncModelRun(() => ({ model: {}, real: simulation }), commands)),
      ),
      runs(1300),
    );
  });

  test("the same where autoscalers own the number of replicas", async () => {
    await fc.assert(
      fc.asyncProperty(scaledScenario, scaledHappenings, (given, commands) =>
        live(given, (simulation) => fc.asyncModelRun(() => ({ model: {}, real: simulation }), commands)),
      ),
      runs(400),
    );
  });
});

interface Regression {
  readonly title: string;
  readonly scenario: Scenario;
  readonly happenings: readonly Happening[];
}

describe("what went wrong once, and as little of it as it takes", () => {
  const file = path.join(ROOT, "test", "failover", "simulation", "regressions.json");
  for (const { title, scenario: given, happenings: happened } of JSON.parse(
    readFileSync(file, "utf8"),
  ) as Regression[]) {
    test(title, async () => {
      await live(given, async (simulation) => {
        for (const happening of happened) await simulation.happen(happening);
      });
    });
  }
});
