import { setTimeout as delay } from "node:timers/promises";
import * as pulumi from "@pulumi/pulumi";
import { declaredTarget } from "../sdk/failover/declared-target";
import type { FailoverLook } from "../sdk/failover/look";
import { look } from "../sdk/failover/reconcile-io";
import { failoverReport } from "../sdk/failover/report";
import { serviceDeployments } from "../sdk/failover/service-deployments-io";
import { checked } from "../sdk/check";
import { kubernetesClient } from "../sdk/kubernetes/kubernetes-io";
import { isPassing } from "./dynamic/passing";
import { patience, type Patience } from "./dynamic/patience";
import type { ElasticService } from "./elastic-service";
import { type ServicePlace, servicePlace, type ServiceRef } from "./service-ref";

/** How long a {@link healthyBefore} waits. */
export interface HealthGateOptions {
  /**
   * How long an operation is held until the service is healthy, in minutes, 0 to 1,440; after that it is refused. With 0
   * it is refused at once.
   *
   * @default 10
   */
  readonly timeoutMinutes?: number;
}

const DEFAULT_TIMEOUT_MINUTES = 10;
const PACE = { firstMs: 1_000, longestMs: 5_000 };

/**
 * A hook that holds an operation on another resource until a service is healthy, and refuses it where that takes too long:
 * before a node pool is upgraded, say, or a firewall changed. A service is healthy when as many of its replicas are ready
 * as are wanted, where they are to be. It must fail over, in this program or in another.
 *
 * The kubeconfig must be known without the operation: a hook of the cluster itself takes a {@link ServiceRef} whose
 * kubeconfig comes from elsewhere. Before deletions it takes `pulumi destroy --run-program`. The Pulumi CLI knows hooks
 * since 3.182; an older one is refused by the SDK.
 *
 * @param name tells the hook from others of the program
 * @see https://www.pulumi.com/docs/iac/concepts/resources/options/hooks/
 * @example
 * ```ts
 * const healthy = healthyBefore("web-is-healthy", web, { timeoutMinutes: 5 });
 * new AgentPool("batch", batch, { hooks: { beforeUpdate: [healthy] } });
 * ```
 */
export function healthyBefore(
  name: string,
  service: ElasticService | ServiceRef,
  { timeoutMinutes = DEFAULT_TIMEOUT_MINUTES }: HealthGateOptions = {},
): pulumi.ResourceHook {
  checked((check) => check.wholeNumber("timeoutMinutes", timeoutMinutes, { min: 0, max: 1440 }));
  const place = servicePlace(service);
  return new pulumi.ResourceHook(name, async () => {
    const wait = patience(timeoutMinutes * 60_000, PACE);
    await untilHealthy(await knownPlace(place, timeoutMinutes), wait);
  });
}

/** How long a kubeconfig may take that the program itself makes, in milliseconds, where nothing else is waited for. */
const LEAST_WAIT_MS = 10_000;

async function knownPlace(place: pulumi.Output<ServicePlace>, timeoutMinutes: number): Promise<ServicePlace> {
  const known = new Promise<ServicePlace>((resolve) => {
    place.apply(resolve);
  });
  const inVain = new AbortController();
  const late = delay(Math.max(LEAST_WAIT_MS, timeoutMinutes * 60_000), undefined, { signal: inVain.signal });
  const first = await Promise.race([known, late.catch(() => undefined)]);
  inVain.abort();
  if (first !== undefined) return first;
  throw new pulumi.RunError(
    "the kubeconfig of the service is not known before this operation: take one that does not hang on this resource",
  );
}

/** @throws RunError where it is not healthy in time */
async function untilHealthy(place: ServicePlace, wait: Patience): Promise<void> {
  for (;;) {
    const isLast = wait.isOver();
    const problem = await problemOf(place);
    if (problem === undefined) return;
    if (isLast) {
      throw new pulumi.RunError(
        `${place.service} is not healthy, so nothing was done:\n${problem}\nRun it again when it is.`,
      );
    }
    await wait.next();
  }
}

/** What keeps a service from being healthy; nothing where it is. */
async function problemOf(place: ServicePlace): Promise<string | undefined> {
  try {
    const seen = await seenOf(place);
    if (seen === undefined) return `it does not fail over: no Deployment of it in ${place.namespace} says how`;
    return isHealthy(seen) ? undefined : failoverReport(seen);
  } catch (error) {
    if (isPassing(error)) return error.message;
    throw error;
  }
}

async function seenOf({ kubeconfig, ...place }: ServicePlace): Promise<FailoverLook | undefined> {
  const client = kubernetesClient(kubeconfig);
  const target = declaredTarget(await serviceDeployments(client, place));
  return target === undefined ? undefined : await look(client, target);
}

/** Where a person holds failover still, replicas that are ready are good wherever they are. */
function isHealthy({ observation, decision }: FailoverLook): boolean {
  if (observation.missing.length > 0) return false;
  return observation.held === undefined ? decision.isSettled : decision.ready >= decision.wanted;
}
