import { readFileSync } from "node:fs";
import path from "node:path";
import type { ClusterObjects } from "../../sdk/failover/cluster-objects";
import type { FailoverObservation } from "../../sdk/failover/observation";
import { failoverObservation } from "../../sdk/failover/observe";
import type { FailoverTarget } from "../../sdk/failover/target";
import { ROOT } from "../sandbox";

/** Objects as a real API server sent them, without what nobody reads: of a service with 4 replicas on VMs and 2 beside. */
export function recordedObjects(state: string): ClusterObjects {
  const file = path.join(ROOT, "test", "failover", "states", `${state}.json`);
  const { at, ...objects } = JSON.parse(readFileSync(file, "utf8")) as Omit<ClusterObjects, "at"> & { at: string };
  return { ...objects, at: Date.parse(at), autoscalers: [], missing: [] };
}

/** What somebody saw who had been looking for half a minute. */
export function recordedSight(state: string, target: FailoverTarget): FailoverObservation {
  const objects = recordedObjects(state);
  const steps = [25, 12.5];
  const before = steps.reduce<FailoverObservation | undefined>(
    (last, seconds) => failoverObservation(earlier(objects, seconds), target, last),
    undefined,
  );
  return failoverObservation(objects, target, before);
}

/** Leases are renewed every 10 seconds: one that is older was the same back then. */
function earlier(objects: ClusterObjects, seconds: number): ClusterObjects {
  const at = objects.at - seconds * 1000;
  const leases = objects.leases.map((lease) => {
    const renewed = Date.parse(lease.spec?.renewTime ?? "");
    if (renewed <= at) return lease;
    const before = renewed - 10_000 * Math.ceil((renewed - at) / 10_000);
    return { ...lease, spec: { renewTime: new Date(before).toISOString() } };
  });
  return { ...objects, at, leases };
}
