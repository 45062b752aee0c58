import type { VirtualNodeGeneration } from "../virtual-node/generation";
import { adaptPod, type AdaptedPod } from "./adapt-pod";
import { checkPod, errorsFirst, podFinding, type PodFinding } from "./check-pod";
import { itemPath, valueAt, withValueAt } from "./path";
import { podRule } from "./rules/all";
import type { PodProblem } from "./rules/rule";

/** An object of Kubernetes that makes pods, or is one. */
export interface Workload {
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string;
  /** Where in the object the pod or its template is; empty for a Pod, which is one itself. */
  readonly templatePath: string;
  /** The pod, or the template of its pods. */
  readonly template: object;
  readonly object: object;
}

/** Where each kind has its pod template. */
const TEMPLATE_PATHS: Readonly<Record<string, string>> = {
  Pod: "",
  PodTemplate: "template",
  Deployment: "spec.template",
  ReplicaSet: "spec.template",
  ReplicationController: "spec.template",
  StatefulSet: "spec.template",
  DaemonSet: "spec.template",
  Job: "spec.template",
  CronJob: "spec.jobTemplate.spec.template",
};

/** What Kubernetes puts behind the name of an object in the names of its pods, in the longest case. */
const POD_SUFFIXES: Readonly<Record<string, string>> = {
  Deployment: "-xxxxxxxxxx-xxxxx",
  StatefulSet: "-0",
  CronJob: "-xxxxxxxx-xxxxx",
};
const POD_SUFFIX = "-xxxxx";
const RANDOM_PART = 5;

/** What Kubernetes leaves of a name before it puts the random part behind (k8s.io/apiserver, pkg/storage/names). */
const GENERATED_NAME = 58;

/** Reads an object as a workload; `undefined` for one that has no pods. */
export function workload(object: object): Workload | undefined {
  const kind = textAt(object, "kind") ?? "";
  const templatePath = Object.hasOwn(TEMPLATE_PATHS, kind) ? TEMPLATE_PATHS[kind] : undefined;
  const template = templatePath === undefined ? undefined : valueAt(object, templatePath);
  if (templatePath === undefined || typeof template !== "object" || template === null) return undefined;
  const namespace = textAt(object, "metadata.namespace");
  return {
    kind,
    name: textAt(object, "metadata.name") ?? textAt(object, "metadata.generateName") ?? "",
    ...(namespace === undefined ? {} : { namespace }),
    templatePath,
    template,
    object,
  };
}

/**
 * As {@link checkPod}, for the pods of a workload: their names and what their kind adds to them count too.
 *
 * @returns findings whose paths begin at the object: `spec.template.spec.containers[0].startupProbe`
 */
export function checkWorkload(workload: Workload, generation: VirtualNodeGeneration): readonly PodFinding[] {
  const findings = checkPod(withPodName(workload), generation).map((finding) => ({
    ...finding,
    path: finding.rule === "group-name" ? "metadata.name" : pathInObject(workload, finding.path),
  }));
  const ofKind = kindProblems(workload).map(([id, problem]) => podFinding(podRule(id), problem, generation));
  return errorsFirst([...ofKind.filter(({ rule }) => podRule(rule).severity[generation] !== undefined), ...findings]);
}

/** As {@link adaptPod}, for the pods of a workload: its object with another template, and paths that begin at the object. */
export function adaptWorkload(workload: Workload, generation: VirtualNodeGeneration): AdaptedPod<object> {
  const { object, template, templatePath } = workload;
  const { pod, changes } = adaptPod(template, generation);
  return {
    pod: withValueAt(object, templatePath, pod) as object,
    changes: changes.map((change) => {
      const path = pathInObject(workload, change.path);
      return { ...change, path, reason: change.reason.replace(change.path, () => path) };
    }),
  };
}

function pathInObject({ templatePath }: Workload, path: string): string {
  return templatePath === "" ? path : `${templatePath}.${path}`;
}

/** The template with the longest name that Kubernetes gives to pods of it. */
function withPodName({ kind, name, namespace, template, object }: Workload): object {
  const metadata = (template as { readonly metadata?: object }).metadata;
  const podName = textAt(object, "metadata.name") === undefined ? generated(name) : longestPodName(kind, name);
  return { ...template, metadata: { ...metadata, name: podName, ...(namespace === undefined ? {} : { namespace }) } };
}

function longestPodName(kind: string, name: string): string {
  if (kind === "Pod") return name;
  const suffix = POD_SUFFIXES[kind] ?? POD_SUFFIX;
  if (kind === "StatefulSet") return `${name}${suffix}`;
  return generated(`${name}${suffix.slice(0, -RANDOM_PART)}`);
}

function generated(base: string): string {
  return `${base.slice(0, GENERATED_NAME)}${"x".repeat(RANDOM_PART)}`;
}

/** What a kind of workload says of its pods that their template does not. */
function kindProblems({ kind, object }: Workload): readonly (readonly [rule: string, PodProblem])[] {
  if (kind === "DaemonSet") return [["daemon-set", { path: "kind", problem: "a DaemonSet" }]];
  if (kind !== "StatefulSet") return [];
  const claims = valueAt(object, "spec.volumeClaimTemplates");
  const path = (index: number) => itemPath("spec.volumeClaimTemplates", index);
  return [
    ["hostname", { path: "spec.serviceName", problem: "pods that are known by their host names" }],
    ...(Array.isArray(claims) ? claims : []).map(
      (_claim: unknown, index) =>
        ["persistent-volume-claim", { path: path(index), problem: "a persistent volume claim for each pod" }] as const,
    ),
  ];
}

function textAt(object: object, path: string): string | undefined {
  const value = valueAt(object, path);
  return typeof value === "string" ? value : undefined;
}
