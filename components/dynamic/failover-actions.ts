import type { dynamic } from "@pulumi/pulumi";
import { ArgumentError } from "../../sdk/argument-error";
import type { Check } from "../../sdk/check";
import { FailoverAction } from "../../sdk/failover/decision";
import type { FailoverLook } from "../../sdk/failover/look";
import { look } from "../../sdk/failover/reconcile-io";
import { release } from "../../sdk/failover/release-io";
import { failoverReport } from "../../sdk/failover/report";
import { serviceDeployments } from "../../sdk/failover/service-deployments-io";
import { failoverTarget, type FailoverTargetArgs } from "../../sdk/failover/target";
import { CredentialPluginError } from "../../sdk/kubernetes/credential-plugin-io";
import { kubernetesClient, KubernetesStatusError } from "../../sdk/kubernetes/kubernetes-io";
import { type FailoverState, isNews, seenState } from "./failover-state";
import { changedProperties, checkedInputs, isKnown, type Properties, TIMEOUT_MINUTES } from "./inputs";
import { checkKubeconfig, isAnotherCluster } from "./kubeconfig-input";
import { say } from "./log";
import { isPassing } from "./passing";
import { unlessGone } from "./reached";
import { NotSettled, settled } from "./settle-failover";

/** What is compared. How long to wait is nothing that anything hangs on. */
const COMPARED = ["kubeconfig", "target", "versions"];
const ANY_TEXT = { pattern: /./s, description: "text that is not empty" };

/** Nothing of the stack's configuration is needed. */
export function configure(_request: dynamic.ConfigureRequest): Promise<void> {
  return Promise.resolve();
}

/** Refuses wrong inputs, as far as they are known. */
export function check(_olds: Properties, news: FailoverState): Promise<dynamic.CheckResult<FailoverState>> {
  const result = checkedInputs(news, {
    kubeconfig: checkKubeconfig,
    target: checkTarget,
    versions: (examine, value, path) => {
      for (const [tier, version] of Object.entries((value ?? {}) as Properties))
        examine.text(`${path}.${tier}`, version, ANY_TEXT);
    },
    timeoutMinutes: (examine, value, path) => examine.wholeNumber(path, value, TIMEOUT_MINUTES),
  });
  return Promise.resolve(result);
}

function checkTarget(examine: Check, value: unknown, path: string): void {
  try {
    failoverTarget(value as FailoverTargetArgs);
  } catch (error) {
    if (!(error instanceof ArgumentError)) throw error;
    for (const { path: inside, reason } of error.problems) examine.problem(`${path}.${inside}`, reason);
  }
}

/**
 * Looks at the service: a difference is also what is to be done about it, and what has become of it since. A preview has
 * no other place where that can be said.
 */
export async function diff(_id: string, olds: FailoverState, news: FailoverState): Promise<dynamic.DiffResult> {
  const changed = changedProperties(olds, news, COMPARED);
  const replaces = replacing(olds, news);
  if (replaces.length > 0 || !isKnown(news.kubeconfig) || !isKnown(news.target)) {
    return { changes: changed.length > 0, replaces };
  }
  const seen = await seenOf(news);
  const isChanged = changed.length > 0;
  if (seen === undefined) return { changes: isChanged, replaces };
  if (isWorthSaying(seen, isChanged)) say(failoverReport(seen));
  return { changes: isChanged || isDue(seen) || isNews(olds, seen), replaces };
}

/** A look at the service; nothing, and that said, where signing in fails: a preview may be by somebody who cannot. */
async function seenOf({ kubeconfig, target }: FailoverState): Promise<FailoverLook | undefined> {
  try {
    return await look(kubernetesClient(kubeconfig), failoverTarget(target));
  } catch (error) {
    if (!(error instanceof CredentialPluginError)) throw error;
    say(`failover of ${target.service}: it cannot be seen: ${error.message}`);
    return undefined;
  }
}

/** Another service, namespace or cluster is another one to look after. */
function replacing(olds: FailoverState, news: FailoverState): string[] {
  const isOther = (name: "service" | "namespace"): boolean =>
    isKnown(news.target) && olds.target[name] !== news.target[name];
  return [
    ...(isOther("service") || isOther("namespace") ? ["target"] : []),
    ...(isKnown(news.kubeconfig) && isAnotherCluster(olds.kubeconfig, news.kubeconfig) ? ["kubeconfig"] : []),
  ];
}

/** Whether there is something that an update could do, or wait for. */
function isDue({ observation, decision }: FailoverLook): boolean {
  if (observation.missing.length > 0 || observation.held !== undefined) return false;
  return !decision.isSettled && decision.action !== FailoverAction.steady;
}

/** A program that changes has Deployments that are still to be made. */
function isWorthSaying(seen: FailoverLook, isChanged: boolean): boolean {
  const { observation, decision } = seen;
  if (observation.missing.length > 0) return !isChanged;
  const isSick = Object.values(decision.health).some((tier) => tier.isSick || tier.limit !== undefined);
  return isDue(seen) || isSick || observation.held !== undefined || decision.ready < decision.wanted;
}

/** Brings the replicas to where they are to run, and waits for them. */
export async function create(inputs: FailoverState): Promise<dynamic.CreateResult<FailoverState>> {
  const id = `${inputs.target.namespace}/${inputs.target.service}`;
  return { id, outs: await settledState(id, inputs) };
}

/**
 * Sees how the service is. One that is gone is forgotten, so that the next `up` looks after it anew; no answer is no news.
 */
export async function read(id: string, state?: FailoverState): Promise<dynamic.ReadResult<FailoverState>> {
  if (state === undefined) return { id };
  const seen = await seenOf(state);
  const missing = seen?.observation.missing ?? [];
  if (seen !== undefined && missing.length === 0) return { id, props: seenState(state, seen) };
  if (seen?.observation.tiers.length === 0 && (await isGone(state))) return { id: "" };
  if (missing.length > 0) say(`failover of ${state.target.service}: ${missing.join("; ")}; the state stays as it is`);
  return { id, props: state };
}

async function isGone({ kubeconfig, target }: FailoverState): Promise<boolean> {
  try {
    return (await serviceDeployments(kubernetesClient(kubeconfig), target)).length === 0;
  } catch (error) {
    if (isPassing(error) || error instanceof KubernetesStatusError) return false;
    throw error;
  }
}

/** Does the same again, with what is new. */
export async function update(
  id: string,
  _olds: FailoverState,
  news: FailoverState,
): Promise<dynamic.UpdateResult<FailoverState>> {
  return { outs: await settledState(id, news) };
}

/** Leaves the service as one that does not fail over. A cluster that is gone has none. */
async function takeLeave(_id: string, state: FailoverState): Promise<void> {
  const client = kubernetesClient(state.kubeconfig);
  await unlessGone(client, () => release(client, failoverTarget(state.target)), "so its services are gone with it");
}

export { takeLeave as delete };

/**
 * The state once the replicas are ready. Where they are not in time, the resource counts as there all the same (Pulumi
 * reads `id` and `properties` off the error), with what was seen, so that the next `up` goes on.
 */
async function settledState(id: string, inputs: FailoverState): Promise<FailoverState> {
  try {
    return seenState(inputs, await settled(inputs));
  } catch (error) {
    if (!(error instanceof NotSettled)) throw error;
    throw Object.assign(error, { id, properties: seenState(inputs, error.look), reasons: [error.message] });
  }
}
