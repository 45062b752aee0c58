import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Counts } from "../agent/kept-service";
import type { Drill } from "./faulted-service";
import { assertInvariants, assertLeftOnce } from "./invariants";
import type { Glance } from "./service-watch";

const MOST = { wanted: 8, rate: 2 };
const HOME: Counts = [4, 4];

/** The holder of the Lease, since when, and when it was renewed last, in seconds. */
type Held = readonly [holder: string, acquired: number, renewed: number];

function glance(seconds: number, seen: { told?: Counts; ready?: Counts; held?: Held } = {}): Glance {
  const { told = HOME, ready = HOME, held: [holderIdentity, acquired, renewed] = ["one", 0, 0] } = seen;
  const lease = {
    holderIdentity,
    acquireTime: microTime(acquired),
    renewTime: microTime(renewed),
  } as unknown as Glance["lease"];
  return { at: seconds * 1000, told, ready, lease };
}

function microTime(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace("Z", "000Z");
}

function drill(all: readonly Glance[], changes: Partial<Drill> = {}): Drill {
  return { seconds: 5, limit: 20, all, served: all, moves: [], ...changes };
}

describe("what is watched for while a service leaves and comes home", () => {
  const accepted = (one: Drill) => {
    assertInvariants(one, MOST);
  };
  const refused = (one: Drill, why: RegExp) => {
    assert.throws(() => {
      assertInvariants(one, MOST);
    }, why);
  };

  test("is content with a move within the rate by one holder of the Lease", () => {
    accepted(drill([glance(0), glance(1, { told: [6, 4], ready: HOME }), glance(9, { told: [6, 2], ready: [6, 2] })]));
  });

  test("sees that all were ready again too late", () => {
    refused(drill([glance(0)], { seconds: 21 }), /ready again after 21 s, not 20/);
  });

  test("sees a single event with one ready replica too few", () => {
    refused(drill([glance(0), glance(1, { ready: [4, 3] }), glance(1.1)]), /fewer ready than wanted/);
  });

  test("sees more than wanted and the rate, unless they are gone with the next write", () => {
    const above = glance(1, { told: [7, 4] });
    accepted(drill([glance(0), above, glance(2)]));
    refused(drill([glance(0), above, glance(2, { told: [8, 4] }), glance(4)]), /more than 10 told for 3000 ms/);
  });

  test("sees replicas that leave a tier twice, or never come home", () => {
    const move = (from: string, to: string) => ({ at: 0, from, to, count: 4, reason: "" });
    const [away, home] = [move("vm", "virtual-node"), move("virtual-node", "vm")];
    const left = (...moves: Drill["moves"]) => {
      assertLeftOnce(drill([], { moves }), "vm");
    };
    left(away, home);
    left(away, home, home);
    for (const moves of [[away], [away, home, away], [away, home, away, home], [home, away]]) {
      assert.throws(() => {
        left(...moves);
      });
    }
  });

  test("sees two who may act: the Lease is taken after a silence, or when its holder has let go", () => {
    const one = glance(0, { held: ["one", 0, 100] });
    accepted(drill([one, glance(1, { held: ["two", 115, 115] })]));
    accepted(drill([one, glance(1, { held: ["", 101, 101] }), glance(2, { held: ["two", 102, 102] })]));
    refused(drill([one, glance(1, { held: ["two", 109, 109] })]), /taken after 9000 ms/);
  });
});
