import type { Properties } from "../../rpc/provider";
import { annotation, isAnnotatedTrue } from "../annotations";
import { textAt } from "../fields";
import { deploymentRule } from "./deployment";
import { jobRule } from "./job";
import { podProblems, podRule } from "./pod";
import { ingressRule, serviceRule } from "./service";
import { daemonSetRule, statefulSetRule } from "./stateful-set";
import { persistentVolumeClaimRule, persistentVolumeRule, resourceQuotaRule, secretRule } from "./storage";
import { ready, type Observed, type ReadinessRule, type Verdict } from "./verdict";

const rules: Readonly<Record<string, ReadinessRule>> = {
  "apps/v1/DaemonSet": daemonSetRule,
  "apps/v1/Deployment": deploymentRule,
  "apps/v1/StatefulSet": statefulSetRule,
  "batch/v1/Job": jobRule,
  "networking.k8s.io/v1/Ingress": ingressRule,
  "v1/PersistentVolume": persistentVolumeRule,
  "v1/PersistentVolumeClaim": persistentVolumeClaimRule,
  "v1/Pod": podRule,
  "v1/ResourceQuota": resourceQuotaRule,
  "v1/Secret": secretRule,
  "v1/Service": serviceRule,
};

/** How the readiness of an object is told; `undefined` where it is ready as soon as it is there. */
export function readinessRule(object: Properties): ReadinessRule | undefined {
  if (isAnnotatedTrue(object, annotation.skipAwait)) return undefined;
  return rules[`${textAt(object, "apiVersion") ?? ""}/${textAt(object, "kind") ?? ""}`];
}

/** Whether an object is ready, by what was seen of it; `pods` says why not. */
export function readiness(observed: Observed, pods: readonly Properties[] = []): Verdict {
  const verdict = readinessRule(observed.live)?.judge(observed) ?? ready;
  if (verdict.ready) return verdict;
  const problems = [...new Set(pods.flatMap(podProblems))];
  const [first] = problems;
  const status = first === undefined ? verdict.status : `${verdict.status ?? ""}: ${first}`;
  return { ...verdict, reasons: [...verdict.reasons, ...problems], ...(status === undefined ? {} : { status }) };
}
