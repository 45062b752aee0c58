import type { Properties } from "../../rpc/provider";
import { isObject, listAt, numberAt, objectAt, textAt } from "../fields";
import { condition, inNamespaceOf, isObserved, isOwnedBy, labelSelector, selectedPods } from "./selectors";
import { notReady, ready, type Observed, type ReadinessRule, type Verdict } from "./verdict";

/**
 * A Deployment is ready when its controller has seen it, it is available, and the ReplicaSet of its revision has all
 * its pods ready (pulumi-kubernetes pkg/await/deployment.go).
 */
export const deploymentRule: ReadinessRule = {
  related: (live) => ({
    replicaSets: {
      path: inNamespaceOf(live, "/apis/apps/v1", "replicasets"),
      labelSelector: labelSelector(objectAt(live, "spec", "selector")),
    },
    ...claimQuery(live),
  }),
  pods: selectedPods,
  judge: deploymentVerdict,
};

const revisionAnnotation = "deployment.kubernetes.io/revision";

function deploymentVerdict(observed: Observed): Verdict {
  const { live } = observed;
  if (!isObserved(live)) return notReady("Waiting for the Deployment controller to see the Deployment");
  const unbound = unboundClaims(observed);
  const replicaSet = currentReplicaSet(observed);
  const isAvailable = condition(live, "Available")?.["status"] === "True";
  const isRolledOut = revision(live) === "1" || progressed(live);
  if (isAvailable && isRolledOut && unbound.length === 0 && replicaSetIsReady(observed, replicaSet)) return ready;
  const complaint = missing({ isAvailable, isFirst: revision(live) === "1", isRolledOut });
  const claims = unbound.length === 0 ? [] : [`Failed to bind PersistentVolumeClaim(s): "${unbound.join(",")}"`];
  return {
    ready: false,
    reasons: [...conditionErrors(live), ...claims, complaint],
    status: `Waiting for app ReplicaSet to be available (${podCount(replicaSet)} Pods available)`,
  };
}

interface Progress {
  readonly isAvailable: boolean;
  readonly isFirst: boolean;
  readonly isRolledOut: boolean;
}

function missing({ isAvailable, isFirst, isRolledOut }: Progress): string {
  if (!isAvailable) return "Minimum number of live Pods was not attained";
  if (isFirst || !isRolledOut) return "Minimum number of Pods to consider the application live was not attained";
  return "Attempted to roll forward to new ReplicaSet, but minimum number of Pods did not become live";
}

function revision(deployment: Properties): string | undefined {
  return textAt(deployment, "metadata", "annotations", revisionAnnotation);
}

function progressed(live: Properties): boolean {
  const progressing = condition(live, "Progressing");
  return progressing?.["status"] === "True" && progressing["reason"] === "NewReplicaSetAvailable";
}

/** The ReplicaSet of the Deployment's revision. */
function currentReplicaSet({ live, related }: Observed): Properties | undefined {
  const owned = (related["replicaSets"] ?? []).filter((replicaSet) => isOwnedBy(replicaSet, live));
  return owned.find((replicaSet) => revision(replicaSet) === revision(live));
}

function replicaSetIsReady({ live }: Observed, replicaSet: Properties | undefined): boolean {
  if (replicaSet === undefined || revision(live) === undefined) return false;
  return (numberAt(replicaSet, "status", "readyReplicas") ?? 0) >= wantedReplicas(replicaSet);
}

/** The ReplicaSet's, not the program's: somebody may have scaled it. */
function wantedReplicas(replicaSet: Properties | undefined): number {
  return numberAt(replicaSet, "spec", "replicas") ?? 1;
}

function podCount(replicaSet: Properties | undefined): string {
  return replicaSet === undefined
    ? "0/?"
    : `${numberAt(replicaSet, "status", "readyReplicas") ?? 0}/${wantedReplicas(replicaSet)}`;
}

/** What the controller says went wrong: `ProgressDeadlineExceeded`, pods that a quota forbids, and the like. */
function conditionErrors(live: Properties): string[] {
  const failures = { Progressing: "False", Available: "False", ReplicaFailure: "True" };
  return Object.entries(failures)
    .map(([type, status]) => ({ found: condition(live, type), status }))
    .filter(({ found, status }) => found?.["status"] === status)
    .map(({ found }) => `[${textAt(found, "reason") ?? ""}] ${textAt(found, "message") ?? ""}`);
}

function claimNames(live: Properties): string[] {
  return listAt(live, "spec", "template", "spec", "volumes")
    .filter(isObject)
    .map((volume) => textAt(volume, "persistentVolumeClaim", "claimName"))
    .filter((name) => name !== undefined);
}

function claimQuery(live: Properties): Readonly<Record<string, { readonly path: string }>> {
  if (claimNames(live).length === 0) return {};
  return { claims: { path: inNamespaceOf(live, "/api/v1", "persistentvolumeclaims") } };
}

function unboundClaims({ live, related }: Observed): string[] {
  const names = claimNames(live);
  return (related["claims"] ?? [])
    .filter((claim) => names.includes(textAt(claim, "metadata", "name") ?? ""))
    .filter((claim) => textAt(claim, "status", "phase") !== "Bound")
    .map((claim) => textAt(claim, "metadata", "name") ?? "");
}
