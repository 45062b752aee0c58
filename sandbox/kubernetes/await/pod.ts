import type { Properties } from "../../rpc/provider";
import { isObject, listAt, numberAt, objectAt, textAt } from "../fields";
import { condition, displayName } from "./selectors";
import { ready, type Observed, type ReadinessRule, type Verdict } from "./verdict";

/** A pod is ready when it is scheduled, initialized and ready, or has done its work. */
export const podRule: ReadinessRule = { judge: podVerdict };

function podVerdict({ live }: Observed): Verdict {
  if (textAt(live, "status", "phase") === "Succeeded") return ready;
  const missing = steps.find(({ type }) => condition(live, type)?.["status"] !== "True");
  if (missing === undefined) return ready;
  const status = `Waiting for Pod "${displayName(live)}" to be ${missing.done}`;
  const problems = podProblems(live);
  return { ready: false, reasons: problems.length > 0 ? problems : [status], status };
}

const steps = [
  { type: "PodScheduled", done: "scheduled" },
  { type: "Initialized", done: "initialized" },
  { type: "Ready", done: "ready" },
];

/**
 * Why a pod is not ready, in the cluster's words: not schedulable, an image that can't be pulled, a container that
 * crashes (pulumi-kubernetes pkg/await/checker/pod/check.go), or a node that refused it. The last one the official
 * provider does not show; virtual-kubelet says it as the pod's `status.reason`, such as `ProviderFailed`.
 */
export function podProblems(pod: Properties): string[] {
  const isDone = textAt(pod, "status", "phase") === "Succeeded" || condition(pod, "Ready")?.["status"] === "True";
  const isLeaving = textAt(pod, "metadata", "deletionTimestamp") !== undefined;
  if (isDone || isLeaving) return [];
  const problem = nodeRefusal(pod) ?? schedulingProblem(pod) ?? containerProblem(pod);
  return problem === undefined ? [] : [`[Pod ${displayName(pod)}]: ${problem}`];
}

function nodeRefusal(pod: Properties): string | undefined {
  const reason = textAt(pod, "status", "reason");
  return reason === undefined ? undefined : `[${reason}] ${textAt(pod, "status", "message") ?? ""}`.trimEnd();
}

function schedulingProblem(pod: Properties): string | undefined {
  const scheduled = condition(pod, "PodScheduled");
  return scheduled?.["status"] === "False" ? textAt(scheduled, "message") : undefined;
}

function containerProblem(pod: Properties): string | undefined {
  const statuses = [...listAt(pod, "status", "initContainerStatuses"), ...listAt(pod, "status", "containerStatuses")];
  const problems = statuses.filter(isObject).flatMap(containerProblems);
  const readiness = textAt(condition(pod, "Ready"), "message");
  const all = [...(readiness === undefined ? [] : [readiness]), ...problems];
  return all.length === 0 ? undefined : all.join("\n");
}

function containerProblems(status: Properties): string[] {
  if (status["ready"] === true) return [];
  return [waitingProblem(status), terminatedProblem(status), lastTermination(status)].filter(
    (problem) => problem !== undefined,
  );
}

const startingReasons = ["ContainerCreating", "PodInitializing"];

function waitingProblem(status: Properties): string | undefined {
  const reason = textAt(status, "state", "waiting", "reason");
  if (reason === undefined || startingReasons.includes(reason)) return undefined;
  return `[${reason}] ${textAt(status, "state", "waiting", "message") ?? ""}`.trimEnd();
}

function terminatedProblem(status: Properties): string | undefined {
  const terminated = objectAt(status, "state", "terminated");
  const reason = textAt(terminated, "reason");
  if (reason === undefined || reason === "Completed") return undefined;
  const message = textAt(terminated, "message");
  return message === undefined ? completion(status, terminated) : `[${reason}] ${message}`;
}

function completion(status: Properties, terminated: Properties): string {
  return `container "${textAt(status, "name") ?? ""}" completed with exit code ${numberAt(terminated, "exitCode") ?? 0}`;
}

function lastTermination(status: Properties): string | undefined {
  const terminated = objectAt(status, "lastState", "terminated");
  const reason = textAt(terminated, "reason");
  if (reason === undefined) return undefined;
  const exit = `${reason}: exit code ${numberAt(terminated, "exitCode") ?? 0}`;
  return `container "${textAt(status, "name") ?? ""}" terminated at ${textAt(terminated, "finishedAt") ?? "?"} (${exit})`;
}
