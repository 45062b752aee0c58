import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { nextStep, type StepInput, type StepTier } from "../../sdk/failover/step";

type Short = readonly [now: number, goal: number, ready: number, kept?: number];

/** VMs first, then the virtual node. */
function step(tiers: readonly [vm: Short, virtualNode: Short], rest: Partial<StepInput> = {}) {
  const named = tiers.map(([now, goal, ready, kept = 0], index): StepTier => {
    const kind = index === 0 ? "vm" : "virtualNode";
    return { name: kind, kind, now, goal, ready, kept, isRolling: false };
  });
  const floor = tiers.reduce((sum, [, goal]) => sum + goal, 0);
  const plan = nextStep({ tiers: named, floor, rate: 20, disruptionsAllowed: Infinity, createRoom: 100, ...rest });
  return { counts: [plan.counts["vm"], plan.counts["virtualNode"]], brakes: plan.brakes, moved: plan.moved };
}

const CASES: readonly [
  title: string,
  tiers: readonly [Short, Short],
  rest: Partial<StepInput>,
  counts: readonly [vm: number, virtualNode: number],
  brakes: readonly string[],
][] = [
  [
    "nothing is done where all is as it is to be",
    [
      [8, 8, 8],
      [4, 4, 4],
    ],
    {},
    [8, 4],
    [],
  ],
  [
    "a new service gets all its replicas at once",
    [
      [1, 8, 0],
      [1, 4, 0],
    ],
    { rate: 1 },
    [8, 4],
    [],
  ],
  [
    "VMs that are dead give up their replicas in the step that replaces them",
    [
      [8, 0, 0, 8],
      [4, 12, 4],
    ],
    {},
    [0, 12],
    [],
  ],
  [
    "no more of them than the rate",
    [
      [8, 0, 0, 8],
      [4, 12, 4],
    ],
    { rate: 3 },
    [5, 7],
    [],
  ],
  [
    "VMs that still count as ready keep theirs until others are ready",
    [
      [8, 0, 8],
      [4, 12, 4],
    ],
    {},
    [8, 12],
    ["readiness"],
  ],
  [
    "then they give them up",
    [
      [8, 0, 8],
      [12, 12, 12],
    ],
    {},
    [0, 12],
    [],
  ],
  [
    "as many at a time as the budget allows",
    [
      [8, 0, 8],
      [12, 12, 12],
    ],
    { disruptionsAllowed: 2 },
    [6, 12],
    ["disruptionBudget"],
  ],
  [
    "none where it allows none",
    [
      [8, 0, 8],
      [12, 12, 12],
    ],
    { disruptionsAllowed: 0 },
    [8, 12],
    ["disruptionBudget"],
  ],
  [
    "as many as the rate says",
    [
      [8, 0, 8],
      [12, 12, 12],
    ],
    { rate: 9 },
    [0, 12],
    [],
  ],
  [
    "those that came home take nobody's place before they are ready",
    [
      [8, 8, 0],
      [12, 4, 12],
    ],
    {},
    [8, 12],
    ["readiness"],
  ],
  [
    "going home makes replicas on VMs first",
    [
      [0, 8, 0],
      [12, 4, 12],
    ],
    { rate: 3 },
    [3, 12],
    ["readiness"],
  ],
  [
    "ACI's throttle makes a step smaller",
    [
      [8, 0, 0, 8],
      [4, 12, 4],
    ],
    { createRoom: 5 },
    [3, 9],
    ["throttle"],
  ],
  [
    "and holds it where no room is left",
    [
      [8, 0, 0, 8],
      [4, 12, 4],
    ],
    { createRoom: 0 },
    [8, 4],
    ["throttle"],
  ],
  [
    "no throttle keeps VMs from getting replicas",
    [
      [0, 8, 0],
      [12, 4, 12],
    ],
    { createRoom: 0 },
    [8, 12],
    ["readiness"],
  ],
  [
    "replicas that start are not taken while others are missing",
    [
      [3, 1, 1],
      [2, 2, 1],
    ],
    {},
    [3, 2],
    ["readiness"],
  ],
  [
    "they are where enough are ready",
    [
      [3, 1, 1],
      [2, 2, 2],
    ],
    {},
    [1, 2],
    [],
  ],
  [
    "a service that shrinks loses all at once",
    [
      [80, 3, 80],
      [20, 0, 20],
    ],
    { disruptionsAllowed: 1 },
    [3, 0],
    [],
  ],
  [
    "but never below what is wanted",
    [
      [80, 3, 0],
      [20, 0, 2],
    ],
    {},
    [80, 20],
    ["readiness"],
  ],
  [
    "a lower floor lets serving replicas go first",
    [
      [8, 0, 8],
      [4, 12, 4],
    ],
    { floor: 10 },
    [6, 12],
    ["readiness"],
  ],
];

describe("the next step", () => {
  for (const [title, tiers, rest, counts, brakes] of CASES) {
    test(title, () => {
      const plan = step(tiers, rest);
      assert.deepEqual(plan.counts, counts);
      assert.deepEqual(plan.brakes, brakes);
    });
  }

  test("moves no more than it makes beyond what is missing", () => {
    assert.deepEqual(
      step([
        [8, 0, 0, 8],
        [2, 12, 2],
      ]).moved,
      { vm: 0, virtualNode: 8 },
    );
    assert.deepEqual(
      step([
        [1, 8, 1],
        [1, 4, 1],
      ]).moved,
      { vm: 0, virtualNode: 0 },
    );
  });

  test("takes none but serving replicas' worth of a Deployment that rolls: nobody knows which go", () => {
    const tier = { name: "vm", kind: "vm", now: 8, goal: 0, ready: 0, kept: 8, isRolling: true } as const;
    const other = { name: "aci", kind: "virtualNode", now: 4, goal: 12, ready: 4, kept: 0, isRolling: false } as const;
    const input = { tiers: [tier, other], floor: 12, rate: 20, disruptionsAllowed: Infinity, createRoom: 100 };
    assert.deepEqual(nextStep(input).counts, { vm: 8, aci: 12 });
  });
});
