import { setTimeout as delay } from "node:timers/promises";
import type { FailoverObservation } from "../../sdk/failover/observation";
import { proxyProber } from "../../sdk/failover/proxy-probe-io";
import { reconcile, type Reconciled } from "../../sdk/failover/reconcile-io";
import type { FailoverTarget } from "../../sdk/failover/target";
import {
  type KubernetesClient,
  KubernetesStatusError,
  KubernetesUnreachable,
} from "../../sdk/kubernetes/kubernetes-io";
import { type FoundServices, serviceTitle } from "./services";

/** After how many seconds it is tried again where the API server gave no answer, or refused. */
const TROUBLE_SECONDS = 5;

/** Which services are kept, and who is told. */
export interface Keeping {
  readonly client: KubernetesClient;
  /** Asked before each round, so that a new target counts as soon as a program has written it. */
  readonly find: () => Promise<FoundServices>;
  readonly told: (seen: Reconciled) => void;
  /** What could not be done this time, and will be tried again. */
  readonly troubled: (words: string) => void;
  /** Ends the keeping, after the step that is being taken. */
  readonly signal: AbortSignal;
}

/** Looks after services until it is told to end: looks, decides, acts, and waits until the next look is due. */
export async function keep(keeping: Keeping): Promise<void> {
  const { signal } = keeping;
  const seen = new Map<string, FailoverObservation>();
  while (!signal.aborted) {
    const seconds = await endured(keeping, () => keepOnce(keeping, seen));
    await delay(seconds * 1000, undefined, { signal }).catch(() => undefined);
  }
}

/**
 * One round over all services.
 *
 * @param seen what was seen of each service in the round before, which this replaces
 * @returns in how many seconds the next is due
 * @throws KubernetesUnreachable, KubernetesStatusError
 */
export async function keepOnce(keeping: Keeping, seen: Map<string, FailoverObservation>): Promise<number> {
  const { targets, problems } = await keeping.find();
  for (const problem of problems) keeping.troubled(problem);
  const due: number[] = [TROUBLE_SECONDS * 2];
  for (const target of targets) due.push(await endured(keeping, () => reconciled(keeping, target, seen)));
  return Math.min(...due);
}

async function reconciled(
  { client, told }: Keeping,
  target: FailoverTarget,
  seen: Map<string, FailoverObservation>,
): Promise<number> {
  const key = serviceTitle(target);
  const prober = proxyProber(client, target);
  const done = await reconcile(client, target, { before: seen.get(key), prober });
  seen.set(key, done.observation);
  told(done);
  return Math.min(done.decision.lookAgainSeconds, target.failover.probe?.periodSeconds ?? Infinity);
}

async function endured({ troubled }: Keeping, work: () => Promise<number>): Promise<number> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof KubernetesUnreachable) && !(error instanceof KubernetesStatusError)) throw error;
    troubled(error.message);
    return TROUBLE_SECONDS;
  }
}
