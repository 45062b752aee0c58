import { lastLine } from "../virtual-node/readiness-connector";
import { containers, lastEnd } from "./canary-containers";
import type { CanaryPod, EventObject } from "./canary-objects";
import { isReady, type CanaryObservation, type CanarySpec } from "./canary-observation";
import type { Finding } from "./canary-verdict";
import { probeWords } from "./probe-words";

/** What was seen of a canary that did not pass. */
export interface CanaryEvidence {
  readonly finding: Finding;
  readonly spec: CanarySpec;
  /** @default - the API server never answered */
  readonly seen?: CanaryObservation;
  readonly events: readonly EventObject[];
  /** Whether the canary could be taken away. */
  readonly isGone: boolean;
}

const MOST_EVENTS = 8;
const MOST_PODS = 5;
const MOST_ANSWERS = 3;
const LONGEST_LINE = 600;

/** Why a canary did not pass, what was seen of it, and what to do next: the first line says it all. */
export function canaryReport(service: string, { finding, spec, seen, events, isGone }: CanaryEvidence): string {
  const { wrong, because, next } = finding;
  return [
    `upgrade of ${service}: ${wrong}: ${because}. ${next}.`,
    "No tier was touched: all replicas run the version that they ran before. " +
      (isGone ? "The canary is gone." : "The canary may still be there; the next `pulumi up` takes it away."),
    ...(seen === undefined ? [] : [...podLines(seen.pods), ...answerLines(seen, spec)]),
    ...eventLines(events),
  ]
    .map((line) => (line.length > LONGEST_LINE ? `${line.slice(0, LONGEST_LINE)}…` : line))
    .join("\n");
}

function podLines(pods: readonly CanaryPod[]): readonly string[] {
  return pods.slice(0, MOST_PODS).flatMap((pod) => {
    const { phase = "unknown", reason, message } = pod.status ?? {};
    const said = reason === undefined ? "" : ` (${reason}: ${lastLine(message ?? "") ?? ""})`;
    const place = pod.spec?.nodeName === undefined ? "on no node" : `on ${pod.spec.nodeName}`;
    const readiness = isReady(pod) ? "ready" : "not ready";
    return [
      `  pod ${pod.metadata.name} ${place}: ${phase}, ${readiness}${said}`,
      ...containers([pod]).map(({ status, words }) => {
        const restarts = status.restartCount ?? 0;
        const counted = restarts === 1 ? "1 restart" : `${restarts} restarts`;
        return `    container ${status.name}: ${words === "" ? stateOf(status) : words}, ${counted}${lastEnd(status)}`;
      }),
    ];
  });
}

function stateOf({ state }: Parameters<typeof lastEnd>[0]): string {
  if (state?.running !== undefined) return "running";
  return state?.terminated === undefined ? "waiting" : "ended";
}

function answerLines(seen: CanaryObservation, { probe }: CanarySpec): readonly string[] {
  if (probe === undefined) return [];
  const { answers, earlyAnswers } = seen;
  const counted = answers.length === 0 ? [] : [answers];
  const early = answers.length === 0 && earlyAnswers.length > 0 ? [earlyAnswers] : [];
  return [...counted, ...early].flatMap((given) => {
    const wrong = given.filter(({ isRight }) => !isRight);
    const kinds = [...new Set(wrong.map(({ answer }) => answer))].slice(-MOST_ANSWERS);
    return [
      `  ${probeWords(probe)} was answered wrongly ${wrong.length} of ${given.length} times`,
      ...kinds.map((kind) => `    ${wrong.filter(({ answer }) => answer === kind).length} × ${kind}`),
    ];
  });
}

function eventLines(events: readonly EventObject[]): readonly string[] {
  if (events.length === 0) return [];
  const latest = [...events].sort((one, other) => (time(one) < time(other) ? -1 : 1)).slice(-MOST_EVENTS);
  return ["  last events:", ...latest.map(eventLine)];
}

function eventLine(event: EventObject): string {
  const count = event.series?.count ?? event.count ?? 1;
  const times = count > 1 ? ` (${count} times)` : "";
  return `    ${time(event)} ${event.reason ?? ""}${times}: ${lastLine(event.message ?? "") ?? ""}`;
}

/** Some have microseconds. */
function time({ lastTimestamp, eventTime }: EventObject): string {
  return (lastTimestamp ?? eventTime ?? "").replace(/\.\d+/, "");
}
