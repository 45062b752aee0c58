import { parse } from "yaml";
import { UNKNOWN, type DiffResult, type Properties, type PropertyChange, type PropertyValue } from "../rpc/provider";
import { kubeconfigOf } from "./configuration";
import { listAt, objectAt, sameValue, textAt } from "./fields";

/**
 * Whether a provider's new configuration means another cluster, so that everything in it has to be made anew. A cluster
 * has no identity of its own: it is another one when the kubeconfig's active cluster differs, unless
 * `clusterIdentifier` says otherwise (pulumi-kubernetes provider.go, DiffConfig).
 */
export function configurationDiff(olds: Properties, news: Properties): DiffResult {
  const keys = [...new Set([...Object.keys(olds), ...Object.keys(news)])];
  const changed = keys.filter((key) => !sameValue(olds[key], news[key]));
  const replacing = replacingKeys(changed, olds, news);
  const changes = changed.map((path): PropertyChange => {
    return { path, kind: changeKind(olds[path], news[path]), replaces: replacing.includes(path) };
  });
  return { changes, deleteBeforeReplace: false };
}

const identity = "clusterIdentifier";
const addressing = ["kubeconfig", "context", "cluster"];

function replacingKeys(changed: readonly string[], olds: Properties, news: Properties): readonly string[] {
  const isIdentified = olds[identity] !== undefined && news[identity] !== undefined;
  if (isIdentified && !changed.includes(identity)) return [];
  const byIdentity = isIdentified ? [identity] : [];
  const changedAddressing = changed.filter((key) => addressing.includes(key));
  // Nobody can tell yet which cluster it will be, so the cautious answer is: another one.
  const unknown = changedAddressing.filter((key) => news[key] === UNKNOWN);
  if (unknown.length > 0) return [...byIdentity, ...unknown];
  const before = activeCluster(olds);
  const after = activeCluster(news);
  const isOther = before !== undefined && after !== undefined && !sameValue(before, after);
  return isOther ? [...byIdentity, ...changedAddressing] : byIdentity;
}

function activeCluster(config: Properties): Properties | undefined {
  const kubeconfig = parsedKubeconfig(config["kubeconfig"]);
  const contextName = textAt(config, "context") ?? textAt(kubeconfig, "current-context");
  const context = named(kubeconfig, "contexts", contextName);
  const cluster = named(kubeconfig, "clusters", textAt(config, "cluster") ?? textAt(context, "context", "cluster"));
  return cluster === undefined ? undefined : objectAt(cluster, "cluster");
}

function parsedKubeconfig(value: PropertyValue | undefined): Properties | undefined {
  const text = kubeconfigOf(value);
  if (text === undefined || text === UNKNOWN) return undefined;
  const parsed: unknown = parse(text);
  return typeof parsed === "object" && parsed !== null ? (parsed as Properties) : undefined;
}

function named(kubeconfig: Properties | undefined, list: string, name: string | undefined): Properties | undefined {
  return listAt(kubeconfig, list).find((entry) => textAt(entry, "name") === name) as Properties | undefined;
}

function changeKind(before: PropertyValue | undefined, after: PropertyValue | undefined): PropertyChange["kind"] {
  if (before === undefined) return "add";
  return after === undefined ? "delete" : "update";
}
