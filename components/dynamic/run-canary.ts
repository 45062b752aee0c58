import { randomUUID } from "node:crypto";
import { KubernetesStatusError } from "../../sdk/kubernetes/kubernetes-io";
import type { Properties } from "../../sdk/pods/merge-template";
import { canaryDeployment } from "../../sdk/upgrade/canary-deployment";
import type { CanaryPod, DeploymentObject, EventObject } from "../../sdk/upgrade/canary-objects";
import type { CanarySpec } from "../../sdk/upgrade/canary-observation";
import { canaryReport } from "../../sdk/upgrade/canary-report";
import { redacted } from "../../sdk/upgrade/redaction";
import { createCanary, deleteCanary, eventsOf, findCanary, type CanaryPlace } from "./canary-cluster";
import { say } from "./log";
import { isPassing, persistently } from "./passing";
import { patience } from "./patience";
import { watchCanary, type CanaryEnd } from "./watch-canary";

/** What a canary tries, what it must show, and how long it may take to come up. */
export interface CanaryTrial extends CanarySpec {
  readonly template: Properties;
  readonly timeoutMinutes: number;
}

/** A canary did not pass, or could not be run. */
export class CanaryFailed extends Error {
  override readonly name = "CanaryFailed";
}

/** Pods change within seconds, and an answer every 2 seconds is often enough to judge by and no load. */
const PACE = { firstMs: 1_000, longestMs: 2_000 };
/** How long a canary may take to go away with its pods, in milliseconds. */
const REMOVAL_MS = 5 * 60_000;
/** How long an API server may be away before anything is begun, in milliseconds. */
const SILENCE_MS = 2 * 60_000;

/**
 * Tries a template: takes away what an earlier run left, makes the canary, watches it, and takes it away, whatever came
 * of it.
 *
 * @returns what was seen of it
 * @throws CanaryFailed with what was seen where it did not pass
 */
export async function runCanary(place: CanaryPlace, trial: CanaryTrial): Promise<string> {
  await removeLeftOver(place);
  const manifest = canaryDeployment(place.service, {
    namespace: place.namespace,
    replicas: trial.replicas,
    template: trial.template,
    run: randomUUID(),
  });
  const canary = await persistently(patience(SILENCE_MS, PACE), () => createCanary(place, manifest));
  const wait = patience(trial.timeoutMinutes * 60_000 + trial.verifySeconds * 1000, PACE);
  const end = await watchCanary(place, { canary, spec: trial, wait }).catch(async (error: unknown) => {
    await isTakenAway(place, canary);
    throw error;
  });
  const events = end.finding === undefined ? [] : await lastEvents(place, end.seen?.pods ?? []);
  const isGone = await isTakenAway(place, canary);
  if (end.finding !== undefined) throw failure(place, trial, { ...end, finding: end.finding, events, isGone });
  if (!isGone) say(`${place.service}: the canary has passed, but does not go away: see kubectl describe deployment`);
  return passedWords(end, trial);
}

/** Takes away a canary that an earlier run left behind. @throws CanaryFailed where it does not go */
export async function removeLeftOver(place: CanaryPlace): Promise<void> {
  const left = await persistently(patience(SILENCE_MS, PACE), () => findCanary(place));
  if (left === undefined || (await isRemoved(place, left))) return;
  const { name } = left.metadata;
  throw new CanaryFailed(
    `upgrade of ${place.service}: the canary that an earlier run left does not go away. See what holds it ` +
      `(kubectl describe deployment -n ${place.namespace} ${name}), then run \`pulumi up\` again.`,
  );
}

/** Deletes a canary and waits until it is gone with its pods. */
async function isRemoved(place: CanaryPlace, canary: DeploymentObject): Promise<boolean> {
  const wait = patience(REMOVAL_MS, { ...PACE, firstMs: 300 });
  for (;;) {
    const isLast = wait.isOver();
    const isGone = await persistently(wait, async () => {
      const found = await findCanary(place);
      if (found?.metadata.uid !== canary.metadata.uid) return true;
      if (found.metadata.deletionTimestamp === undefined) await deleteCanary(place, canary);
      return false;
    });
    if (isGone || isLast) return isGone;
    await wait.next();
  }
}

/** The same where something else is to be said already. */
function isTakenAway(place: CanaryPlace, canary: DeploymentObject): Promise<boolean> {
  return isRemoved(place, canary).catch((error: unknown) => {
    if (isPassing(error) || error instanceof KubernetesStatusError) return false;
    throw error;
  });
}

function lastEvents(place: CanaryPlace, pods: readonly CanaryPod[]): Promise<readonly EventObject[]> {
  return eventsOf(place, pods).catch((error: unknown) => {
    if (isPassing(error)) return [];
    throw error;
  });
}

function failure(
  { service }: CanaryPlace,
  trial: CanaryTrial,
  end: Required<Pick<CanaryEnd, "finding">> & CanaryEnd & { events: readonly EventObject[]; isGone: boolean },
): CanaryFailed {
  return new CanaryFailed(redacted(canaryReport(service, { ...end, spec: trial }), trial.template));
}

function passedWords({ seen }: CanaryEnd, { replicas, verifySeconds, probe }: CanaryTrial): string {
  const pods = replicas === 1 ? "1 pod" : `${replicas} pods`;
  const answers = seen?.answers ?? [];
  const right = answers.filter(({ isRight }) => isRight).length;
  const said = probe === undefined ? "" : `, ${right} of ${answers.length} answers right`;
  return `${pods} for ${verifySeconds} s: ready, no restarts${said}`;
}
