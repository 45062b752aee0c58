import { numberAt, objectAt, textAt } from "../fields";
import { isObserved, selectedPods } from "./selectors";
import { notReady, ready, type Observed, type ReadinessRule, type Verdict } from "./verdict";

/** A StatefulSet is ready when all its pods are, and are of its newest revision (pulumi-kubernetes statefulset.go). */
export const statefulSetRule: ReadinessRule = { pods: selectedPods, judge: statefulSetVerdict };

function statefulSetVerdict({ live }: Observed): Verdict {
  if (!isObserved(live)) return notReady("Waiting for the StatefulSet controller to see the StatefulSet");
  const wanted = numberAt(live, "spec", "replicas") ?? 1;
  const count = (field: string): number => numberAt(live, "status", field) ?? 0;
  const [current, target] = [textAt(live, "status", "currentRevision"), textAt(live, "status", "updateRevision")];
  const isUpdate = (numberAt(live, "metadata", "generation") ?? 0) > 1;
  const waitsForDeletion = isUpdate && textAt(live, "spec", "updateStrategy", "type") === "OnDelete";
  const hasRevision = waitsForDeletion || (current !== undefined && current === target);
  const hasReplicas =
    wanted === count("replicas") &&
    wanted === count("readyReplicas") &&
    (waitsForDeletion || wanted === count("currentReplicas"));
  if (hasRevision && hasReplicas) return ready;
  // While it rolls out, ready pods of the old revision don't count.
  const readyCount = hasRevision ? count("readyReplicas") : Math.min(count("readyReplicas"), count("updatedReplicas"));
  const revisions = `from revision "${current ?? ""}" to revision "${target ?? ""}"`;
  return {
    ready: false,
    reasons: [
      ...(hasReplicas ? [] : [`${readyCount} out of ${wanted} replicas succeeded readiness checks`]),
      ...(hasRevision ? [] : [`StatefulSet controller failed to advance ${revisions}`]),
    ],
    status: statusLine({ isUpdate, hasReplicas, pods: `${readyCount}/${wanted}` }),
  };
}

function statusLine(progress: { isUpdate: boolean; hasReplicas: boolean; pods: string }): string {
  const { isUpdate, hasReplicas, pods } = progress;
  if (!isUpdate) return `[1/2] Waiting for StatefulSet to create Pods (${pods} Pods ready)`;
  if (!hasReplicas) return `[1/3] Waiting for StatefulSet update to roll out (${pods} Pods ready)`;
  return "[2/3] Waiting for StatefulSet to update .status.currentRevision";
}

/** A DaemonSet is ready when each of its nodes has an up-to-date, available pod (sigs.k8s.io/cli-utils kstatus). */
export const daemonSetRule: ReadinessRule = { pods: selectedPods, judge: daemonSetVerdict };

const daemonSetSteps = [
  ["Current", "currentNumberScheduled"],
  ["Updated", "updatedNumberScheduled"],
  ["Available", "numberAvailable"],
  ["Ready", "numberReady"],
] as const;

function daemonSetVerdict({ live }: Observed): Verdict {
  if (!isObserved(live)) return notReady("Waiting for the DaemonSet controller to see the DaemonSet");
  const status = objectAt(live, "status");
  const desired = numberAt(status, "desiredNumberScheduled") ?? 0;
  const behind = daemonSetSteps.find(([, field]) => (numberAt(status, field) ?? 0) < desired);
  return behind === undefined ? ready : notReady(`${behind[0]}: ${numberAt(status, behind[1]) ?? 0}/${desired}`);
}
