import { kubernetesClient } from "../../sdk/kubernetes/kubernetes-io";
import type { FailoverLook } from "../../sdk/failover/look";
import { type Reconciled, reconcile } from "../../sdk/failover/reconcile-io";
import { failoverReport } from "../../sdk/failover/report";
import { failoverTarget } from "../../sdk/failover/target";
import type { FailoverState } from "./failover-state";
import { say } from "./log";
import { persistently } from "./passing";
import { patience } from "./patience";

/** Steps follow each other every 5 seconds, and pods are ready within seconds. */
const PACE = { firstMs: 500, longestMs: 2_500 };

/** Replicas are not where they are to be, or not ready, in time. */
export class NotSettled extends Error {
  override readonly name = "NotSettled";

  constructor(
    message: string,
    readonly look: FailoverLook,
  ) {
    super(message);
  }
}

/**
 * Takes step after step until all replicas that are wanted are ready where they are to be, on all tiers together, in the
 * version that is to run. Where a person holds failover still it is left at that, and said.
 *
 * @throws NotSettled with what is missing where it takes too long
 */
export async function settled(state: FailoverState): Promise<FailoverLook> {
  const client = kubernetesClient(state.kubeconfig);
  const target = failoverTarget(state.target);
  const wait = patience(state.timeoutMinutes * 60_000, PACE);
  let before: Reconciled["observation"] | undefined;
  for (;;) {
    const isLast = wait.isOver();
    const done = await persistently(wait, () => reconcile(client, target, { before }));
    tell(done);
    if (isReached(done)) return done;
    if (isLast) throw new NotSettled(inVain(done, state), done);
    before = done.observation;
    await wait.next();
  }
}

function tell({ target, observation, applied }: Reconciled): void {
  const did = applied.outcome === "applied" ? applied.did : [];
  if (did.length > 0) say(`failover of ${target.service}: ${did.join("; ")}`);
  if (observation.held !== undefined && observation.missing.length === 0) {
    say(`warning: failover of ${target.service} is held by hand (${observation.held}): nothing is moved or waited for`);
  }
}

function isReached({ observation, decision }: FailoverLook): boolean {
  if (observation.missing.length > 0) return false;
  if (observation.held !== undefined) return true;
  return decision.isSettled && observation.tiers.every(({ deployment }) => !deployment.isRolling);
}

function inVain(look: FailoverLook, { timeoutMinutes }: FailoverState): string {
  const { service, namespace } = look.target;
  const minutes = timeoutMinutes === 1 ? "1 minute" : `${timeoutMinutes} minutes`;
  return (
    `${failoverReport(look)}\n` +
    `That is after ${minutes}. See to what is named here (kubectl get pods -n ${namespace} ` +
    `-l app.kubernetes.io/name=${service} -o wide), then run \`pulumi up\` again.`
  );
}
