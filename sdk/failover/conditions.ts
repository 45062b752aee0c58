import { TierKind } from "../placement/tier";
import { endpointsDown } from "./endpoints-down";
import type { FailoverSpec } from "./failover-spec";
import { downNode } from "./node-condition";
import { type PodObservation, PodState, type TierObservation } from "./observation";
import { SECOND, type Time } from "./time";

/** A tier, and what is needed to judge it. */
export interface Judged {
  readonly tier: TierObservation;
  readonly at: Time;
  readonly spec: FailoverSpec;
  /** What was wrong with the tier at the last look. @default - nothing */
  readonly before?: string;
  /** Whether any pod of the service has ever answered rightly. */
  readonly isAnswered: boolean;
}

/** What is wrong with a tier. */
export interface Finding {
  readonly name: FindingName;
  /** Completes "because …"; the same as long as the same is wrong. */
  readonly because: string;
  /** What else there is to say at this moment. @default - nothing */
  readonly detail?: string;
  /** Since when, as far as the objects tell. */
  readonly since: Time;
  /** The pods that it keeps from serving. */
  readonly pods: readonly PodObservation[];
  /** Whether the tier can run none at all. */
  readonly isTotal: boolean;
}

export type FindingName =
  | "noNode"
  | "nodesDown"
  | "endpointDown"
  | "nobodyReady"
  | "podsLost"
  | "refused"
  | "slowStart"
  | "unschedulable"
  | "notCreated";

export type Condition = (judged: Judged) => Finding | undefined;

/** The virtual node is gone: its connector has never come up, or somebody has deleted the node. */
export function noNode({ tier, at }: Judged): Finding | undefined {
  // VMs may come when there are pods for them, so that none is there says nothing.
  if (tier.kind !== TierKind.virtualNode || tier.nodes.length > 0) return undefined;
  return { name: "noNode", because: "there is no virtual node", since: at, pods: tier.pods, isTotal: true };
}

/** Every node is silent, or given up by Kubernetes. A dead connector shows here: the virtual node itself stays Ready. */
export function nodesDown({ tier, at }: Judged): Finding | undefined {
  const down = tier.nodes.map((node) => downNode(node, at));
  const found = down.flatMap((each) => each ?? []);
  if (found.length === 0 || found.length < down.length) return undefined;
  // The tier has been down since the last of them went.
  const last = found.reduce((one, other) => (other.since > one.since ? other : one));
  const all = found.length === 1 ? "the only node" : `all ${found.length} nodes`;
  return {
    name: "nodesDown",
    because: `${all} for it: ${last.words}`,
    since: last.since,
    pods: alive(tier),
    isTotal: true,
  };
}

/** Its pods were asked, and most of them did not answer rightly, round after round. */
export function endpointDown({ tier, at, spec, before, isAnswered }: Judged): Finding | undefined {
  const pods = running(tier);
  const wasDown = before === "endpointDown";
  if (spec.probe === undefined || pods.length === 0 || !(isAnswered || wasDown)) return undefined;
  const down = endpointsDown(tier.rounds, spec.probe, { at, wasDown });
  return down === undefined ? undefined : { name: "endpointDown", ...down, pods, isTotal: true };
}

/** Its pods run, and none of them is ready. */
export function nobodyReady({ tier }: Judged): Finding | undefined {
  const pods = alive(tier);
  const unready = pods.filter(({ state }) => state === PodState.unready || state === PodState.crashing);
  if (unready.length === 0 || unready.length < pods.length) return undefined;
  const [first] = unready;
  const said = first?.words === undefined ? "" : `: ${first.words}`;
  return {
    name: "nobodyReady",
    because: `${unready.length === 1 ? "its pod runs and is not" : `its ${unready.length} pods run and none is`} ready${said}`,
    since: Math.max(...unready.map(({ since }) => since)),
    pods: unready,
    isTotal: true,
  };
}

/** Pods on nodes that are down, or that are not there any more. */
export function podsLost({ tier, at }: Judged): Finding | undefined {
  const lost = alive(tier).flatMap((pod) => {
    const since = lostSince(pod, tier, at);
    return since === undefined ? [] : [{ pod, since }];
  });
  if (lost.length === 0) return undefined;
  const names = [...new Set(lost.map(({ pod }) => pod.node ?? ""))].sort();
  const where = names.length === 1 ? "a node that is down" : "nodes that are down";
  return {
    ...partial(
      "podsLost",
      lost.map(({ pod }) => pod),
      `${count(lost.length)} on ${where} (${names.join(", ")})`,
    ),
    since: Math.min(...lost.map(({ since }) => since)),
  };
}

/** ACI's no: for want of quota or room, for its throttle, or for the pod itself. Nothing else moves such a pod. */
export function refused({ tier }: Judged): Finding | undefined {
  const pods = inState(tier, PodState.refused);
  if (pods.length === 0) return undefined;
  const words = pods.find((pod) => pod.words !== undefined)?.words ?? "no reason given";
  const how = /throttl|TooManyRequests|\b429\b/i.test(words) ? "throttled" : "refused";
  return partial("refused", pods, `${count(pods.length)} ${how} by ACI: ${words}`);
}

/** Pods that should have started by now. */
export function slowStart({ tier, at, spec }: Judged): Finding | undefined {
  const limit = spec.coldStartSeconds * SECOND;
  const pods = inState(tier, PodState.starting).filter(({ created }) => at - created >= limit);
  if (pods.length === 0) return undefined;
  const said = pods.find(({ words }) => words !== undefined)?.words;
  const why = said === undefined ? "" : ` (${said})`;
  const because = `${count(pods.length)} not started within ${spec.coldStartSeconds} s${why}`;
  return { ...partial("slowStart", pods, because), since: Math.min(...pods.map(({ created }) => created)) + limit };
}

/** Pods that no node has room for. */
export function unschedulable({ tier }: Judged): Finding | undefined {
  const pods = inState(tier, PodState.unschedulable);
  if (pods.length === 0) return undefined;
  const said = pods.find(({ words }) => words !== undefined)?.words;
  return partial("unschedulable", pods, `${count(pods.length)} without a node${said === undefined ? "" : `: ${said}`}`);
}

/** Pods that the API server does not even take, as for a quota of the namespace. */
export function notCreated({ tier, at }: Judged): Finding | undefined {
  const { refusal } = tier.deployment;
  if (refusal === undefined) return undefined;
  const because = `not all of its pods can be created: ${refusal}`;
  return { name: "notCreated", because, since: at, pods: [], isTotal: false };
}

function partial(name: FindingName, pods: readonly PodObservation[], because: string): Finding {
  return { name, because, since: Math.min(...pods.map(({ since }) => since)), pods, isTotal: false };
}

function lostSince(pod: PodObservation, { nodes }: TierObservation, at: Time): Time | undefined {
  if (pod.node === undefined || pod.state === PodState.refused) return undefined;
  const node = nodes.find(({ name }) => name === pod.node);
  // When a node was deleted nobody says.
  return node === undefined ? at : downNode(node, at)?.since;
}

/** The pods that count: those that are not on their way out. */
export function alive({ pods }: TierObservation): readonly PodObservation[] {
  return pods.filter(({ state }) => state !== PodState.terminating);
}

function inState(tier: TierObservation, state: PodState): readonly PodObservation[] {
  return tier.pods.filter((pod) => pod.state === state);
}

/** Those that can be asked. */
function running(tier: TierObservation): readonly PodObservation[] {
  return tier.pods.filter(({ state }) => state === PodState.ready || state === PodState.unready);
}

function count(pods: number): string {
  return pods === 1 ? "1 pod" : `${pods} pods`;
}
