import { directProber } from "../sdk/failover/probe-io";
import { WatchedObjects } from "../sdk/failover/watched-objects-io";
import type { KubernetesClient } from "../sdk/kubernetes/kubernetes-io";
import { agentMetrics } from "./agent-metrics";
import { FailoverLoop } from "./failover-loop";
import { type Answers, serve } from "./http-server";
import { Election } from "./leader-io";
import type { Log } from "./log";
import { metricsText } from "./metrics";
import type { AgentSettings } from "./settings";

/** A look that takes longer hangs, in milliseconds; each of its requests has 30 seconds. */
const DEAD_MS = 180_000;

/** What an agent is made of. */
export interface AgentParts {
  readonly settings: AgentSettings;
  readonly client: KubernetesClient;
  readonly log: Log;
  /** Ends it. */
  readonly signal: AbortSignal;
}

/**
 * Looks after one service until it is told to end: watches, and acts while it holds the Lease.
 *
 * @throws where something else fails than the API server
 */
export async function runAgent({ settings, client, log, signal }: AgentParts): Promise<void> {
  const clock = (): number => performance.now();
  let wake = (): void => undefined;
  const onChange = (): void => {
    wake();
  };
  const watched = new WatchedObjects(client, settings, { onChange, clock });
  const election = new Election(watched.client, settings, { log, clock, onChange });
  const loop = new FailoverLoop({
    watched,
    mayAct: () => election.isLeader,
    prober: directProber,
    log,
    clock,
  });
  wake = () => {
    loop.wake();
  };
  const server = await serve(settings.port, answersOf({ settings, watched, election, loop, clock }));
  const { service, namespace } = settings;
  log("info", "looks after a service", { service, namespace, address: server.address() });
  // Who lets go of the lease has stopped acting.
  const kept = loop.run(signal);
  const elected = election.run(signal, kept);
  try {
    await Promise.race([watched.failed, Promise.all([kept, elected])]);
  } finally {
    watched.stop();
    server.close();
  }
}

interface Running {
  readonly settings: AgentSettings;
  readonly watched: WatchedObjects;
  readonly election: Election;
  readonly loop: FailoverLoop;
  readonly clock: () => number;
}

function answersOf({ settings, watched, election, loop, clock }: Running): Answers {
  const { service, namespace } = settings;
  return {
    dead: () => {
      const seconds = Math.round((clock() - loop.state.passed) / 1000);
      return seconds * 1000 < DEAD_MS ? undefined : `the last look was over ${seconds} s ago`;
    },
    unready: () => watched.missing[0],
    metrics: () => {
      const { isLeader } = election;
      const { restarts } = watched;
      return metricsText(agentMetrics({ state: loop.state, isLeader, restarts }), { namespace, service });
    },
  };
}
