import { capability } from "../virtual-node/capabilities";
import type { VirtualNodeGeneration } from "../virtual-node/generation";
import { isAdaptable } from "./adapt-pod";
import { POD_RULES } from "./rules/all";
import { podView } from "./rules/pod-view";
import { PodSeverity, type PodProblem, type PodRule } from "./rules/rule";

/** What is wrong with a pod on a virtual node, and what to do about it. */
export interface PodFinding {
  /** The id of the rule: `startup-probe`. */
  readonly rule: string;
  /** Where it stands, from the pod or its template on: `spec.containers[0].startupProbe`. */
  readonly path: string;
  readonly severity: PodSeverity;
  /** What stands there, in a few words. */
  readonly problem: string;
  /** What happens if it is left as it is, in one clause. */
  readonly effect: string;
  /** What to do instead, in one clause. */
  readonly fix: string;
  /** The address of the page or the code that says so. */
  readonly source: string;
  /** Whether {@link adaptPod} takes it away. */
  readonly isAdaptable: boolean;
  /** Whether only VMs give what it needs, so that a service with such a pod has to stay on them. */
  readonly isOnlyOnVms: boolean;
}

/**
 * Says what of a pod does not work on a virtual node: what ACI or the way to it refuses, and what gets lost without a
 * word. It looks at the pod alone, and takes the virtual node's own labels and taint for given.
 *
 * @param pod - a PodSpec, a PodTemplateSpec or a Pod, as in YAML
 * @returns every finding, errors first; none for a pod that runs as it does on a VM
 */
export function checkPod(pod: object, generation: VirtualNodeGeneration): readonly PodFinding[] {
  const view = podView(pod);
  const findings = POD_RULES.filter(({ severity }) => severity[generation] !== undefined).flatMap((rule) =>
    rule.find(view, generation).map((problem) => podFinding(rule, problem, generation)),
  );
  return errorsFirst(findings);
}

/** A problem as the capability behind its rule tells it. */
export function podFinding(
  { id, capability: capabilityId, severity, onlyOnVms = [] }: PodRule,
  { path, problem }: PodProblem,
  generation: VirtualNodeGeneration,
): PodFinding {
  const { instead = "", ...generations } = capability(capabilityId);
  const { effect, source } = generations[generation];
  return {
    rule: id,
    path,
    severity: severity[generation] ?? PodSeverity.warning,
    problem,
    effect,
    fix: instead,
    source: source.url,
    isAdaptable: isAdaptable(id, generation),
    isOnlyOnVms: onlyOnVms.includes(generation),
  };
}

/** Findings in the order in which one has to deal with them. */
export function errorsFirst(findings: readonly PodFinding[]): readonly PodFinding[] {
  return Object.values(PodSeverity).flatMap((severity) => findings.filter((finding) => finding.severity === severity));
}

/** The findings as text, one line each. */
export function findingLines(findings: readonly PodFinding[]): readonly string[] {
  return findings.map(
    ({ rule, path, severity, problem, effect, fix, source }) =>
      `${severity} ${path}: ${problem}; ${effect}; instead: ${fix} (${rule}, ${source})`,
  );
}

/** Whether a pod with these findings would run on the virtual node, if perhaps not with all that it asks for. */
export function runsOnVirtualNode(findings: readonly PodFinding[]): boolean {
  return !findings.some(({ severity, isOnlyOnVms }) => severity === PodSeverity.error || isOnlyOnVms);
}

/** Why a service with such pods has to stay on VMs altogether, one sentence a reason; none where it need not. */
export function vmOnlyReasons(findings: readonly PodFinding[]): readonly string[] {
  return findings
    .filter(({ isOnlyOnVms }) => isOnlyOnVms)
    .map(({ path, problem, effect }) => `${path} needs VMs: ${problem}, and on a virtual node ${effect}.`);
}
