import { bodyOf, type KubernetesClient } from "../kubernetes/kubernetes-io";
import { deploymentsPath } from "./api-paths";
import { bound } from "./apply-io";
import { changedBounds, homeBounds } from "./bounds";
import { Changed } from "./deployment-io";
import { MEMORY_ANNOTATION } from "./memory";
import { observe } from "./observe-io";
import type { DeploymentObservation, FailoverObservation } from "./observation";
import { serviceDeployments } from "./service-deployments-io";
import type { FailoverTarget } from "./target";

/** How often to look again where somebody else was faster. */
const TRIES = 5;

/**
 * Leaves a service as one that does not fail over: its autoscalers are told again what they are told at home, and nothing
 * is remembered any more. Its replicas stay as many as they are. What is gone is let be.
 *
 * @throws KubernetesUnreachable, KubernetesStatusError
 */
export async function release(client: KubernetesClient, target: FailoverTarget): Promise<void> {
  // An observation takes what cannot be seen for part of what is seen.
  if ((await serviceDeployments(client, target)).length === 0) return;
  for (let tries = 1; !(await isReleased(client, target)); tries += 1) {
    if (tries === TRIES)
      throw new Error(`The autoscalers of ${target.service} change faster than they can be written.`);
  }
}

/** Does it as far as nobody was faster. */
async function isReleased(client: KubernetesClient, target: FailoverTarget): Promise<boolean> {
  const observation = await observe(client, target);
  try {
    await boundsAtHome(client, target, observation);
  } catch (error) {
    if (error instanceof Changed) return false;
    throw error;
  }
  for (const { deployment } of observation.tiers) await forget(client, target, deployment);
  return true;
}

async function boundsAtHome(
  client: KubernetesClient,
  target: FailoverTarget,
  { tiers }: FailoverObservation,
): Promise<void> {
  if (target.autoscale === undefined) return;
  const changed = changedBounds(homeBounds(target.autoscale), tiers);
  for (const tier of tiers) {
    const bounds = changed[tier.name];
    if (bounds !== undefined) await bound(client, target, { tier, bounds });
  }
}

async function forget(
  client: KubernetesClient,
  target: FailoverTarget,
  { name, revision }: DeploymentObservation,
): Promise<void> {
  if (revision === 0) return;
  const answer = await client.request({
    method: "PATCH",
    path: `${deploymentsPath(target)}/${name}/status`,
    contentType: "application/merge-patch+json",
    body: { metadata: { annotations: { [MEMORY_ANNOTATION]: null } } },
  });
  if (answer.status !== 404) bodyOf(answer, `forget what failover knew of the Deployment ${name}`);
}
