import { TIER_LABEL } from "../../../sdk/pods/labels";
import { MEMORY_ANNOTATION } from "../../../sdk/failover/memory";
import type { SimAutoscaler } from "./autoscalers";
import type {
  AutoscalerObject,
  DeploymentObject,
  LeaseObject,
  NodeObject,
  PodObject,
} from "../../../sdk/failover/objects";
import type { SimDeployment, SimNode, SimPod, World } from "./world";

/** Objects of the simulated world as the API server would send them. */
export function deploymentObject({ alive }: Counted, deployment: SimDeployment): DeploymentObject {
  const { name, tier, replicas, memory, version, generation, observed, kind } = deployment;
  const replicasThere = alive(tier);
  return {
    metadata: {
      name,
      uid: `uid-${name}`,
      resourceVersion: String(version),
      generation,
      ...(memory === undefined ? {} : { annotations: { [MEMORY_ANNOTATION]: memory } }),
    },
    spec: { replicas, template: { spec: { nodeSelector: { tier: kind } } } },
    status: { observedGeneration: observed, replicas: replicasThere, updatedReplicas: replicasThere },
  };
}

interface Counted {
  readonly alive: (tier: string) => number;
}

export function counted(world: World): Counted {
  return { alive: (tier) => world.alive(tier).length };
}

export function podObject(pod: SimPod, now: number): PodObject {
  const { name, tier, version, created, node, deleted, isReady, readySince, refusal, starts, unschedulable } = pod;
  const isRunning = starts !== undefined && starts <= now;
  const ready = { type: "Ready", status: isReady ? "True" : "False", lastTransitionTime: text(readySince) };
  const waits = {
    type: "PodScheduled",
    status: "False",
    reason: "Unschedulable",
    message: "0/3 nodes are available",
    lastTransitionTime: text(unschedulable ?? now),
  };
  return {
    metadata: {
      name,
      uid: `uid-${name}`,
      resourceVersion: String(version),
      creationTimestamp: text(created),
      labels: { [TIER_LABEL]: tier },
      ...(deleted === undefined ? {} : { deletionTimestamp: text(deleted) }),
    },
    spec: node === undefined ? {} : { nodeName: node },
    status: {
      phase: isRunning ? "Running" : "Pending",
      ...(refusal === undefined ? {} : { reason: "ProviderFailed", message: refusal }),
      conditions: isRunning ? [ready] : node === undefined && unschedulable !== undefined ? [waits] : [],
    },
  };
}

export function nodeObject({ name, ready, readySince }: SimNode): NodeObject {
  const tier = name.startsWith("vm") ? "vm" : "virtualNode";
  const conditions = [{ type: "Ready", status: ready, lastTransitionTime: text(readySince) }];
  return { metadata: { name, labels: { tier } }, status: { conditions } };
}

export function autoscalerObject({ tier, min, max, version }: SimAutoscaler): AutoscalerObject {
  const metadata = { name: `web-${tier}`, resourceVersion: String(version) };
  return { metadata, spec: { minReplicas: min, maxReplicas: max } };
}

export function leaseObject({ name, renewed }: SimNode): LeaseObject {
  return { metadata: { name }, spec: { renewTime: text(renewed) } };
}

const texts = new Map<number, string>();

/** A time is written again and again. */
function text(time: number): string {
  const known = texts.get(time);
  if (known !== undefined) return known;
  if (texts.size > 10_000) texts.clear();
  const written = new Date(time).toISOString();
  texts.set(time, written);
  return written;
}
