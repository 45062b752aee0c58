import type { KubernetesObject } from "../../sdk/kubernetes/object";
import type { AgentPoolShape } from "../arm/cluster-host";
import { agentPoolAnnotation, nodeTaints, parseTaint, poolSettings, type Taint } from "./node-manifest";

/**
 * What has to change on a node so that it carries its pool's labels and taints of today: a JSON merge patch, or
 * `undefined`. Those of yesterday go; what anybody else put on the node stays.
 */
export function poolChange(node: KubernetesObject, pool: AgentPoolShape): unknown {
  const now = poolSettings(pool);
  const before = node.metadata?.annotations?.[agentPoolAnnotation];
  if (before === now) return undefined;
  const { labels, taints } = JSON.parse(before ?? `{"labels":{},"taints":[]}`) as PoolSettings;
  const removed = Object.keys(labels).filter((label) => pool.nodeLabels[label] === undefined);
  const spec = node["spec"] as { readonly taints?: readonly Taint[] } | undefined;
  const ofOthers = (spec?.taints ?? []).filter(
    (taint) => ![...taints.map(parseTaint), ...nodeTaints(pool)].some(same(taint)),
  );
  return {
    metadata: {
      labels: { ...Object.fromEntries(removed.map((label) => [label, null])), ...pool.nodeLabels },
      annotations: { [agentPoolAnnotation]: now },
    },
    spec: { taints: [...nodeTaints(pool), ...ofOthers] },
  };
}

interface PoolSettings {
  readonly labels: Readonly<Record<string, string>>;
  readonly taints: readonly string[];
}

/** Kubernetes tells taints apart by key and effect. */
function same(one: Taint): (other: Taint) => boolean {
  return (other) => one.key === other.key && one.effect === other.effect;
}
