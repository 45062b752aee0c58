import { type Tier, tierTitle } from "../../sdk/placement/tier";
import { type Mark, readyIn, type Recording, type Sample } from "./recording";

/** Something that happened in a rehearsal. */
export interface RehearsalEvent {
  /** Since the fault. */
  readonly seconds: number;
  readonly kind: "fault" | "noticed" | "givenUp" | "moved" | "short" | "readyAgain" | "held" | "healed" | "home";
  readonly text: string;
}

type Moment = { readonly sample: Sample; readonly before: Sample | undefined } | { readonly mark: Mark };

/** What happened, in order. What is recorded later adds to it and changes nothing of it. */
export function eventsOf(recording: Recording): readonly RehearsalEvent[] {
  return moments(recording).flatMap((moment) =>
    "mark" in moment ? [markEvent(moment.mark, recording)] : sampleEvents(moment, recording),
  );
}

/** The first of a kind, from a time on. */
export function firstEvent(
  events: readonly RehearsalEvent[],
  kind: RehearsalEvent["kind"],
  from = -Infinity,
): RehearsalEvent | undefined {
  return events.find((event) => event.kind === kind && event.seconds >= from);
}

/** An event as a line: `  27.9 s  6 of 6 ready again`. */
export function eventLine({ seconds, text }: RehearsalEvent): string {
  return `${seconds.toFixed(1).padStart(8)} s  ${text}`;
}

/** Marks come before samples of the same moment: they are what those show. */
function moments({ samples, marks }: Recording): readonly Moment[] {
  const seen = samples.map((sample, index) => ({ sample, before: samples[index - 1], seconds: sample.seconds }));
  const done = marks.map((mark) => ({ mark, seconds: mark.seconds }));
  return [...done, ...seen].sort((one, other) => one.seconds - other.seconds);
}

function markEvent({ seconds, what }: Mark, { faultWords }: Recording): RehearsalEvent {
  const text = { fault: `fault: ${faultWords}`, healed: "healed", home: "home" }[what];
  return { seconds, kind: what, text };
}

function sampleEvents(
  { sample, before }: { readonly sample: Sample; readonly before: Sample | undefined },
  recording: Recording,
): readonly RehearsalEvent[] {
  if (before === undefined) return [];
  const { tiers, broken, wanted } = recording;
  const { seconds } = sample;
  const title = titleOf(tiers, broken);
  const event = (kind: RehearsalEvent["kind"], text: string): RehearsalEvent => ({ seconds, kind, text });
  const [was, is] = [readyIn(before), readyIn(sample)];
  const scaled = tiers.flatMap(({ name }) => {
    const [from, to] = [before.tiers[name]?.replicas ?? 0, sample.tiers[name]?.replicas ?? 0];
    return from === to ? [] : [`${titleOf(tiers, name)} ${from} → ${to}`];
  });
  return [
    ...(was >= wanted && is < wanted ? [event("short", `${is} of ${wanted} ready`)] : []),
    ...(sample.isNoticed && !before.isNoticed ? [event("noticed", `noticed: ${title} sick`)] : []),
    ...(sample.isGivenUp && !before.isGivenUp ? [event("givenUp", "Kubernetes gives up the first of its nodes")] : []),
    ...(scaled.length === 0 ? [] : [event("moved", `told: ${scaled.join(", ")}`)]),
    ...(was < wanted && is >= wanted ? [event("readyAgain", `${is} of ${wanted} ready again`)] : []),
    ...(sample.hold !== undefined && sample.hold !== before.hold ? [event("held", `held: ${sample.hold}`)] : []),
  ];
}

function titleOf(tiers: readonly Tier[], name: string): string {
  const tier = tiers.find((each) => each.name === name);
  return tier === undefined ? name : tierTitle(tier);
}
