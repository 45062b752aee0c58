import { openBreakerWords } from "./breaker";
import { eventsOf, firstEvent } from "./events";
import { breakage, FaultName } from "./fault";
import { isHome, movesIn, readyIn, type Recording } from "./recording";

/** One thing that a rehearsal shows, or fails to. */
export interface Criterion {
  readonly name: "readyAgain" | "neverShort" | "home" | "moves";
  readonly passed: boolean;
  /** What was seen, and what should have been. */
  readonly detail: string;
}

/** What a rehearsal comes to. */
export interface RehearsalVerdict {
  /** Whether all of it is as it should be. */
  readonly passed: boolean;
  readonly criteria: readonly Criterion[];
}

/** Steps follow each other no faster. */
const STEP_SECONDS = 5;

/** Judges a rehearsal by what was seen of it. */
export function rehearsalVerdict(recording: Recording): RehearsalVerdict {
  const criteria = [
    ...(recording.fault === FaultName.flap ? [] : [readyAgain(recording)]),
    neverShort(recording),
    home(recording),
    moves(recording),
  ];
  return { passed: criteria.every(({ passed }) => passed), criteria };
}

/** When as many as are wanted should be ready again, with the parts that this is made of. */
export function readyAgainLimit(recording: Recording): { readonly seconds: number; readonly words: string } {
  const { fault, windowSeconds, rate, home: counts, broken, starts, slackSeconds } = recording;
  const noticed = Math.max(windowSeconds, breakage(fault, {}).noticedSeconds);
  const again = firstEvent(eventsOf(recording), "readyAgain", 0)?.seconds ?? Infinity;
  const capacity = Math.max(0, ...starts.filter(({ ready }) => ready <= again).map(({ seen, ready }) => ready - seen));
  // VMs fall silent one after another, which may be seen in two looks.
  const steps = Math.max(1, Math.ceil((counts[broken] ?? 0) / rate)) + (fault === FaultName.vmLoss ? 1 : 0);
  const paced = (steps - 1) * (STEP_SECONDS + capacity);
  const words = [
    `${noticed} s ${noticed > windowSeconds ? "until it can be seen" : "of window"}`,
    `${capacity.toFixed(1)} s in which the slowest new pod became ready`,
    ...(paced === 0 ? [] : [`${paced.toFixed(1)} s for ${steps} steps`]),
    `${slackSeconds} s to look and to tell`,
  ];
  return { seconds: noticed + capacity + paced + slackSeconds, words: words.join(", ") };
}

function readyAgain(recording: Recording): Criterion {
  const events = eventsOf(recording);
  const name = "readyAgain";
  const healed = firstEvent(events, "healed")?.seconds ?? Infinity;
  if (firstEvent(events, "short", 0) === undefined) {
    return { name, passed: false, detail: "the fault took no ready replica, so nothing was rehearsed" };
  }
  const again = firstEvent(events, "readyAgain", 0);
  if (again === undefined || again.seconds > healed) {
    return { name, passed: false, detail: `not ${recording.wanted} ready before the fault was healed` };
  }
  const { seconds, words } = readyAgainLimit(recording);
  const says = `${recording.wanted} ready again after ${again.seconds.toFixed(1)} s`;
  return { name, passed: again.seconds <= seconds, detail: `${says}; the limit is ${seconds.toFixed(1)} s: ${words}` };
}

/** Only the fault itself may take ready replicas below the floor. */
function neverShort({ samples, marks, floor, slackSeconds }: Recording): Criterion {
  const faults = marks.filter(({ what }) => what === "fault").map(({ seconds }) => seconds);
  const drops = samples.filter((sample, index) => {
    const before = samples[index - 1];
    const falls = before !== undefined && readyIn(before) >= floor && readyIn(sample) < floor;
    return falls && !faults.some((at) => sample.seconds >= at && sample.seconds <= at + slackSeconds);
  });
  const [worst] = drops;
  const detail =
    worst === undefined
      ? `never fewer than ${floor} ready but for the fault itself`
      : `${readyIn(worst)} ready at ${worst.seconds.toFixed(1)} s, where ${floor} were`;
  return { name: "neverShort", passed: drops.length === 0, detail };
}

function home(recording: Recording): Criterion {
  const last = recording.samples.at(-1);
  const name = "home";
  if (last !== undefined && isHome(last, recording)) {
    const at = recording.marks.find(({ what }) => what === "home")?.seconds;
    return { name, passed: true, detail: at === undefined ? "at home" : `at home after ${at.toFixed(1)} s` };
  }
  const held = openBreakerWords(recording);
  if (held !== undefined && last !== undefined && readyIn(last) >= recording.wanted) {
    return { name, passed: true, detail: `away, and held there by the breaker: ${held}` };
  }
  return { name, passed: false, detail: "not at home in the end" };
}

function moves(recording: Recording): Criterion {
  const { breaker, movesBefore } = recording;
  const count = movesIn(recording);
  const before = movesBefore === 0 ? "" : ` and ${movesBefore} in the hour before`;
  return {
    name: "moves",
    passed: count + movesBefore <= breaker,
    detail: `${count} ${count === 1 ? "move" : "moves"}${before}; the breaker allows ${breaker} in an hour`,
  };
}
