import type { Properties } from "../../rpc/provider";
import type { Cluster } from "../cluster";
import { readiness, readinessRule } from "./readiness";
import { ready, type Observed, type ReadinessRule, type Verdict } from "./verdict";

/** The objects that a rule judges by. */
export async function relatedTo(cluster: Cluster, rule: ReadinessRule, live: Properties): Promise<Observed["related"]> {
  const queries = Object.entries(rule.related?.(live) ?? {});
  const found = await Promise.all(
    queries.map(async ([name, query]): Promise<[string, readonly Properties[]]> => {
      return [name, await cluster.list(query.path, query.labelSelector)];
    }),
  );
  return Object.fromEntries(found);
}

/** The pods that tell why an object is not ready. */
export async function podsOf(cluster: Cluster, rule: ReadinessRule, live: Properties): Promise<readonly Properties[]> {
  if (rule.pods === undefined) return [];
  const { path, labelSelector } = rule.pods(live);
  return cluster.list(path, labelSelector);
}

/** Judges an object once, as it is now. */
export async function presentVerdict(cluster: Cluster, live: Properties): Promise<Verdict> {
  const rule = readinessRule(live);
  if (rule === undefined) return ready;
  const observed = { live, related: await relatedTo(cluster, rule, live) };
  const verdict = readiness(observed);
  return verdict.ready ? verdict : readiness(observed, await podsOf(cluster, rule, live));
}
