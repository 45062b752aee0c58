import type { KubernetesClient } from "../../sdk/kubernetes/kubernetes-io";
import { listAll } from "../../sdk/kubernetes/list-io";
import { type FoundServices, type LabelledDeployment, servicesOf } from "./services";

/** Which services are meant. */
export interface Wanted {
  /** @default - all that fail over */
  readonly service?: string | undefined;
  /** @default - every one */
  readonly namespace?: string | undefined;
}

/** Looks for services that fail over. @throws KubernetesUnreachable, KubernetesStatusError */
export async function findServices(client: KubernetesClient, { service, namespace }: Wanted): Promise<FoundServices> {
  const within = namespace === undefined ? "" : `/namespaces/${encodeURIComponent(namespace)}`;
  const labels = ["app.kubernetes.io/managed-by=aks-elastic"];
  if (service !== undefined) labels.push(`app.kubernetes.io/name=${service}`);
  const { items } = await listAll<LabelledDeployment>(client, "Deployments", {
    path: `/apis/apps/v1${within}/deployments`,
    query: { labelSelector: labels.join(",") },
  });
  return servicesOf(items);
}
