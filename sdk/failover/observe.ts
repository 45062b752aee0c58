import { TIER_LABEL } from "../pods/labels";
import type { Tier } from "../placement/tier";
import type { ClusterObjects } from "./cluster-objects";
import { HOLD_ANNOTATION, MEMORY_ANNOTATION, NO_MEMORY, parseMemory, type FailoverMemory } from "./memory";
import { heartbeatsOf } from "./heartbeats";
import { isNodeFor } from "./node-fit";
import type { AutoscalerObject, DeploymentObject, NodeObject } from "./objects";
import type {
  AutoscalerObservation,
  DeploymentObservation,
  FailoverObservation,
  Heartbeat,
  NodeObservation,
  ProbeRound,
  TierObservation,
} from "./observation";
import { podObservation } from "./pod-observation";
import { deploymentName, type FailoverTarget } from "./target";
import { SECOND, type Time, timeOf } from "./time";

/** After a longer break in looking, in seconds, what was seen before it proves nothing. */
const LONGEST_BREAK_SECONDS = 15;

/**
 * Makes an observation of what the API server sent.
 *
 * @param before the last one of the same looker: it tells which nodes give signs of life, and has the rounds of probes
 */
export function failoverObservation(
  objects: ClusterObjects,
  target: FailoverTarget,
  before?: FailoverObservation,
): FailoverObservation {
  const { at, deployments, disruptionBudget } = objects;
  const last = before !== undefined && goesOn(before, at) ? before : undefined;
  const heartbeats = heartbeatsOf(objects, last);
  const memories = memoriesOf(deployments);
  const seen = { objects, target, heartbeats, memories, ...(last === undefined ? {} : { last }) };
  const tiers = target.placement.tiers.map((tier) => tierObservation(tier, seen));
  const found = tiers.flatMap((tier) => tier ?? []);
  const absent = target.placement.tiers.filter(({ name }) => !found.some((tier) => tier.name === name));
  const held = deployments.flatMap(({ metadata }) => metadata.annotations?.[HOLD_ANNOTATION] ?? [])[0];
  const allowed = disruptionBudget?.status?.disruptionsAllowed;
  return {
    at,
    tiers: found,
    ...(allowed === undefined ? {} : { disruptionsAllowed: allowed }),
    memory: newest(memories),
    missing: [
      ...objects.missing,
      ...absent.map((tier) => `there is no Deployment ${deploymentName(target, tier.name)}`),
      ...unreadable(memories),
      ...(target.autoscale === undefined ? [] : unscaled(found, target)),
    ],
    ...(held === undefined ? {} : { held }),
    heartbeats,
    isAnswered: before?.isAnswered === true || Object.values(objects.rounds ?? {}).some(({ right }) => right > 0),
  };
}

/**
 * Whether a look goes on where the last one was: no node could tell an API server that was away that it lives, and a look
 * that was later than this one was by another clock.
 */
function goesOn(before: FailoverObservation, at: Time): boolean {
  return before.missing.length === 0 && at >= before.at && at - before.at <= LONGEST_BREAK_SECONDS * SECOND;
}

interface Seen {
  readonly objects: ClusterObjects;
  readonly target: FailoverTarget;
  readonly heartbeats: Readonly<Record<string, Heartbeat>>;
  readonly memories: ReadonlyMap<string, FailoverMemory | undefined>;
  readonly last?: FailoverObservation;
}

function tierObservation({ name, kind }: Tier, seen: Seen): TierObservation | undefined {
  const { objects, target } = seen;
  const called = deploymentName(target, name);
  const deployment = objects.deployments.find(({ metadata }) => metadata.name === called);
  if (deployment === undefined || deployment.metadata.deletionTimestamp !== undefined) return undefined;
  const autoscaler = objects.autoscalers.find(({ metadata }) => metadata.name === called);
  const pods = objects.pods.filter(({ metadata }) => metadata.labels?.[TIER_LABEL] === name);
  const hosts = new Set(pods.map(({ spec }) => spec?.nodeName));
  const nodes = objects.nodes.filter(
    (node) => hosts.has(node.metadata.name) || isNodeFor(deployment.spec.template.spec ?? {}, node),
  );
  return {
    name,
    kind,
    deployment: deploymentObservation(deployment, seen),
    pods: pods.flatMap((pod) => podObservation(pod, objects.at) ?? []),
    nodes: nodes.map((node) => nodeObservation(node, seen)),
    rounds: roundsOf(name, seen),
    ...(autoscaler === undefined ? {} : { autoscaler: autoscalerObservation(autoscaler) }),
  };
}

function deploymentObservation(
  { metadata, spec, status = {} }: DeploymentObject,
  { memories }: Seen,
): DeploymentObservation {
  const { generation = 0 } = metadata;
  const { observedGeneration = 0, replicas = 0, updatedReplicas = 0, conditions = [] } = status;
  const failure = conditions.find(({ type, status: is }) => type === "ReplicaFailure" && is === "True");
  return {
    name: metadata.name,
    uid: metadata.uid,
    resourceVersion: metadata.resourceVersion,
    generation,
    revision: memories.get(metadata.name)?.revision ?? 0,
    // Kubernetes' own default.
    replicas: spec.replicas ?? 1,
    isRolling: observedGeneration < generation || updatedReplicas < replicas,
    ...(failure === undefined ? {} : { refusal: failure.message ?? failure.reason ?? "no reason given" }),
  };
}

function nodeObservation({ metadata, status }: NodeObject, { objects, heartbeats }: Seen): NodeObservation {
  const ready = status?.conditions?.find(({ type }) => type === "Ready");
  const heartbeat = heartbeats[metadata.name];
  return {
    name: metadata.name,
    ready: ready?.status ?? "Unknown",
    readySince: timeOf(ready?.lastTransitionTime) ?? objects.at,
    ...(heartbeat === undefined ? {} : { lastSign: heartbeat.seen }),
    isUnproven: heartbeat?.isProven === false,
  };
}

function roundsOf(tier: string, { objects, target, last }: Seen): readonly ProbeRound[] {
  const { probe } = target.failover;
  if (probe === undefined) return [];
  const before = last?.tiers.find(({ name }) => name === tier)?.rounds ?? [];
  const now = objects.rounds?.[tier];
  return [...before, ...(now === undefined ? [] : [now])].slice(-probe.rounds);
}

function autoscalerObservation({ metadata, spec }: AutoscalerObject): AutoscalerObservation {
  return {
    name: metadata.name,
    resourceVersion: metadata.resourceVersion,
    min: spec.minReplicas ?? spec.minReplicaCount ?? 1,
    max: spec.maxReplicas ?? spec.maxReplicaCount ?? 1,
    isPaused: metadata.annotations?.[PAUSED_ANNOTATION] === "true",
  };
}

/** @see https://keda.sh/docs/latest/concepts/scaling-deployments/#pausing-autoscaling */
export const PAUSED_ANNOTATION = "autoscaling.keda.sh/paused";

function unscaled(tiers: readonly TierObservation[], target: FailoverTarget): readonly string[] {
  return tiers
    .filter(({ autoscaler }) => autoscaler === undefined)
    .map(({ name }) => `there is no autoscaler ${deploymentName(target, name)}`);
}

/** What is remembered on each Deployment, by its name; `undefined` where it cannot be read. */
function memoriesOf(deployments: readonly DeploymentObject[]): ReadonlyMap<string, FailoverMemory | undefined> {
  const entries = deployments.flatMap(({ metadata }): [string, FailoverMemory | undefined][] => {
    const text = metadata.annotations?.[MEMORY_ANNOTATION];
    return text === undefined ? [] : [[metadata.name, parseMemory(text)]];
  });
  return new Map(entries);
}

/** That of a tier which is not the first any more counts too. */
function newest(memories: ReadonlyMap<string, FailoverMemory | undefined>): FailoverMemory {
  return [...memories.values()]
    .flatMap((memory) => memory ?? [])
    .reduce((one, other) => (other.revision > one.revision ? other : one), NO_MEMORY);
}

function unreadable(memories: ReadonlyMap<string, FailoverMemory | undefined>): readonly string[] {
  return [...memories]
    .filter(([, memory]) => memory === undefined)
    .map(([name]) => `the annotation ${MEMORY_ANNOTATION} of the Deployment ${name} cannot be read; remove it`);
}
