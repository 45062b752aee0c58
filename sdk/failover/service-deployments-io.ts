import { bodyOf, type KubernetesClient } from "../kubernetes/kubernetes-io";
import { deploymentsPath, labelSelector } from "./api-paths";
import type { DeploymentObject } from "./objects";
import type { FailoverTarget } from "./target";

/**
 * The Deployments of a service, whether it fails over or not; none where there is no such service.
 *
 * @throws KubernetesUnreachable, KubernetesStatusError
 */
export async function serviceDeployments(
  client: KubernetesClient,
  place: Pick<FailoverTarget, "service" | "namespace">,
): Promise<readonly DeploymentObject[]> {
  const query = { labelSelector: labelSelector(place) };
  const answer = await client.request({ method: "GET", path: deploymentsPath(place), query });
  const { items = [] } = bodyOf(answer, `list the Deployments of ${place.service}`) as {
    readonly items?: readonly DeploymentObject[];
  };
  return items;
}
