import { capability } from "../virtual-node/capabilities";
import type { VirtualNodeGeneration } from "../virtual-node/generation";
import { ACI_AMOUNTS } from "./adaptations/amounts";
import type { Adaptation, Edit } from "./adaptations/adaptation";
import { SHORTER_GRACE } from "./adaptations/grace";
import { REMOVALS } from "./adaptations/removals";
import { LEGAL_VOLUME_NAMES } from "./adaptations/volume-names";
import { valueAt, withValueAt } from "./path";
import { podRule } from "./rules/all";
import { isPodSpec, podView } from "./rules/pod-view";

/** One difference between a pod and what it becomes for a virtual node. */
export interface PodChange {
  /** The id of the rule that asks for it. */
  readonly rule: string;
  /** Where, in the pod as the changes before this one left it. */
  readonly path: string;
  readonly before: unknown;
  /** `undefined` where it was left out. */
  readonly after: unknown;
  /** The change and why, in one sentence. */
  readonly reason: string;
}

/** A pod for a virtual node, and how it differs. */
export interface AdaptedPod<Pod extends object> {
  readonly pod: Pod;
  readonly changes: readonly PodChange[];
}

const ADAPTATIONS: readonly Adaptation[] = [...REMOVALS, SHORTER_GRACE, LEGAL_VOLUME_NAMES, ACI_AMOUNTS];

/**
 * Makes of a pod one for a virtual node, as far as that can be done without changing what it does: what ACI refuses and can
 * do without is left out, names and amounts become such that ACI takes them. What carries a meaning, such as a lifecycle
 * hook, stays, and so does its finding. Adapting an adapted pod changes nothing.
 *
 * @param pod - a PodSpec, a PodTemplateSpec or a Pod, as in YAML; it stays as it is
 */
export function adaptPod<Pod extends object>(pod: Pod, generation: VirtualNodeGeneration): AdaptedPod<Pod> {
  const isSpec = isPodSpec(pod);
  let root: object = isSpec ? { spec: pod } : pod;
  const changes: PodChange[] = [];
  for (const { rules, edits } of ADAPTATIONS) {
    if (!rules.some((rule) => applies(rule, generation))) continue;
    for (const edit of edits(podView(root), generation)) {
      changes.push(podChange(root, edit, generation));
      root = withValueAt(root, edit.path, edit.after) as object;
    }
  }
  return { pod: (isSpec ? (root as { readonly spec: object }).spec : root) as Pod, changes };
}

/** Whether {@link adaptPod} takes away what a rule finds. */
export function isAdaptable(rule: string, generation: VirtualNodeGeneration): boolean {
  return applies(rule, generation) && ADAPTATIONS.some(({ rules }) => rules.includes(rule));
}

function applies(rule: string, generation: VirtualNodeGeneration): boolean {
  return podRule(rule).severity[generation] !== undefined;
}

function podChange(root: object, { rule, path, after }: Edit, generation: VirtualNodeGeneration): PodChange {
  const before = valueAt(root, path);
  const { effect } = capability(podRule(rule).capability)[generation];
  const change = after === undefined ? "is left out" : `is ${shown(after)} instead of ${shown(before)}`;
  return { rule, path, before, after, reason: `${path} ${change}, because ${effect} (${rule}).` };
}

function shown(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
