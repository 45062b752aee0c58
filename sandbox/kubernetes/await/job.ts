import { numberAt, textAt } from "../fields";
import { condition, displayName, selectedPods } from "./selectors";
import { ready, type Observed, type ReadinessRule, type Verdict } from "./verdict";

/** A Job is ready when it has done its work (pulumi-kubernetes pkg/await/checker/job/check.go). */
export const jobRule: ReadinessRule = { pods: selectedPods, judge: jobVerdict };

const finalReasons = ["BackoffLimitExceeded", "DeadlineExceeded"];

function jobVerdict({ live }: Observed): Verdict {
  if (condition(live, "Complete")?.["status"] === "True") return ready;
  const count = (field: string): number => numberAt(live, "status", field) ?? 0;
  const counts = `(Active: ${count("active")} | Succeeded: ${count("succeeded")} | Failed: ${count("failed")})`;
  const failure = condition(live, "Failed");
  const reason = textAt(failure, "reason") ?? "";
  if (failure?.["status"] === "True" && finalReasons.includes(reason)) {
    return { ready: false, failed: true, reasons: [`[${reason}] ${textAt(failure, "message") ?? ""}`] };
  }
  const status =
    textAt(live, "status", "startTime") === undefined
      ? `Waiting for Job "${displayName(live)}" to start`
      : `Waiting for Job "${displayName(live)}" to succeed ${counts}`;
  return { ready: false, reasons: [status], status };
}
