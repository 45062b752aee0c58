import type { dynamic } from "@pulumi/pulumi";
import type { Check } from "../../sdk/check";
import { KubernetesStatusError } from "../../sdk/kubernetes/kubernetes-io";
import { type ProbeArgs, probeSpec } from "../../sdk/pods/probe";
import { canaryName } from "../../sdk/upgrade/canary-deployment";
import { CANARY_RANGES } from "../../sdk/upgrade/upgrade-spec";
import { findCanary } from "./canary-cluster";
import { kept, type CanaryReleaseState } from "./canary-release-state";
import { changedProperties, checkedInputs, isKnown, type Properties } from "./inputs";
import { checkKubeconfig, isAnotherCluster } from "./kubeconfig-input";
import { say } from "./log";
import { isPassing } from "./passing";
import { unlessGone } from "./reached";
import { CanaryFailed, removeLeftOver } from "./run-canary";
import { explained, placeOf, tried } from "./try-template";

/** What is compared. A template is by its hash; steps follow from the rest. */
const COMPARED = [
  "kubeconfig",
  "namespace",
  "service",
  "templateHash",
  "canaryReplicas",
  "verifySeconds",
  "timeoutMinutes",
  "wrongAnswersAllowed",
  "probe",
] as const;

const ANY_TEXT = { pattern: /./s, description: "text that is not empty" };

/** Nothing of the stack's configuration is needed. */
export function configure(_request: dynamic.ConfigureRequest): Promise<void> {
  return Promise.resolve();
}

/** Refuses wrong inputs, as far as they are known. */
export function check(_olds: Properties, news: CanaryReleaseState): Promise<dynamic.CheckResult<CanaryReleaseState>> {
  const result = checkedInputs(news, {
    kubeconfig: checkKubeconfig,
    namespace: anyText,
    service: anyText,
    template: (examine, value, path) => {
      if (typeof value !== "object" || value === null) examine.problem(path, "must be a pod template");
    },
    templateHash: anyText,
    canaryReplicas: number("canaryReplicas"),
    verifySeconds: number("verifySeconds"),
    timeoutMinutes: number("timeoutMinutes"),
    wrongAnswersAllowed: number("wrongAnswersAllowed"),
    probe: (examine, value, path) =>
      value === undefined || probeSpec(value as ProbeArgs, undefined, examine.within(path)),
  });
  return Promise.resolve(result);
}

function anyText(examine: Check, value: unknown, path: string): void {
  examine.text(path, value, ANY_TEXT);
}

function number(name: keyof typeof CANARY_RANGES) {
  return (examine: Check, value: unknown) => examine.wholeNumber(name, value, CANARY_RANGES[name]);
}

/**
 * Another cluster, namespace or service is another resource. Where a new template is to be tried it says once what comes,
 * because a preview has no other place for it.
 */
export function diff(_id: string, olds: CanaryReleaseState, news: CanaryReleaseState): Promise<dynamic.DiffResult> {
  const changed = changedProperties(olds, news, COMPARED);
  const replaces = changed.filter(
    (name) =>
      ((name === "namespace" || name === "service") && isKnown(news[name])) ||
      (name === "kubeconfig" && isKnown(news.kubeconfig) && isAnotherCluster(olds.kubeconfig, news.kubeconfig)),
  );
  if (changed.includes("templateHash") && replaces.length === 0) announce(news);
  return Promise.resolve({ changes: changed.length > 0 || olds.isLeftOver === true, replaces });
}

/** What an upgrade is about to do, as far as it is known. */
function announce({ service, steps = [] }: CanaryReleaseState): void {
  const known = isKnown(service) ? steps.filter(isKnown) : [];
  if (known.length > 0)
    say([`upgrade of ${service}:`, ...known.map((step, index) => `${index + 1}. ${step}`)].join("\n  "));
}

/** Tries the template where the service runs already, as one does that is older than this resource of it. */
export async function create(inputs: CanaryReleaseState): Promise<dynamic.CreateResult<CanaryReleaseState>> {
  const id = `${inputs.namespace}/${canaryName(inputs.service)}`;
  try {
    return { id, outs: { ...kept(inputs), findings: await tried(inputs) } };
  } catch (error) {
    if (!(error instanceof CanaryFailed)) throw error;
    // It counts as created all the same (Pulumi reads `id` and `properties` off the error), with a hash that no template
    // has: the next `up` tries again, and a destroy takes away what may be left.
    throw Object.assign(error, { id, properties: { ...kept(inputs), templateHash: "" }, reasons: [error.message] });
  }
}

/** Sees whether a run that was broken off left its canary behind, so that the next `up` takes it away. */
export async function read(id: string, state?: CanaryReleaseState): Promise<dynamic.ReadResult<CanaryReleaseState>> {
  if (state === undefined) return { id };
  try {
    const found = await findCanary(placeOf(state));
    return { id, props: { ...state, isLeftOver: found !== undefined } };
  } catch (error) {
    if (!isPassing(error) && !(error instanceof KubernetesStatusError)) throw error;
    say(`CanaryRelease: ${error.message}; the state stays as it is`);
    return { id, props: state };
  }
}

/** Tries a new template. Where the template is the same it takes away what is left over, and keeps what is new. */
export async function update(
  _id: string,
  olds: CanaryReleaseState,
  news: CanaryReleaseState,
): Promise<dynamic.UpdateResult<CanaryReleaseState>> {
  if (olds.templateHash !== news.templateHash) return { outs: { ...kept(news), findings: await tried(news) } };
  await explained(news, () => removeLeftOver(placeOf(news)));
  return { outs: { ...kept(news), ...(olds.findings === undefined ? {} : { findings: olds.findings }) } };
}

/** Takes away what is left over. A cluster that is gone has nothing. */
async function takeAway(_id: string, state: CanaryReleaseState): Promise<void> {
  const place = placeOf(state);
  const found = await unlessGone(place.client, () => findCanary(place), "so its canary is taken for gone with it");
  if (found !== undefined) await explained(state, () => removeLeftOver(place));
}

export { takeAway as delete };
