import type { KubeConfig } from "@kubernetes/client-node" with { "resolution-mode": "import" };
import { targetAnnotation } from "../../sdk/failover/declared-target";
import { failoverTarget, type FailoverTargetArgs } from "../../sdk/failover/target";
import { planPlacement } from "../../sdk/placement/plan-placement";
import { pinnedDeployments } from "../cluster/scheduling";

/** Creates the Deployments of a service that fails over, with all its replicas at home. It is called `web`. */
export async function createDeclared(config: KubeConfig, args: FailoverTargetArgs): Promise<void> {
  const { AppsV1Api, CoreV1Api } = await import("@kubernetes/client-node");
  const { namespace, placement } = failoverTarget(args);
  if (namespace !== "default") {
    await config.makeApiClient(CoreV1Api).createNamespace({ body: { metadata: { name: namespace } } });
  }
  const apps = config.makeApiClient(AppsV1Api);
  for (const [index, body] of pinnedDeployments(placement.tiers, planPlacement(placement)).entries()) {
    if (index === 0 && body.metadata !== undefined) body.metadata.annotations = { ...targetAnnotation(args) };
    await apps.createNamespacedDeployment({ namespace, body });
  }
}
