import { failoverTarget, type FailoverTarget, type FailoverTargetArgs } from "../../sdk/failover/target";
import { NO_MEMORY } from "../../sdk/failover/memory";
import type {
  FailoverObservation,
  NodeObservation,
  PodObservation,
  PodState,
  TierObservation,
} from "../../sdk/failover/observation";

/** Midday. */
export const AT = Date.UTC(2026, 0, 5, 12);

export const seconds = (count: number): number => count * 1000;

/** A service of 12 replicas, 8 of them on VMs. */
export function web(args: Partial<FailoverTargetArgs> = {}): FailoverTarget {
  return failoverTarget({
    service: "web",
    namespace: "default",
    placement: { replicas: 12, vmReplicas: 8 },
    failover: {},
    ...args,
  });
}

export interface TierSight {
  readonly replicas: number;
  /** How many pods are at what. @default - all are ready */
  readonly pods?: Partial<Record<PodState, number>>;
  readonly nodes?: readonly NodeObservation[];
  readonly isRolling?: boolean;
  readonly rounds?: TierObservation["rounds"];
  readonly autoscaler?: { readonly min: number; readonly max: number; readonly isPaused?: boolean };
  /** For how long pods are at what they are, in seconds. @default 3600 */
  readonly age?: number;
}

/** What was seen of a service, in short. */
export function sight(
  tiers: Readonly<Record<string, TierSight>>,
  rest: Partial<FailoverObservation> = {},
): FailoverObservation {
  return {
    at: AT,
    memory: NO_MEMORY,
    missing: [],
    heartbeats: {},
    isAnswered: true,
    tiers: Object.entries(tiers).map(([name, seen]) => tierSight(name, seen, rest.at ?? AT)),
    ...rest,
  };
}

export function node(name: string, rest: Partial<NodeObservation> = {}): NodeObservation {
  return { name, ready: "True", readySince: AT - seconds(7200), lastSign: AT, isUnproven: false, ...rest };
}

function tierSight(name: string, seen: TierSight, at: number): TierObservation {
  const { replicas, isRolling = false, rounds = [], autoscaler } = seen;
  const kind = name === "virtual-node" ? "virtualNode" : name === "spot" ? "spot" : "vm";
  return {
    name,
    kind,
    deployment: {
      name: `web-${name}`,
      uid: `uid-${name}`,
      resourceVersion: "1",
      generation: 1,
      revision: 0,
      replicas,
      isRolling,
    },
    pods: podSights(name, seen, at),
    nodes: seen.nodes ?? [node(`${name}-node`, { lastSign: at })],
    rounds,
    ...(autoscaler === undefined
      ? {}
      : { autoscaler: { isPaused: false, name: `web-${name}`, resourceVersion: "1", ...autoscaler } }),
  };
}

function podSights(tier: string, { replicas, pods, nodes, age = 3600 }: TierSight, at: number): PodObservation[] {
  const states = Object.entries(pods ?? { ready: replicas }) as [PodState, number][];
  const hosts = nodes ?? [node(`${tier}-node`)];
  return states.flatMap(([state, count]) =>
    Array.from({ length: count }, (_, index) => ({
      name: `web-${tier}-${state}-${index}`,
      uid: `${tier}-${state}-${index}`,
      resourceVersion: "1",
      state,
      since: at - seconds(age),
      created: at - seconds(age),
      ...(state === "unschedulable" || hosts.length === 0 ? {} : { node: hosts[index % hosts.length]?.name ?? "" }),
      ...(state === "refused" ? { words: "QuotaExceeded: 100 of 100 container groups" } : {}),
    })),
  );
}
