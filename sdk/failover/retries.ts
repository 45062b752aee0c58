import type { FailoverMemory } from "./memory";
import { type PodObservation, PodState, type TierObservation } from "./observation";
import { SECOND, type Time } from "./time";
import { podRef, type PodRef } from "./victims";

/** The first pause after a refusal, and the longest, in seconds. virtual-kubelet's own tries get rarer, and end. */
const PAUSE = { first: 30, longest: 900 };

/** Which refused pods are to be deleted, so that new ones are tried in their place. */
export interface Retries {
  readonly deletions: readonly PodRef[];
  readonly memory: FailoverMemory["retries"];
  /** When the next try is due. @default - none will be */
  readonly due?: Time;
}

interface Circumstances {
  readonly at: Time;
  /** The tiers that get fewer replicas now: their refused pods go with those. */
  readonly leaving: ReadonlySet<string>;
  /** The most pods to try at once. */
  readonly rate: number;
}

/**
 * Lets ACI be asked again for pods that it refused and that stay where they are: for one, after a pause that doubles every
 * time, so that an ACI which refuses is not hammered; for the others as soon as it took that one.
 */
export function retriesOf(
  tiers: readonly TierObservation[],
  before: FailoverMemory["retries"],
  circumstances: Circumstances,
): Retries {
  const tried = tiers.map((tier) => ({ name: tier.name, ...retryOf(tier, before[tier.name], circumstances) }));
  const due = tried.flatMap((each) => each.due ?? []);
  return {
    deletions: tried.flatMap(({ deletions }) => deletions.map(podRef)),
    memory: Object.fromEntries(tried.flatMap(({ name, retry }) => (retry === undefined ? [] : [[name, retry]]))),
    ...(due.length === 0 ? {} : { due: Math.min(...due) }),
  };
}

/** When pods of a tier were tried last, and how often in vain. */
type Retry = FailoverMemory["retries"][string];

interface TriedTier {
  readonly deletions: readonly PodObservation[];
  readonly retry?: Retry;
  readonly due?: Time;
}

function retryOf(tier: TierObservation, before: Retry | undefined, { at, leaving, rate }: Circumstances): TriedTier {
  const refused = tier.pods
    .filter(({ state }) => state === PodState.refused)
    .sort((one, other) => one.created - other.created);
  const [oldest] = refused;
  if (oldest === undefined) {
    const isTrying = tier.pods.some(({ state }) => state === PodState.starting);
    return { deletions: [], ...(isTrying && before !== undefined ? { retry: before } : {}) };
  }
  const retry = before ?? { at: oldest.created, tries: 0 };
  if (leaving.has(tier.name)) return { deletions: [], retry };
  const isTaken =
    retry.tries > 0 && tier.pods.some(({ state, created }) => state === PodState.ready && created >= retry.at);
  if (isTaken) return { deletions: refused.slice(0, rate), retry: { at, tries: 0 } };
  const due = retry.at + Math.min(PAUSE.longest, PAUSE.first * 2 ** retry.tries) * SECOND;
  if (at < due) return { deletions: [], retry, due };
  return { deletions: [oldest], retry: { at, tries: retry.tries + 1 } };
}
