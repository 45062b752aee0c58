import { bodyOf, type KubernetesClient } from "../kubernetes/kubernetes-io";
import { AutoscaleEngine } from "../scaling/autoscale-spec";
import { autoscalersPath, podsPath } from "./api-paths";
import type { TierBounds } from "./bounds";
import type { FailoverDecision } from "./decision";
import { Changed, type HeldDeployment, heldDeployments, scale, writeMemory } from "./deployment-io";
import { announce } from "./events-io";
import type { FailoverLook } from "./look";
import type { TierObservation } from "./observation";
import { PAUSED_ANNOTATION } from "./observe";
import type { FailoverTarget } from "./target";
import type { PodRef } from "./victims";

/** What came of a decision. */
export type Applied =
  /** All of it was done; `did` has a clause for each change of something other than the memory. */
  | { readonly outcome: "applied"; readonly did: readonly string[] }
  /** Somebody else has changed something meanwhile, so that what is left was not done: look again. */
  | { readonly outcome: "changed"; readonly because: string };

/** What was decided is carried out within this time, in milliseconds, or not at all: the world goes on meanwhile. */
const FRESH_MS = 5_000;

/**
 * Does what was decided. Nothing is overwritten that somebody else has changed since the look, and it may stop after any
 * request:
 *
 * 1. The memory is written, on the first tier's Deployment and then, before a step, on the others. Of two who decided the
 *    same, one gets no further than this, and one who comes with an older look no further than the Deployments on which he
 *    finds it. Who stops here has begun a step that the next look sees to be undone.
 * 2. Autoscalers and Deployments are told more. Who stops here leaves more than are wanted, by `rate` at most, which the
 *    next look takes away where it is not needed.
 * 3. Pods are deleted by name. Who stops here leaves it to the ReplicaSets to make them anew.
 * 4. Deployments and autoscalers are told fewer: only now, since what replaces those was ready, or told, before.
 * 5. Events are written; the next look writes those of a recent step that are not there.
 *
 * @param look taken just now
 * @throws KubernetesUnreachable, KubernetesStatusError
 */
export async function apply(
  client: KubernetesClient,
  look: FailoverLook,
  clock: Clock = () => performance.now(),
): Promise<Applied> {
  if (look.observation.missing.length > 0) return { outcome: "applied", did: [] };
  try {
    return { outcome: "applied", did: await applied(client, look, clock) };
  } catch (error) {
    if (error instanceof Changed) return { outcome: "changed", because: error.message };
    throw error;
  }
}

/** Milliseconds that only ever grow. */
export type Clock = () => number;

async function applied(client: KubernetesClient, look: FailoverLook, clock: Clock): Promise<readonly string[]> {
  const { observation, decision } = look;
  const held = heldDeployments(observation);
  const did: string[] = [];
  const start = clock();
  const age = isDecided(decision) ? await writeMemory(client, look, held) : 0;
  const deadline = start + FRESH_MS - age;
  for (const act of acts(client, look, held)) {
    if (clock() > deadline) throw new Changed(`the decision is older than ${FRESH_MS / 1000} s`);
    did.push(await act());
  }
  await announce(client, look);
  return did;
}

/** Whether a decision changes anything. */
export function isDecided({ isMemorable, step, deletions, bounds }: FailoverDecision): boolean {
  return isMemorable || step !== undefined || deletions.length > 0 || Object.keys(bounds).length > 0;
}

type Act = () => Promise<string>;

/** In an order in which every one may be the last. */
function acts(client: KubernetesClient, look: FailoverLook, held: ReadonlyMap<string, HeldDeployment>): readonly Act[] {
  const { target, observation, decision } = look;
  const { tiers } = observation;
  const changes = tiers.map((tier) => ({
    tier,
    from: tier.deployment.replicas,
    to: decision.step?.after[tier.name] ?? tier.deployment.replicas,
  }));
  const scaled = changes.map(({ tier, from, to }) => ({
    from,
    to,
    act: () => scale(client, { target, held: held.get(tier.name), to }),
  }));
  const bounded = tiers.flatMap((tier) => {
    const bounds = decision.bounds[tier.name];
    const isMore = bounds !== undefined && bounds.max >= (tier.autoscaler?.max ?? 0) && !bounds.isPaused;
    return bounds === undefined ? [] : [{ isMore, act: () => bound(client, target, { tier, bounds }) }];
  });
  return [
    ...bounded.filter(({ isMore }) => isMore).map(({ act }) => act),
    ...scaled.filter(({ from, to }) => to > from).map(({ act }) => act),
    ...decision.deletions.map((pod) => () => deletePod(client, target, pod)),
    ...scaled.filter(({ from, to }) => to < from).map(({ act }) => act),
    ...bounded.filter(({ isMore }) => !isMore).map(({ act }) => act),
  ];
}

/** A pod that is gone counts as deleted; one that is not as it was seen may serve by now. */
async function deletePod(client: KubernetesClient, target: FailoverTarget, pod: PodRef): Promise<string> {
  const { name, uid, resourceVersion } = pod;
  const body = { apiVersion: "v1", kind: "DeleteOptions", preconditions: { uid, resourceVersion } };
  const answer = await client.request({ method: "DELETE", path: `${podsPath(target)}/${name}`, body });
  if (answer.status === 409) throw new Changed(`the pod ${name} has changed`);
  if (answer.status !== 404) bodyOf(answer, `delete the pod ${name}`);
  return `deleted the pod ${name}`;
}

/** Tells an autoscaler its bounds, if it is as it was seen. @throws Changed where it is not */
export async function bound(
  client: KubernetesClient,
  target: FailoverTarget,
  { tier, bounds }: { readonly tier: TierObservation; readonly bounds: TierBounds },
): Promise<string> {
  const { autoscale } = target;
  const { autoscaler } = tier;
  if (autoscale === undefined || autoscaler === undefined) throw new Changed(`${tier.name} has no autoscaler`);
  const { name, resourceVersion } = autoscaler;
  const { min, max, isPaused } = bounds;
  const isHpa = autoscale.engine === AutoscaleEngine.hpa;
  const annotations = isHpa ? {} : { annotations: { [PAUSED_ANNOTATION]: isPaused ? "true" : null } };
  const answer = await client.request({
    method: "PATCH",
    path: `${autoscalersPath(target, autoscale.engine)}/${name}`,
    contentType: "application/merge-patch+json",
    body: {
      metadata: { resourceVersion, ...annotations },
      spec: isHpa ? { minReplicas: min, maxReplicas: max } : { minReplicaCount: min, maxReplicaCount: max },
    },
  });
  if (answer.status === 409 || answer.status === 404) throw new Changed(`the autoscaler ${name} has changed`);
  bodyOf(answer, `change the autoscaler ${name}`);
  return `autoscaler ${name}: ${min} to ${max}${isPaused ? ", paused" : ""}`;
}
