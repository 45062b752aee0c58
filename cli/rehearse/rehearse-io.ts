import { setTimeout as delay } from "node:timers/promises";
import { NotInTime, waitUntil } from "../../sandbox/waiting";
import { labelSelector, podsPath } from "../../sdk/failover/api-paths";
import { total } from "../../sdk/failover/counts";
import { bodyOf, type KubernetesClient } from "../../sdk/kubernetes/kubernetes-io";
import { TIER_LABEL } from "../../sdk/pods/labels";
import { openBreakerWords } from "./breaker";
import type { RehearseCall } from "./call";
import { eventsOf, firstEvent } from "./events";
import { FaultName } from "./fault";
import type { FaultSwitch } from "./fault-switch-io";
import type { Prepared } from "./prepare-io";
import type { Recorder } from "./recorder-io";
import { isHome, readyIn, type Recording } from "./recording";

/** All that a rehearsal needs. */
export interface Rehearsal {
  readonly client: KubernetesClient;
  readonly call: RehearseCall;
  readonly prepared: Prepared;
  readonly recorder: Recorder;
  readonly fault: FaultSwitch;
  readonly signal: AbortSignal;
}

/** What anything may take on top of what it is given, on a machine that is busy, in seconds. */
const SPARE_SECONDS = 60;
const MOST_RELAPSES = 5;
/** How long it takes until a node's silence shows, and to move, in seconds. */
const NOTICE_SECONDS = 25;
const MOVE_SECONDS = 15;
/** How long it is watched before anything breaks, and after all is over, in seconds. */
const REST_SECONDS = 2;
/** How often what was recorded is looked at, in milliseconds. */
const GLANCE_MS = 100;

/** Breaks, waits until the service is ready again, mends, and waits until it is home. What then was seen is recorded. */
export async function rehearse(rehearsal: Rehearsal): Promise<void> {
  const { call, recorder, signal } = rehearsal;
  await passed(REST_SECONDS, signal);
  if (call.fault === FaultName.flap) await flap(rehearsal);
  else await breakOnce(rehearsal);
  const isOver = (recording: Recording): boolean => {
    const last = recording.samples.at(-1);
    if (last === undefined) return false;
    return isHome(last, recording) || (openBreakerWords(recording) !== undefined && readyIn(last) >= recording.wanted);
  };
  const came = await isSeen(rehearsal, { what: "the service at home", seconds: homeSeconds(rehearsal), is: isOver });
  const last = recorder.recording.samples.at(-1);
  if (came && last !== undefined && isHome(last, recorder.recording)) recorder.mark("home");
  await passed(REST_SECONDS, signal);
}

/** How long it may take until a service is at home after its tier is mended, in seconds. */
export function homeSeconds({ call, prepared }: Pick<Rehearsal, "call" | "prepared">): number {
  if (call.timeout !== undefined) return call.timeout;
  const { holdDownSeconds, windowSeconds, coldStartSeconds } = prepared.target.failover;
  const flaps = call.fault === FaultName.flap ? call.times : 0;
  const relapses = Math.min(MOST_RELAPSES, prepared.relapses + flaps);
  return holdDownSeconds * 2 ** relapses + windowSeconds + NOTICE_SECONDS + coldStartSeconds + SPARE_SECONDS;
}

async function breakOnce(rehearsal: Rehearsal): Promise<void> {
  const { call, prepared } = rehearsal;
  const { windowSeconds, coldStartSeconds } = prepared.target.failover;
  await broken(rehearsal);
  const seconds = call.timeout ?? Math.max(windowSeconds, NOTICE_SECONDS) + coldStartSeconds + SPARE_SECONDS;
  const isMoved = (recording: Recording): boolean => {
    const last = recording.samples.at(-1);
    if (last === undefined || firstEvent(eventsOf(recording), "readyAgain", 0) === undefined) return false;
    const told = Object.fromEntries(Object.entries(last.tiers).map(([name, { replicas }]) => [name, replicas]));
    return readyIn(last) >= recording.wanted && total(told) === recording.wanted;
  };
  await isSeen(rehearsal, { what: "all that are wanted ready again", seconds, is: isMoved });
  await mended(rehearsal);
}

/** A tier that is broken and mended in turn. */
async function flap(rehearsal: Rehearsal): Promise<void> {
  const { call, prepared, signal } = rehearsal;
  const { windowSeconds } = prepared.target.failover;
  const period = call.period ?? Math.max(windowSeconds, NOTICE_SECONDS) + MOVE_SECONDS;
  for (let times = 0; times < call.times; times += 1) {
    await broken(rehearsal);
    await passed(period, signal);
    await mended(rehearsal);
    if (times + 1 < call.times) await passed(period, signal);
  }
}

async function broken({ client, prepared, recorder, fault, signal }: Rehearsal): Promise<void> {
  signal.throwIfAborted();
  recorder.mark("fault");
  await fault.on();
  if (!prepared.breakage.needsNewPods) return;
  const { target, setting } = prepared;
  const selector = `${labelSelector(target)},${TIER_LABEL}=${setting.broken}`;
  const path = podsPath(target);
  const answer = await client.request({ method: "DELETE", path, query: { labelSelector: selector } });
  bodyOf(answer, `delete the pods of ${setting.broken}`);
}

async function mended({ fault, recorder }: Rehearsal): Promise<void> {
  await fault.off();
  recorder.mark("healed");
}

interface Expected {
  readonly what: string;
  readonly seconds: number;
  readonly is: (recording: Recording) => boolean;
}

async function isSeen({ recorder, signal }: Rehearsal, { what, seconds, is }: Expected): Promise<boolean> {
  try {
    const awaited = { what, timeoutMs: seconds * 1000, intervalMs: GLANCE_MS, signal };
    await waitUntil(awaited, () => is(recorder.recording));
    return true;
  } catch (error) {
    if (error instanceof NotInTime) return false;
    throw error;
  }
}

async function passed(seconds: number, signal: AbortSignal): Promise<void> {
  await delay(seconds * 1000, undefined, { signal }).catch(() => undefined);
  signal.throwIfAborted();
}
