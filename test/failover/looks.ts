import assert from "node:assert/strict";
import { decide } from "../../sdk/failover/decide";
import type { FailoverDecision } from "../../sdk/failover/decision";
import { type FailoverMemory, NO_MEMORY } from "../../sdk/failover/memory";
import type { FailoverTarget } from "../../sdk/failover/target";
import { AT, node, seconds, sight, type TierSight, web } from "./sights";

export type Tiers = Readonly<Record<string, TierSight>>;

export const AT_HOME: Tiers = { vm: { replicas: 8 }, "virtual-node": { replicas: 4 } };

/** VMs whose nodes have been silent for so long. */
export const silentVms = (forSeconds: number, at: number): TierSight => ({
  replicas: 8,
  nodes: ["one", "two"].map((name) => node(name, { lastSign: at - seconds(forSeconds) })),
});

/** Looks at one thing after another, each so many seconds after the first, with the memory of the one before. */
export function watch(
  looks: readonly (readonly [at: number, tiers: (at: number) => Tiers])[],
  target: FailoverTarget = web(),
  memory: FailoverMemory = NO_MEMORY,
): readonly FailoverDecision[] {
  let remembered = memory;
  return looks.map(([after, tiers]) => {
    const at = AT + seconds(after);
    const decision = decide(sight(tiers(at), { at, memory: remembered }), target);
    if (decision.isMemorable) remembered = decision.memory;
    return decision;
  });
}

export function every(by: number, [from, to]: readonly [number, number], tiers: (at: number) => Tiers) {
  const count = Math.floor((to - from) / by) + 1;
  return Array.from({ length: count }, (_, index) => [from + index * by, tiers] as const);
}

export const last = (decisions: readonly FailoverDecision[]): FailoverDecision => {
  const decision = decisions.at(-1);
  assert.ok(decision);
  return decision;
};
