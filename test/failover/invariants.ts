import assert from "node:assert/strict";
import type { Drill } from "./faulted-service";
import { type Glance, story, sum, type TierName } from "./service-watch";

/** How long one write may come after the other that it belongs to, in milliseconds. */
const SETTLE_MS = 2_000;
/** Who could not renew the Lease for so long acts no more, in milliseconds. */
const RENEW_DEADLINE_MS = 10_000;

/** What holds whatever breaks, over every event that was seen. */
export function assertInvariants(drill: Drill, { wanted, rate }: { readonly wanted: number; readonly rate: number }) {
  const { seconds, limit, all, served } = drill;
  assert.ok(seconds <= limit, `ready again after ${seconds} s, not ${limit}:\n${story(all)}`);
  const short = served.find(({ ready }) => sum(ready) < wanted);
  assert.equal(short, undefined, `fewer ready than wanted, on purpose:\n${story(served)}`);
  const longest = longestAbove(all, wanted + rate);
  assert.ok(longest <= SETTLE_MS, `more than ${wanted + rate} told for ${longest} ms:\n${story(all)}`);
  assertOneHolder(all);
}

/**
 * The tier is left once, and then come back to. Who looks while the fault holds sees no more of it, and tries to come back
 * after the hold-down; that takes nothing from where the replicas are, so they need not leave again.
 */
export function assertLeftOnce({ moves }: Drill, tier: TierName): void {
  const leaves = moves.map(({ from }) => from === tier);
  assert.deepEqual(leaves, [true, ...moves.slice(1).map(() => false)], JSON.stringify(moves));
  assert.ok(moves.length > 1, "nobody came home");
}

/** For how long more replicas were told than that, in milliseconds. */
function longestAbove(glances: readonly Glance[], most: number): number {
  let [longest, since] = [0, Infinity];
  for (const { at, told } of glances) {
    longest = Math.max(longest, at - since);
    since = sum(told) <= most ? Infinity : Math.min(since, at);
  }
  return longest;
}

/** Nobody takes the Lease from one who may still act. */
function assertOneHolder(glances: readonly Glance[]): void {
  glances.forEach(({ lease }, index) => {
    const before = glances[index - 1]?.lease ?? lease;
    const { holderIdentity: former = "" } = before;
    if (former === "" || (lease.holderIdentity ?? "") === "" || lease.holderIdentity === former) return;
    const silence = millisecondsOf(lease.acquireTime) - millisecondsOf(before.renewTime);
    assert.ok(silence >= RENEW_DEADLINE_MS, `taken after ${silence} ms:\n${story(glances)}`);
  });
}

/** A watch of the official client gives times as the text that was sent, whatever its types say. */
function millisecondsOf(time: Date | string | undefined): number {
  return time === undefined ? NaN : new Date(time).getTime();
}
