import type { ClusterObjects } from "./cluster-objects";
import type { FailoverObservation, Heartbeat, NodeObservation } from "./observation";
import { SECOND, type Time, timeOf } from "./time";

/**
 * How often a kubelet renews its lease, in seconds: in a quarter of `nodeLeaseDurationSeconds`. virtual-kubelet does as
 * well.
 *
 * @see https://kubernetes.io/docs/reference/config-api/kubelet-config.v1beta1
 */
const HEARTBEAT_SECONDS = 10;
/** Two renewals are missed by then. */
const SILENT_SECONDS = 25;
/** A little late is not late. */
const LATE_SECONDS = HEARTBEAT_SECONDS + 2;

/**
 * When nodes gave their last signs of life. A lease that changes is one, whatever time it states: nodes have clocks of
 * their own, and after an outage of the API server all leases are old at first. Between two looks the stated time tells
 * when it was.
 */
export function heartbeatsOf(
  { leases, at }: Pick<ClusterObjects, "leases" | "at">,
  last: Pick<FailoverObservation, "heartbeats" | "at"> | undefined,
): Readonly<Record<string, Heartbeat>> {
  const entries = leases.flatMap(({ metadata, spec }): [string, Heartbeat][] => {
    const { renewTime } = spec ?? {};
    if (renewTime === undefined) return [];
    const known = last?.heartbeats[metadata.name];
    if (known?.renewTime === renewTime) return [[metadata.name, known]];
    const stated = Math.min(at, timeOf(renewTime) ?? at);
    if (known !== undefined) {
      return [[metadata.name, { renewTime, seen: Math.max(last?.at ?? at, stated), isProven: true }]];
    }
    const isYoung = at - stated <= LATE_SECONDS * SECOND;
    return [[metadata.name, { renewTime, seen: isYoung ? stated : at, isProven: isYoung }]];
  });
  return Object.fromEntries(entries);
}

/** Whether a node has given no sign of life for so long that it counts as down. */
export function isSilent({ lastSign }: NodeObservation, at: Time): boolean {
  return lastSign !== undefined && at >= silentAt(lastSign);
}

/** When a node that is late with its sign of life will count as down. */
export function willBeSilent({ lastSign }: NodeObservation, at: Time): Time | undefined {
  const isLate = lastSign !== undefined && at - lastSign >= LATE_SECONDS * SECOND;
  return isLate && at < silentAt(lastSign) ? silentAt(lastSign) : undefined;
}

function silentAt(lastSign: Time): Time {
  return lastSign + SILENT_SECONDS * SECOND;
}
