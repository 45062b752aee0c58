import type { AdaptedPod } from "../sdk/pods/adapt-pod";
import { runsOnVirtualNode, vmOnlyReasons, type PodFinding } from "../sdk/pods/check-pod";
import type { Workload } from "../sdk/pods/workload";
import type { VirtualNodeGeneration } from "../sdk/virtual-node/generation";
import { lineOf, type Manifest } from "./manifests";

/** A workload, and what was found in it; where it was adapted, afterwards. */
export interface CheckedWorkload {
  readonly manifest: Manifest;
  readonly workload: Workload;
  readonly findings: readonly PodFinding[];
  readonly changes: AdaptedPod<object>["changes"];
}

/** All that `check` found. */
export interface CheckReport {
  readonly generation: VirtualNodeGeneration;
  readonly checked: readonly CheckedWorkload[];
  /** Objects that have no pods. */
  readonly skipped: number;
  /** Whether the workloads were adapted: then what is left stands in other lines than in the file. */
  readonly adapts: boolean;
}

/** How many findings there are of each severity. */
export function findingCounts({ checked }: CheckReport): { readonly errors: number; readonly warnings: number } {
  const all = checked.flatMap(({ findings }) => findings);
  const errors = all.filter(({ severity }) => severity === "error").length;
  return { errors, warnings: all.length - errors };
}

/** The findings as a compiler would tell them: where, what, and what to do. */
export function reportLines({ checked, adapts }: CheckReport): readonly string[] {
  return checked.flatMap(({ manifest, workload, findings }) =>
    findings.flatMap(({ rule, path, severity, problem, effect, fix, source, isAdaptable }) => [
      `${adapts ? manifest.document.file.name : place(manifest, path)}: ${severity}: ${title(workload)} ${path}: ${problem}`,
      `    ${effect}`,
      `    instead: ${fix}`,
      `    ${rule}${isAdaptable ? " (--adapt takes it away)" : ""}, ${source}`,
    ]),
  );
}

/** What was changed, one line each. */
export function changeLines({ checked }: CheckReport): readonly string[] {
  return checked.flatMap(({ manifest, workload, changes }) =>
    changes.map(({ path, reason }) => `${place(manifest, path)}: changed: ${title(workload)} ${reason}`),
  );
}

/** The whole in one sentence. */
export function summary(report: CheckReport): string {
  const { generation, checked, skipped } = report;
  const { errors, warnings } = findingCounts(report);
  const fit = checked.filter(({ findings }) => runsOnVirtualNode(findings)).length;
  const found = `${counted(errors, "error")} and ${counted(warnings, "warning")}`;
  const passed = skipped === 0 ? "" : `; ${counted(skipped, "other object")} passed over`;
  const able = `${fit} of ${counted(checked.length, "workload")} can run on virtual nodes of ${generation}`;
  return `${able}: ${found}${passed}`;
}

/** The report for other programs, with the objects of all documents where they were adapted. */
export function reportJson(report: CheckReport, adapted: readonly unknown[]): string {
  const workloads = report.checked.map(({ manifest, workload, findings, changes }) => ({
    file: manifest.document.file.name,
    line: lineOf(manifest, "kind"),
    kind: workload.kind,
    namespace: workload.namespace,
    name: workload.name,
    runsOnVirtualNode: runsOnVirtualNode(findings),
    vmOnlyReasons: vmOnlyReasons(findings),
    findings: findings.map((finding) => ({
      ...finding,
      ...(report.adapts ? {} : { line: lineOf(manifest, finding.path) }),
    })),
    ...(report.adapts ? { changes } : {}),
  }));
  const { generation, skipped, adapts } = report;
  const found = { generation, ...findingCounts(report), skipped, workloads };
  return JSON.stringify(adapts ? { ...found, adapted } : found, null, 2);
}

function place(manifest: Manifest, path: string): string {
  return `${manifest.document.file.name}:${lineOf(manifest, path)}`;
}

function title({ kind, namespace, name }: Workload): string {
  return `${kind} ${namespace === undefined ? name : `${namespace}/${name}`}`;
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}
