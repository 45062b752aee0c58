import { ArgumentError } from "../../sdk/argument-error";
import type { Load, LoadFilter } from "../metrics/load";
import { checkedLoad } from "../metrics/load-check";
import type { RunningSandbox } from "./sandbox-status";
import { parsed, UsageError } from "./usage";

/** What one call of `load` asks for. */
export type LoadOrder =
  | { readonly verb: "set"; readonly load: Omit<Load, "cluster"> }
  | { readonly verb: "list" | "clear"; readonly filter: Omit<LoadFilter, "cluster"> };

/** One call of `load`. */
export interface LoadCall {
  /** Which sandbox. */
  readonly name: string;
  /** Which cluster, by its name or its ARM id; absent where the call does not say. */
  readonly cluster: string | undefined;
  readonly order: LoadOrder;
}

const options = {
  cpu: { type: "string" },
  memory: { type: "string" },
  namespace: { type: "string" },
  cluster: { type: "string" },
} as const;

/** Any: the name of a cluster becomes its id only when the sandbox is asked. */
const someCluster = "/subscriptions/-";

/** Reads what stands behind `load`. @throws UsageError that says what is wrong. */
export function loadCall(args: readonly string[]): LoadCall {
  const { values, positionals } = parsed(args, options);
  const [word, service, ...rest] = positionals;
  const { name, cluster, cpu, memory, namespace } = values;
  if (word !== "list" && word !== "clear") {
    if (word === undefined) throw new UsageError("load: name a service; or list, or clear");
    if (service !== undefined) throw new UsageError(`load ${word}: unexpected argument "${service}"`);
    return { name, cluster, order: { verb: "set", load: sound({ service: word, cpu, memory, namespace }) } };
  }
  if (rest.length > 0) throw new UsageError(`load ${word}: unexpected argument "${rest.join(" ")}"`);
  if (cpu !== undefined || memory !== undefined)
    throw new UsageError(`load ${word}: --cpu and --memory belong to load SERVICE`);
  const filter = {
    ...(service === undefined ? {} : { service }),
    ...(namespace === undefined ? {} : { namespace }),
  };
  return { name, cluster, order: { verb: word, filter } };
}

function sound({ namespace = "default", ...written }: Partial<Record<keyof Load, string | undefined>>) {
  try {
    const { service, cpu, memory } = checkedLoad({ ...written, namespace, cluster: someCluster });
    return { service, namespace, cpu, ...(memory === undefined ? {} : { memory }) };
  } catch (error) {
    if (error instanceof ArgumentError) throw new UsageError(`load: ${error.message}`, { cause: error });
    throw error;
  }
}

/**
 * The ARM id of the cluster that a call means; where it names none, of the one to which `KUBECONFIG` leads.
 *
 * @throws UsageError where there is none, or more than one of that name.
 */
export function clusterIdIn(
  { clusters, kubeconfig }: Pick<RunningSandbox, "clusters" | "kubeconfig">,
  wanted: string | undefined,
): string {
  const isMeant = (id: string): boolean => [id, nameOf(id)].includes(wanted?.toLowerCase() ?? "");
  const meant = clusters.filter((cluster) =>
    wanted === undefined ? cluster.kubeconfig === kubeconfig : isMeant(cluster.id),
  );
  const [first, second] = meant;
  if (first !== undefined && second === undefined) return first.id;
  if (first !== undefined)
    throw new UsageError(`--cluster: more than one is called "${wanted ?? ""}"; give one of the ids ${ids(meant)}`);
  throw new UsageError(
    clusters.length === 0
      ? "this sandbox has no managed cluster yet"
      : `--cluster: must be one of ${ids(clusters)}, or its name; got ${wanted === undefined ? "nothing" : `"${wanted}"`}`,
  );
}

function ids(clusters: RunningSandbox["clusters"]): string {
  return clusters.map(({ id }) => id).join(", ");
}

/** One line for each load: what would set it as it is. */
export function describeLoads(loads: readonly Load[]): readonly string[] {
  return loads.map(({ service, cpu, memory, namespace, cluster }) =>
    [
      service,
      `--cpu ${cpu}`,
      ...(memory === undefined ? [] : [`--memory ${memory}`]),
      `--namespace ${namespace}`,
      `--cluster ${nameOf(cluster)}`,
    ].join(" "),
  );
}

function nameOf(clusterId: string): string {
  return clusterId.slice(clusterId.lastIndexOf("/") + 1);
}
