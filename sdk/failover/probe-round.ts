import { TIER_LABEL } from "../pods/labels";
import type { ClusterObjects } from "./cluster-objects";
import type { EndpointProbeSpec } from "./endpoint-probe";
import type { PodObject } from "./objects";
import type { FailoverObservation, ProbeRound } from "./observation";
import type { FailoverTarget } from "./target";
import { SECOND } from "./time";

/** A pod that can be asked. */
export interface AskedPod {
  readonly name: string;
  readonly ip: string;
}

/** What a pod answered. */
export interface ProbeAnswer {
  readonly isRight: boolean;
  /** What it said, or why it said nothing. */
  readonly words: string;
}

/** Asks one pod. Never throws: that it cannot be asked is an answer, too; nothing where that is nobody's fault. */
export type Prober = (pod: AskedPod, probe: EndpointProbeSpec) => Promise<ProbeAnswer | undefined>;

/** Of a large tier so many pods are asked: its health shows in them. */
const MOST_ASKED = 20;

/** Whether a status is a right answer. */
export function isRightStatus(status: number, { expectedStatus }: Pick<EndpointProbeSpec, "expectedStatus">): boolean {
  return expectedStatus === undefined ? status >= 200 && status < 400 : status === expectedStatus;
}

/** Asks the running pods of each tier, all at once; a tier whose last round is younger than the period is left alone. */
export async function askedRounds(
  { at, pods }: ClusterObjects,
  { placement, failover }: FailoverTarget,
  { prober, before }: { readonly prober: Prober; readonly before?: FailoverObservation | undefined },
): Promise<Readonly<Record<string, ProbeRound>>> {
  const { probe } = failover;
  if (probe === undefined) return {};
  const due = placement.tiers.filter(({ name }) => {
    const last = before?.tiers.find((tier) => tier.name === name)?.rounds.at(-1);
    return last === undefined || at - last.at >= probe.periodSeconds * SECOND;
  });
  const rounds = due.map(async ({ name }): Promise<[string, ProbeRound]> => {
    const asked = pods.filter(({ metadata }) => metadata.labels?.[TIER_LABEL] === name).flatMap(askable);
    const answers = await Promise.all(asked.slice(0, MOST_ASKED).map((pod) => prober(pod, probe)));
    return [name, { at, ...tally(answers.flatMap((answer) => answer ?? [])) }];
  });
  return Object.fromEntries(await Promise.all(rounds));
}

function askable({ metadata, status }: PodObject): readonly AskedPod[] {
  const { podIP } = status ?? {};
  const isRunning = status?.phase === "Running" && metadata.deletionTimestamp === undefined;
  return isRunning && podIP !== undefined ? [{ name: metadata.name, ip: podIP }] : [];
}

function tally(answers: readonly ProbeAnswer[]): Omit<ProbeRound, "at"> {
  const wrong = answers.filter(({ isRight }) => !isRight);
  const [first] = wrong;
  return {
    asked: answers.length,
    right: answers.length - wrong.length,
    ...(first === undefined ? {} : { words: first.words }),
  };
}
