import { CredentialPluginError } from "../../sdk/kubernetes/credential-plugin-io";
import { kubernetesClient, KubernetesStatusError, KubernetesUnreachable } from "../../sdk/kubernetes/kubernetes-io";
import { isDeployed, type CanaryPlace } from "./canary-cluster";
import type { CanaryReleaseState } from "./canary-release-state";
import { say } from "./log";
import { persistently } from "./passing";
import { patience } from "./patience";
import { CanaryFailed, removeLeftOver, runCanary } from "./run-canary";

const PACE = { firstMs: 1_000, longestMs: 5_000 };
/** How long an API server may be away before anything is begun, in milliseconds. */
const SILENCE_MS = 2 * 60_000;

/** Where the canary of a state is. */
export function placeOf({ kubeconfig, namespace, service }: CanaryReleaseState): CanaryPlace {
  return { client: kubernetesClient(kubeconfig), namespace, service };
}

/**
 * Tries a template, where there is a version that it could harm.
 *
 * @returns what was seen, for the state
 * @throws CanaryFailed where it did not pass
 */
export async function tried(inputs: CanaryReleaseState): Promise<string> {
  const place = placeOf(inputs);
  return explained(inputs, async () => {
    if (!(await persistently(patience(SILENCE_MS, PACE), () => isDeployed(place)))) {
      await removeLeftOver(place);
      return "not tried: the first version of the service";
    }
    const findings = await runCanary(place, trialOf(inputs));
    say(`${inputs.service}: the canary has passed (${findings}); now the tiers roll`);
    return findings;
  });
}

/** @throws CanaryFailed that says what to do where the API server refuses, or gives no answer */
export async function explained<Result>(
  { service, namespace }: CanaryReleaseState,
  act: () => Promise<Result>,
): Promise<Result> {
  try {
    return await act();
  } catch (error) {
    const next = nextStep(error, namespace);
    if (next === undefined) throw error;
    const message = error instanceof Error ? error.message : String(error);
    throw new CanaryFailed(`upgrade of ${service}: ${message}. No tier was touched. ${next}.`, { cause: error });
  }
}

function nextStep(error: unknown, namespace: string): string | undefined {
  if (error instanceof KubernetesUnreachable || error instanceof CredentialPluginError) {
    return "Run `pulumi up` again when it answers";
  }
  if (!(error instanceof KubernetesStatusError)) return undefined;
  if (error.status !== 401 && error.status !== 403) return "Change what it names, then run `pulumi up` again";
  return (
    `A canary needs these rights in the namespace ${namespace}: get, list, create and delete deployments, list and patch pods, get ` +
    'pods/proxy, list events. Give them to the kubeconfig\'s user, or upgrade with strategy "rolling", then run ' +
    "`pulumi up` again"
  );
}

function trialOf(inputs: CanaryReleaseState) {
  const { template = {}, canaryReplicas, verifySeconds, timeoutMinutes, wrongAnswersAllowed, probe } = inputs;
  return {
    template,
    replicas: canaryReplicas,
    verifySeconds,
    timeoutMinutes,
    wrongAnswersAllowed,
    ...(probe === undefined ? {} : { probe }),
  };
}
