import { FailoverAction, type TierHealth } from "../sdk/failover/decision";
import { SECOND } from "../sdk/failover/time";
import type { LoopState } from "./loop-state";
import type { Metric, Sample } from "./metrics";

/** What an agent's metrics are made of. */
export interface Measured {
  readonly state: LoopState;
  readonly isLeader: boolean;
  /** How often the watch of each kind had to start over after a failure. */
  readonly restarts: Readonly<Record<string, number>>;
}

const ACTIONS = [...Object.values(FailoverAction), "idle"];

/** Everything that an agent can be watched by. A metric of something that is not known has no samples. */
export function agentMetrics(measured: Measured): readonly Metric[] {
  const { state, isLeader } = measured;
  const { last } = state;
  const gauge = (name: string, help: string, samples: readonly Sample[]): Metric => ({
    name,
    help,
    type: "gauge",
    samples,
  });
  return [
    gauge("is_leader", "Whether this agent acts.", [{ value: Number(isLeader) }]),
    gauge(
      "action",
      "What is done about the service: 1 for one of steady, wait, step, hold, idle.",
      ACTIONS.map((action) => ({ labels: { action }, value: Number(action === state.action) })),
    ),
    gauge("wanted_replicas", "Replicas wanted on all tiers together.", known(last?.decision.wanted)),
    gauge("ready_replicas", "Those of them that are ready.", known(last?.decision.ready)),
    gauge("stranded_replicas", "Replicas that no tier can run.", known(last?.decision.stranded)),
    ...tierMetrics(state).map(([name, help, samples]) => gauge(name, help, samples)),
    gauge(
      "last_look_timestamp_seconds",
      "When the service was looked at last, by the API server's clock.",
      known(last === undefined ? undefined : last.observation.at / SECOND),
    ),
    ...counters(measured),
  ];
}

function known(value: number | undefined): readonly Sample[] {
  return value === undefined ? [] : [{ value }];
}

function tierMetrics({ last }: LoopState): readonly (readonly [string, string, readonly Sample[]])[] {
  const health = Object.entries(last?.decision.health ?? {});
  const told = last?.observation.tiers ?? [];
  const byTier = (valueOf: (health: TierHealth) => number | undefined): readonly Sample[] =>
    health.flatMap(([tier, one]) => known(valueOf(one)).map(({ value }) => ({ labels: { tier }, value })));
  const pods = health.flatMap(([tier, { counts }]) =>
    Object.entries(counts).map(([state, value]) => ({ labels: { tier, state }, value: value as number })),
  );
  return [
    [
      "tier_replicas",
      "Replicas that a tier's Deployment is told to have.",
      told.map(({ name, deployment }) => ({ labels: { tier: name }, value: deployment.replicas })),
    ],
    ["tier_pods", "Pods of a tier by what they are at.", pods],
    ["tier_is_sick", "Whether a tier is sick.", byTier(({ isSick }) => Number(isSick))],
    ["tier_limit", "The most replicas that a tier is given because it was sick.", byTier(({ limit }) => limit)],
  ];
}

function counters({ state, restarts }: Measured): readonly Metric[] {
  const counter = (name: string, help: string, samples: readonly Sample[]): Metric => ({
    name,
    help,
    type: "counter",
    samples,
  });
  const moves = [...state.moves.values()].map(({ from, to, count }) => ({ labels: { from, to }, value: count }));
  const watches = Object.entries(restarts).map(([kind, value]) => ({ labels: { kind }, value }));
  return [
    counter("moved_replicas_total", "Replicas that this agent moved from one tier to another.", moves),
    counter("holds_total", "How often failover began to hold still.", [{ value: state.holds }]),
    counter("looks_total", "Looks at the service.", [{ value: state.looks }]),
    counter("errors_total", "Looks that the API server's failures broke off.", [{ value: state.errors }]),
    counter("watch_restarts_total", "Watches that started over after a failure.", watches),
  ];
}
