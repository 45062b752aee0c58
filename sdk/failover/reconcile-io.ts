import type { KubernetesClient } from "../kubernetes/kubernetes-io";
import { type Applied, apply, type Clock, isDecided } from "./apply-io";
import type { ClusterObjects } from "./cluster-objects";
import { decide } from "./decide";
import type { FailoverLook } from "./look";
import { type LookOptions, observe } from "./observe-io";
import type { FailoverTarget } from "./target";

/** How often to look again at once where somebody else was faster. */
const TRIES = 3;

/** Looks at a service and decides, without doing anything. */
export async function look(
  client: KubernetesClient,
  target: FailoverTarget,
  options: LookOptions = {},
): Promise<FailoverLook> {
  const observation = await observe(client, target, options);
  return { target, observation, decision: decide(observation, target) };
}

/** A look, and what came of it. */
export interface Reconciled extends FailoverLook {
  readonly applied: Applied;
}

/** What a reconcile works with. */
export interface ReconcileOptions extends LookOptions {
  readonly clock?: Clock | undefined;
  /**
   * What is known without asking, as by watching. It may be late by a moment, so that nothing is done by it: where
   * something is to be done, the objects are looked at again.
   *
   * @default - nothing
   */
  readonly known?: ((target: FailoverTarget) => ClusterObjects) | undefined;
}

/**
 * Looks at a service, decides, and does the next step. Whoever calls it, as often as they like, and several at once: all
 * decide the same, each step is taken by one of them, and one who stops in the middle leaves what the next look repairs.
 *
 * @returns the last look, whose observation is for the `before` of the next
 * @throws KubernetesUnreachable, KubernetesStatusError, CredentialPluginError
 */
export async function reconcile(
  client: KubernetesClient,
  target: FailoverTarget,
  options: ReconcileOptions = {},
): Promise<Reconciled> {
  let { before } = options;
  if (options.known !== undefined) {
    const known = await look(client, target, { ...options, objects: options.known });
    if (!isDecided(known.decision)) return { ...known, applied: { outcome: "applied", did: [] } };
    before = known.observation;
  }
  for (let tries = 1; ; tries += 1) {
    const seen = await look(client, target, { ...options, before });
    const applied = await apply(client, seen, options.clock);
    if (applied.outcome === "applied" || tries === TRIES) return { ...seen, applied };
    before = seen.observation;
  }
}
