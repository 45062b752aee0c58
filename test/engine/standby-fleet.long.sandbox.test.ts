import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { awaited } from "../waiting";
import { propertiesOf } from "./azure";
import { changesNothing, createFleet, given, groupsOf, idOf, image, images, leavesNothing } from "./fleets";
import type { Stack } from "./stack";

const UP = ["up", "--yes", "--skip-preview"] as const;
const TIMEOUT_MS = 60_000;
/** Versions of what no official client reads here. */
const STANDBY_POOLS = "2025-10-01";
const CONTAINER_GROUPS = "2025-09-01";

describe("a counted fleet with a standby pool", () => {
  let stack: Stack;
  before(async () => {
    stack = await createFleet("standby-fleet", "uksouth");
    await given(stack, { standbyPool: { readyGroups: 2 } });
  });
  after(() => stack.remove());

  /** How many groups of the pool run. */
  const readyGroups = async (): Promise<number> => {
    const id = await idOf(stack, "StandbyContainerGroupPool");
    const { instanceCountSummary } = (await propertiesOf(`${id}/runtimeViews/latest`, STANDBY_POOLS)) as {
      readonly instanceCountSummary: readonly [
        { readonly instanceCountsByState: readonly { readonly state: string; readonly count: number }[] },
      ];
    };
    return instanceCountSummary[0].instanceCountsByState.find(({ state }) => state === "Running")?.count ?? 0;
  };
  const poolIsFull = () =>
    awaited("a full standby pool", TIMEOUT_MS, async () => ((await readyGroups()) === 2 ? true : undefined));
  const isFromPool = async (replica: string): Promise<boolean> => {
    const { id } = (await stack.resources()).find(({ urn }) => urn.endsWith(`::${replica}`)) ?? assert.fail(replica);
    return (await propertiesOf(id ?? "", CONTAINER_GROUPS))["isCreatedFromStandbyPool"] === true;
  };
  const allRun = (replicas: number) =>
    awaited(`${replicas} groups that run`, TIMEOUT_MS, async () => {
      const groups = await groupsOf(stack);
      return (groups.length === replicas && groups.every(({ state }) => state === "Running")) || undefined;
    });

  test("has its groups ready beside its replicas, and a second run changes nothing", async () => {
    await stack.run(...UP);
    await allRun(2);
    await poolIsFull();
    await changesNothing(stack);
  });

  test("takes further replicas from the pool, which is filled again", async () => {
    await given(stack, { replicas: 4, standbyPool: { readyGroups: 2 } });
    await stack.run(...UP);
    await allRun(4);
    assert.deepEqual([await isFromPool("shop-2"), await isFromPool("shop-3")], [true, true]);
    await poolIsFull();
  });

  test("takes a new version, in the pool and in all replicas", async () => {
    await stack.config("image", image("2"));
    await stack.run(...UP);
    await allRun(4);
    assert.deepEqual(await images(stack), ["2", "2", "2", "2"]);
    await poolIsFull();
    await changesNothing(stack);
  });

  test("leaves nothing when it is destroyed", () => leavesNothing(stack));
});
