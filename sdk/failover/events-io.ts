import { type Tier, tierTitle } from "../placement/tier";
import type { KubernetesClient } from "../kubernetes/kubernetes-io";
import { eventsPath } from "./api-paths";
import type { FailoverLook } from "./look";
import type { Move } from "./memory";
import type { TierObservation } from "./observation";
import { SECOND, type Time, timeText } from "./time";

/** Who an Event is from. */
const COMPONENT = "aks-elastic-failover";

/** Events of a move that is older are written, or lost, in seconds. */
const RECENT_SECONDS = 60;

interface Notice {
  readonly tier: TierObservation;
  readonly type: "Normal" | "Warning";
  readonly reason: "FailoverMoved" | "FailoverHeld";
  readonly message: string;
  readonly at: Time;
  /** Makes the name of the Event, so that the same is never written twice. */
  readonly key: string;
}

/** Names of Events that are known to be there, for who looks again and again. */
const written = new WeakMap<KubernetesClient, Set<string>>();

/**
 * Writes an Event on both Deployments for each move, and on the first for what failover is kept from. One that may not be
 * written keeps nobody from anything.
 *
 * @throws KubernetesUnreachable
 */
export async function announce(client: KubernetesClient, look: FailoverLook): Promise<void> {
  const known = written.get(client) ?? new Set();
  written.set(client, known);
  const path = eventsPath(look.target);
  for (const notice of [...moveNotices(look), ...holdNotices(look)]) {
    const body = eventManifest(look, notice);
    const name = `${path}/${body.metadata.name}`;
    if (known.has(name)) continue;
    const { status } = await client.request({ method: "POST", path, body });
    // 409: it is there already, as after a look that was broken off.
    if (status < 300 || status === 409) known.add(name);
  }
}

function moveNotices({ observation, decision }: FailoverLook): readonly Notice[] {
  const { at, tiers } = observation;
  const recent = decision.memory.moves.filter((move) => at - move.at <= RECENT_SECONDS * SECOND);
  return recent.flatMap((move) =>
    tiers
      .filter(({ name }) => name === move.from || name === move.to)
      .map((tier): Notice => {
        const key = `${(move.at / SECOND).toString(36)}-${move.to}`;
        return { tier, type: "Normal", reason: "FailoverMoved", message: moveMessage(tiers, move), at: move.at, key };
      }),
  );
}

/** Once, when it begins. */
function holdNotices({ observation, decision }: FailoverLook): readonly Notice[] {
  const { hold, revision } = decision.memory;
  const [tier] = observation.tiers;
  if (hold === undefined || hold === observation.memory.hold || tier === undefined) return [];
  const message = `Held: ${hold}.`;
  return [{ tier, type: "Warning", reason: "FailoverHeld", message, at: observation.at, key: `hold-${revision}` }];
}

function moveMessage(tiers: readonly Tier[], { from, to, reason }: Move): string {
  const title = (name: string): string => {
    const tier = tiers.find((each) => each.name === name);
    return tier === undefined ? name : tierTitle(tier);
  };
  return `Replicas move from ${title(from)} to ${title(to)}. ${reason}.`;
}

/** @see https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/event-v1/ (the core form, which kubectl reads) */
function eventManifest({ target }: FailoverLook, { tier, type, reason, message, at, key }: Notice) {
  const { namespace } = target;
  const { name, uid } = tier.deployment;
  const time = timeText(at);
  return {
    apiVersion: "v1",
    kind: "Event",
    metadata: { name: `${name}.failover-${key}`, namespace },
    involvedObject: { apiVersion: "apps/v1", kind: "Deployment", name, namespace, uid },
    type,
    reason,
    message: message.slice(0, LONGEST_MESSAGE),
    source: { component: COMPONENT },
    firstTimestamp: time,
    lastTimestamp: time,
    count: 1,
  };
}

/** The API server takes no more (kubernetes, pkg/apis/core/validation/events.go). */
const LONGEST_MESSAGE = 1024;
