import type { NodeObject, NodeRequirement, PodRequirements, TolerationObject } from "./objects";

/** Taints by which Kubernetes says how a node is, not whom it is for. */
const CONDITION_TAINTS = "node.kubernetes.io/";

/**
 * Whether a tier's pods are for a node: by what the scheduler requires of it, apart from how the node is at the moment and
 * what is left on it.
 *
 * @see https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/
 */
export function isNodeFor(
  { nodeSelector = {}, affinity, tolerations = [] }: PodRequirements,
  node: NodeObject,
): boolean {
  const labels = node.metadata.labels ?? {};
  const terms = affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms;
  return (
    Object.entries(nodeSelector).every(([key, value]) => labels[key] === value) &&
    (terms === undefined ||
      terms.some(({ matchExpressions = [] }) => matchExpressions.every((each) => isMet(each, labels)))) &&
    isTolerated(node, tolerations)
  );
}

function isMet({ key, operator, values = [] }: NodeRequirement, labels: Readonly<Record<string, string>>): boolean {
  const value = labels[key];
  switch (operator) {
    case "In":
      return value !== undefined && values.includes(value);
    case "NotIn":
      return value === undefined || !values.includes(value);
    case "Exists":
      return value !== undefined;
    case "DoesNotExist":
      return value === undefined;
    case "Gt":
      return Number(value) > Number(values[0]);
    case "Lt":
      return Number(value) < Number(values[0]);
    default:
      return false;
  }
}

function isTolerated({ spec }: NodeObject, tolerations: readonly TolerationObject[]): boolean {
  const repelling = (spec?.taints ?? []).filter(
    ({ key, effect }) => effect !== "PreferNoSchedule" && !key.startsWith(CONDITION_TAINTS),
  );
  return repelling.every((taint) =>
    tolerations.some(
      ({ key, operator = "Equal", value = "", effect = taint.effect }) =>
        (key === undefined || key === taint.key) &&
        effect === taint.effect &&
        (operator === "Exists" || value === (taint.value ?? "")),
    ),
  );
}
