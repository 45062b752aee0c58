import { tierTitle } from "../../sdk/placement/tier";
import { timelineSvg } from "../timeline-svg";
import { eventsOf, type RehearsalEvent } from "./events";
import { readyIn, type Recording } from "./recording";

/** How long the last state is shown. */
const REST_SECONDS = 2;

const MARKED: Partial<Record<RehearsalEvent["kind"], string>> = {
  fault: "fault",
  noticed: "noticed",
  readyAgain: "ready again",
  healed: "healed",
  home: "home",
};

/** The ready pods of each tier over time, as an SVG. */
export function rehearsalSvg(recording: Recording): string {
  const { fault, service, namespace, tiers, samples, wanted } = recording;
  const events = eventsOf(recording);
  const curve = (label: string, value: (at: (typeof samples)[number]) => number) => ({
    label,
    points: samples.map((sample) => ({ seconds: sample.seconds, value: value(sample) })),
  });
  return timelineSvg({
    title: `${fault}: ready pods of ${service} in ${namespace}`,
    valueLabel: "ready pods",
    curves: [
      { ...curve("all tiers", readyIn), colour: "#a3a3a3" },
      ...tiers.map((tier) => curve(tierTitle(tier), ({ tiers: at }) => at[tier.name]?.ready ?? 0)),
      { ...curve(`wanted: ${wanted}`, () => wanted), colour: "#525252", isDashed: true },
    ],
    marks: events.flatMap(({ seconds, kind }) => {
      const label = MARKED[kind];
      return label === undefined ? [] : [{ seconds, label }];
    }),
    until: REST_SECONDS + Math.max(0, ...events.map(({ seconds }) => seconds)),
  });
}
