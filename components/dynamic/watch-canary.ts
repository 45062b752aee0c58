import type { DeploymentObject } from "../../sdk/upgrade/canary-objects";
import {
  observed,
  type CanaryLook,
  type CanaryObservation,
  type CanarySpec,
} from "../../sdk/upgrade/canary-observation";
import { canaryVerdict, type CanaryVerdict, type Finding } from "../../sdk/upgrade/canary-verdict";
import { canaryPods, findCanary, isMember, joinService, type CanaryPlace } from "./canary-cluster";
import { askPod } from "./canary-probe";
import { isPassing } from "./passing";
import type { Patience } from "./patience";

/** How a canary ended, and what was seen of it last. */
export interface CanaryEnd {
  /** Why it has not passed. @default - it has */
  readonly finding?: Finding;
  /** @default - the API server never answered */
  readonly seen?: CanaryObservation;
}

/** A canary that runs, and what it must show within which time. */
export interface RunningCanary {
  readonly canary: DeploymentObject;
  readonly spec: CanarySpec;
  readonly wait: Patience;
}

/**
 * Watches a canary until it has passed, has failed, or its time is over. An API server that gives no answer, as in an
 * upgrade of the control plane, is asked again.
 *
 * @throws KubernetesStatusError where this user may not do what it takes
 */
export async function watchCanary(place: CanaryPlace, running: RunningCanary): Promise<CanaryEnd> {
  const started = performance.now();
  let seen: CanaryObservation | undefined;
  for (;;) {
    const isLast = running.wait.isOver();
    const judged = await judge(place, running, { seen, at: (performance.now() - started) / 1000 });
    seen = judged.seen;
    const last = seen === undefined ? {} : { seen };
    if (judged.verdict.outcome === "passed") return last;
    if (judged.verdict.outcome === "failed" || isLast) return { finding: judged.verdict, ...last };
    await running.wait.next();
  }
}

interface Judged {
  readonly seen: CanaryObservation | undefined;
  readonly verdict: CanaryVerdict;
}

async function judge(
  place: CanaryPlace,
  { canary, spec }: RunningCanary,
  before: { readonly seen: CanaryObservation | undefined; readonly at: number },
): Promise<Judged> {
  try {
    const seen = observed(before.seen, await look(place, { canary, spec, at: before.at }), spec);
    const verdict = canaryVerdict(seen, spec);
    if (verdict.outcome === "pending") await join(place, seen);
    return { seen, verdict };
  } catch (error) {
    if (!isPassing(error)) throw error;
    const verdict = {
      outcome: "pending",
      wrong: "the cluster gives no answer",
      because: error.message,
      next: "See whether it runs (az aks show --query powerState), then run `pulumi up` again",
    } as const;
    return { seen: before.seen, verdict };
  }
}

/** What is well gets its share of the service's requests: that is the rest of the trial. */
async function join(place: CanaryPlace, { pods, sound }: CanaryObservation): Promise<void> {
  const joining = pods.filter((pod) => sound.includes(pod.metadata.uid) && !isMember(place, pod));
  await Promise.all(joining.map((pod) => joinService(place, pod)));
}

interface Moment {
  readonly canary: DeploymentObject;
  readonly spec: CanarySpec;
  readonly at: number;
}

async function look(place: CanaryPlace, { canary, spec, at }: Moment): Promise<CanaryLook> {
  const [deployment, all] = await Promise.all([findCanary(place), canaryPods(place)]);
  const pods = all.filter(({ metadata }) => metadata.deletionTimestamp === undefined);
  const { probe } = spec;
  const running = pods.filter(({ status }) => status?.phase === "Running");
  const asked = probe === undefined ? [] : running.map((pod) => askPod(place, pod, probe));
  const answers = (await Promise.all(asked)).filter((answer) => answer !== undefined);
  const isSame = deployment?.metadata.uid === canary.metadata.uid;
  return { at, pods, answers, ...(deployment !== undefined && isSame ? { deployment } : {}) };
}
