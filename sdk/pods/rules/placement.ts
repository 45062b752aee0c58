import { memberPath } from "../path";
import { childOf, itemsOf, textOf, textsOf, type Part, type PodView } from "./pod-view";
import { BOTH, ERROR, saidIn, V1_ERROR, type PodProblem, type PodRule } from "./rule";

const ARCHITECTURE = ["kubernetes.io/arch", "beta.kubernetes.io/arch"];
const OPERATING_SYSTEM = ["kubernetes.io/os", "beta.kubernetes.io/os"];
const ZONE = ["topology.kubernetes.io/zone", "failure-domain.beta.kubernetes.io/zone"];

const REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution";

/**
 * Rules on which nodes a pod needs. Other labels and the tolerations are not looked at: whoever puts a pod on the virtual
 * node chooses them.
 */
export const PLACEMENT_RULES: readonly PodRule[] = [
  {
    id: "windows",
    capability: "windows",
    what: "Windows as operating system",
    severity: ERROR,
    onlyOnVms: BOTH,
    find: (pod) => [
      ...wantedLabels(pod, OPERATING_SYSTEM).filter(isAll("windows")).map(wanting("Windows")),
      ...windowsOs(pod),
    ],
  },
  {
    id: "arm64",
    capability: "arm64",
    what: "nodes of arm64",
    severity: ERROR,
    onlyOnVms: BOTH,
    find: (pod) => wantedLabels(pod, ARCHITECTURE).filter(isAll("arm64")).map(wanting("nodes of arm64")),
  },
  {
    id: "architecture-label",
    capability: "architectureLabel",
    what: "nodes that have the label `kubernetes.io/arch`",
    severity: V1_ERROR,
    find: (pod) =>
      wantedLabels(pod, ARCHITECTURE)
        .filter((wanted) => !isAll("arm64")(wanted))
        .map(wanting("nodes with a label for their architecture")),
  },
  {
    id: "zone",
    capability: "zones",
    what: "nodes of a zone, by selector, affinity or spread that must be met",
    severity: { v1: "error", v2: "warning" },
    find: (pod) => [
      ...wantedLabels(pod, ZONE).map(wanting("nodes of a zone")),
      ...zoneSpreads(pod),
      ...zoneAffinities(pod),
    ],
  },
  {
    id: "daemon-set",
    capability: "daemonSets",
    what: "a DaemonSet",
    severity: ERROR,
    onlyOnVms: BOTH,
    // It is not in the pod but around it: see workload.ts.
    find: () => [],
  },
];

/** A label that a node must have for the pod, and the values that will do; none where any will. */
interface WantedLabel {
  readonly path: string;
  readonly values: readonly string[];
}

const isAll =
  (value: string) =>
  ({ values }: WantedLabel): boolean =>
    values.length > 0 && values.every((wanted) => wanted === value);

const wanting =
  (what: string) =>
  ({ path }: WantedLabel): PodProblem => ({ path, problem: `it wants ${what}` });

function wantedLabels({ spec }: PodView, keys: readonly string[]): readonly WantedLabel[] {
  const selector = childOf(spec, "nodeSelector");
  const selected = keys.flatMap((key) => {
    const value = selector === undefined ? undefined : textOf(selector, key);
    return selector === undefined || value === undefined
      ? []
      : [{ path: memberPath(selector.path, key), values: [value] }];
  });
  return [...selected, ...wantedByAffinity(spec, keys)];
}

/** Node selector terms are alternatives: a label is wanted where every one of them wants it. */
function wantedByAffinity(spec: Part, keys: readonly string[]): readonly WantedLabel[] {
  const required = descend(spec, "affinity", "nodeAffinity", REQUIRED);
  const terms = required === undefined ? [] : itemsOf(required, "nodeSelectorTerms");
  const wanted = terms.map((term) =>
    itemsOf(term, "matchExpressions").filter(
      (expression) =>
        keys.includes(textOf(expression, "key") ?? "") &&
        textOf(expression, "operator") !== "NotIn" &&
        textOf(expression, "operator") !== "DoesNotExist",
    ),
  );
  if (wanted.some((expressions) => expressions.length === 0)) return [];
  return wanted.flat().map((expression) => ({ path: expression.path, values: textsOf(expression, "values") }));
}

function windowsOs({ spec }: PodView): readonly PodProblem[] {
  const os = childOf(spec, "os");
  return os !== undefined && textOf(os, "name") === "windows" ? saidIn(os, "name", "it wants Windows") : [];
}

function zoneSpreads({ spec }: PodView): readonly PodProblem[] {
  return itemsOf(spec, "topologySpreadConstraints")
    .filter((spread) => isZonal(spread) && textOf(spread, "whenUnsatisfiable") !== "ScheduleAnyway")
    .map(({ path }) => ({ path, problem: "it must be spread over zones" }));
}

function zoneAffinities({ spec }: PodView): readonly PodProblem[] {
  const affinity = descend(spec, "affinity", "podAffinity");
  if (affinity === undefined) return [];
  return itemsOf(affinity, REQUIRED)
    .filter(isZonal)
    .map(({ path }) => ({ path, problem: "it must be in the zone of other pods" }));
}

function isZonal(part: Part): boolean {
  return ZONE.includes(textOf(part, "topologyKey") ?? "");
}

function descend(part: Part, ...names: readonly string[]): Part | undefined {
  return names.reduce<Part | undefined>((here, name) => (here === undefined ? undefined : childOf(here, name)), part);
}
