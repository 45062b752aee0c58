import { groupObservation, type GroupObservation } from "../../sdk/containers/group-observation";
import { groupVerdict, restartsOf } from "../../sdk/containers/group-verdict";
import { armRefusal, type ArmClient } from "../../sdk/azure/arm-client-io";
import { askEndpoint, type GroupEndpoint } from "./ask-endpoint";
import { say } from "./log";
import { patience } from "./patience";

const VERSION = { "api-version": "2023-05-01" };
/** ACI starts a group within seconds; an answer every 5 seconds is often enough, and no load on ARM. */
const PACE = { firstMs: 1_000, longestMs: 5_000 };

/** Which group is awaited, and what it must show. */
export interface AwaitedGroup {
  readonly groupId: string;
  readonly verifySeconds: number;
  readonly timeoutMinutes: number;
  /** The request that it must answer. @default - none is made: that ACI says that it runs has to do */
  readonly endpoint?: GroupEndpoint | undefined;
}

/** A container group did not come to be well, or did not stay so. */
export class GroupNotWell extends Error {
  override readonly name = "GroupNotWell";
}

/** A group as ACI tells of it; nothing where it is gone. @throws ArmRefusal */
export async function readGroup(
  arm: ArmClient,
  groupId: string,
  signal?: AbortSignal,
): Promise<GroupObservation | undefined> {
  const answer = await arm.send({ path: groupId, query: VERSION }, signal);
  if (answer.status === 404) return undefined;
  if (answer.status !== 200) throw armRefusal(`read the container group ${groupId}`, answer);
  return groupObservation(answer.body);
}

/**
 * Waits until a group is well and has been so for a while. One that has come to its end is started again, once.
 *
 * @throws GroupNotWell with what was seen last
 */
export async function awaitGroup(arm: ArmClient, awaited: AwaitedGroup): Promise<GroupObservation> {
  const wait = patience(awaited.timeoutMinutes * 60_000 + awaited.verifySeconds * 1000, PACE);
  const watch: Watch = { arm, awaited, isStarted: false };
  for (;;) {
    const isLast = wait.isOver();
    const seen = await look(watch, isLast ? undefined : wait.signal).catch((error: unknown): Seen => {
      // The time was over in the middle of a request: one more look says what there is to see.
      if (!isLast && wait.isOver()) return { reason: "Azure gave no answer in time" };
      throw error;
    });
    if ("group" in seen) return seen.group;
    if (isLast) throw notWell(awaited, `not well within ${awaited.timeoutMinutes} minutes: ${seen.reason}`);
    await wait.next();
  }
}

interface Watch {
  readonly arm: ArmClient;
  readonly awaited: AwaitedGroup;
  /** Whether it was started here. */
  isStarted: boolean;
  /** Since when it is well, and how often its containers had been started again by then. */
  well?: { readonly since: number; readonly restarts: number } | undefined;
}

type Seen = { readonly group: GroupObservation } | { readonly reason: string };

/** One look at the group. */
async function look(watch: Watch, signal: AbortSignal | undefined): Promise<Seen> {
  const { arm, awaited } = watch;
  const group = await readGroup(arm, awaited.groupId, signal);
  if (group === undefined) throw notWell(awaited, "it is gone");
  const verdict = groupVerdict(group);
  if (verdict.health === "sick") throw notWell(awaited, verdict.reason);
  if (verdict.health === "ended") return startAgain(watch, verdict.reason);
  if (verdict.health === "starting") return restarted(watch, verdict.reason);
  const wrong = await wrongAnswer(group, awaited.endpoint);
  return wrong === undefined ? provenBy(watch, group) : restarted(watch, wrong);
}

/** What is wrong with the answer of a group's endpoint; nothing where it is right, or none is asked for. */
async function wrongAnswer(
  { ipAddress }: GroupObservation,
  endpoint: GroupEndpoint | undefined,
): Promise<string | undefined> {
  if (endpoint === undefined) return undefined;
  if (ipAddress === undefined) return "it has no address yet";
  const { isRight, words } = await askEndpoint(ipAddress, endpoint);
  return isRight ? undefined : words;
}

function provenBy(watch: Watch, group: GroupObservation): Seen {
  const restarts = restartsOf(group);
  if (watch.well?.restarts !== restarts) watch.well = { since: Date.now(), restarts };
  const seconds = (Date.now() - watch.well.since) / 1000;
  return seconds < watch.awaited.verifySeconds ? { reason: `well for ${Math.floor(seconds)} s only` } : { group };
}

function restarted(watch: Watch, reason: string): Seen {
  watch.well = undefined;
  return { reason };
}

/** @see https://learn.microsoft.com/azure/container-instances/container-instances-stop-start */
async function startAgain(watch: Watch, reason: string): Promise<Seen> {
  const { arm, awaited } = watch;
  if (watch.isStarted) throw notWell(awaited, `it was started again, and ${reason}`);
  watch.isStarted = true;
  say(`${awaited.groupId}: ${reason}; it is started again`);
  const answer = await arm.send({ method: "POST", path: `${awaited.groupId}/start`, query: VERSION });
  if (answer.status >= 300) throw armRefusal(`start the container group ${awaited.groupId}`, answer);
  return restarted(watch, reason);
}

function notWell({ groupId }: AwaitedGroup, reason: string): GroupNotWell {
  return new GroupNotWell(
    `the container group ${groupId} is not well: ${reason}. The groups after it keep what they run. ` +
      "See az container logs and az container show, mend the program, and run pulumi up again.",
  );
}
