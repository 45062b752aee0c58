import { bodyOf, type KubernetesClient, type KubernetesResponse } from "../kubernetes/kubernetes-io";
import { deploymentsPath } from "./api-paths";
import type { FailoverLook } from "./look";
import { type FailoverMemory, MEMORY_ANNOTATION, memoryText, revisionOf } from "./memory";
import type { DeploymentObject } from "./objects";
import type { FailoverObservation } from "./observation";
import type { FailoverTarget } from "./target";

/** What was decided for is not any more. */
export class Changed extends Error {
  override readonly name = "Changed";
}

/** A Deployment as it was seen. Its version changes with its status, too, which is nothing that anybody decided. */
export interface HeldDeployment {
  readonly name: string;
  readonly uid: string;
  readonly replicas: number;
  /** Changes with everything but the status and the memory. */
  readonly generation: number;
  version: string;
  /** The revision of its memory; 0 where it has none. */
  revision: number;
}

/** How often a write is tried again that met a change of the status alone. */
const TRIES = 5;

/** The Deployments of an observation, by tier. */
export function heldDeployments({ tiers }: FailoverObservation): Map<string, HeldDeployment> {
  return new Map(
    tiers.map(({ name: tier, deployment }) => {
      const { name, uid, replicas, generation, revision, resourceVersion: version } = deployment;
      return [tier, { name, uid, replicas, generation, revision, version }];
    }),
  );
}

/**
 * Writes the memory on the first tier's Deployment, and before a step on all of them: whoever still wants to tell one of
 * them something by an earlier look does so by an earlier version, and is refused.
 *
 * @returns how old the look is by the API server's clock, in milliseconds
 */
export async function writeMemory(
  client: KubernetesClient,
  { target, observation, decision }: FailoverLook,
  held: ReadonlyMap<string, HeldDeployment>,
): Promise<number> {
  const [first, ...others] = [...held.values()];
  if (first === undefined) throw new Changed("there is no Deployment");
  const { memory, step } = decision;
  const date = await remember(client, { target, deployment: first, memory });
  for (const deployment of step === undefined ? [] : others) await remember(client, { target, deployment, memory });
  return Math.max(0, (date?.getTime() ?? observation.at) - observation.at);
}

/**
 * Through the status of a Deployment its spec and its labels cannot be changed, but its annotations can, so that nobody
 * needs the right to change the rest (kubernetes, pkg/registry/apps/deployment/strategy.go, deploymentStatusStrategy).
 */
async function remember(
  client: KubernetesClient,
  {
    target,
    deployment,
    memory,
  }: { readonly target: FailoverTarget; readonly deployment: HeldDeployment; readonly memory: FailoverMemory },
): Promise<Date | undefined> {
  const annotations = { [MEMORY_ANNOTATION]: memoryText(memory) };
  const { body, date } = await guarded(client, { target, deployment }, () =>
    client.request({
      method: "PATCH",
      path: `${deploymentsPath(target)}/${deployment.name}/status`,
      contentType: "application/merge-patch+json",
      body: { metadata: { resourceVersion: deployment.version, annotations } },
    }),
  );
  deployment.version = (body as DeploymentObject).metadata.resourceVersion;
  deployment.revision = memory.revision;
  return date;
}

/** Tells a Deployment how many replicas to have, if it is still told what it was when it was seen. */
export async function scale(
  client: KubernetesClient,
  {
    target,
    held,
    to,
  }: { readonly target: FailoverTarget; readonly held: HeldDeployment | undefined; readonly to: number },
): Promise<string> {
  if (held === undefined) throw new Changed("a Deployment is gone");
  const { name } = held;
  await guarded(client, { target, deployment: held }, () =>
    client.request({
      method: "PUT",
      path: `${deploymentsPath(target)}/${name}/scale`,
      body: {
        apiVersion: "autoscaling/v1",
        kind: "Scale",
        metadata: { name, namespace: target.namespace, resourceVersion: held.version },
        spec: { replicas: to },
      },
    }),
  );
  return `${name}: ${held.replicas} → ${to} replicas`;
}

/** Sends a write that holds for one version only; again where no more than the status has changed since. */
async function guarded(
  client: KubernetesClient,
  { target, deployment }: { readonly target: FailoverTarget; readonly deployment: HeldDeployment },
  write: () => Promise<KubernetesResponse>,
): Promise<KubernetesResponse> {
  const path = `${deploymentsPath(target)}/${deployment.name}`;
  for (let tries = 0; tries < TRIES; tries += 1) {
    const answer = await write();
    if (answer.status === 404) throw new Changed(`the Deployment ${deployment.name} is gone`);
    if (answer.status !== 409) {
      bodyOf(answer, `change the Deployment ${deployment.name}`);
      return answer;
    }
    const now = await client.request({ method: "GET", path });
    if (now.status === 404) throw new Changed(`the Deployment ${deployment.name} is gone`);
    checkSame(deployment, bodyOf(now, `read the Deployment ${deployment.name}`) as DeploymentObject);
  }
  throw new Changed(`the Deployment ${deployment.name} changes faster than it can be written`);
}

function checkSame(held: HeldDeployment, { metadata, spec }: DeploymentObject): void {
  const revision = revisionOf(metadata.annotations?.[MEMORY_ANNOTATION]);
  const isSame =
    metadata.uid === held.uid &&
    (metadata.generation ?? 0) === held.generation &&
    (spec.replicas ?? 1) === held.replicas &&
    revision === held.revision;
  if (!isSame) throw new Changed(`the Deployment ${held.name} was changed by somebody else`);
  held.version = metadata.resourceVersion;
}
