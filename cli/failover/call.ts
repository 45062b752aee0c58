import type { KubernetesClient } from "../../sdk/kubernetes/kubernetes-io";
import { numberWithin, type Parsed, UsageError } from "../../sandbox/commands/usage";
import { TARGET_ANNOTATION } from "../../sdk/failover/declared-target";
import { CLUSTER_HELP, CLUSTER_OPTIONS, clusterAccess } from "../cluster/cluster-io";
import { findServices, type Wanted } from "./find-io";
import type { FoundServices } from "./services";

/** What every command of `failover` knows. */
export const OPTIONS = {
  ...CLUSTER_OPTIONS,
  "all-namespaces": { type: "boolean", default: false },
  json: { type: "boolean", default: false },
} as const;

/** What they are, for help texts. */
export const OPTIONS_HELP = `${CLUSTER_HELP}
  --all-namespaces          the services of all namespaces`;

/** Which services one call of a command of `failover` means, and where. */
export interface FailoverCall {
  readonly client: KubernetesClient;
  readonly wanted: Wanted;
}

/** Reads what every command has. @throws UsageError, KubeconfigError */
export function failoverCall({ values, positionals }: Parsed<typeof OPTIONS>): FailoverCall {
  const [service, ...rest] = positionals;
  if (rest.length > 0)
    throw new UsageError(`unexpected argument "${rest.join(" ")}"; name one service, or none for all`);
  const { "all-namespaces": everywhere, namespace } = values;
  if (everywhere && namespace !== undefined) throw new UsageError("--all-namespaces: leave it out, or --namespace");
  const access = clusterAccess(values);
  return { client: access.client, wanted: { service, ...(everywhere ? {} : { namespace: access.namespace }) } };
}

/** Reads a number of seconds. @throws UsageError */
export function secondsIn(option: string, text: string): number {
  return numberWithin(option, text, { least: 1, most: 3600, whole: false });
}

/** What was asked for is not there. */
export class NothingFound extends Error {
  override readonly name = "NothingFound";
}

/** As {@link findServices}. @throws NothingFound where nothing that was asked for fails over */
export async function servicesMeant({ client, wanted }: FailoverCall): Promise<FoundServices> {
  const found = await findServices(client, wanted);
  if (found.targets.length + found.problems.length > 0) return found;
  const { service, namespace } = wanted;
  const where = namespace === undefined ? "in this cluster" : `in the namespace ${namespace}`;
  const what = service === undefined ? `no service ${where} fails over` : `no service ${service} ${where} fails over`;
  throw new NothingFound(
    `${what}: no Deployment of it has the annotation ${TARGET_ANNOTATION}; ` +
      "give the ElasticService `failover`, or look elsewhere with --namespace, --all-namespaces or --context",
  );
}
