import {
  type KubernetesClient,
  type KubernetesRequest,
  type KubernetesResponse,
  KubernetesUnreachable,
} from "../../../sdk/kubernetes/kubernetes-io";
import { MEMORY_ANNOTATION } from "../../../sdk/failover/memory";
import { autoscalerObject, counted, deploymentObject, leaseObject, nodeObject, podObject } from "./wire";
import type { SimDeployment, World } from "./world";

/** Before a request that changes something arrives, and when it is done: time may pass, others may act, or it throws. */
export type Spring = (count: number, isDone: boolean) => Promise<void>;

/** Who watches what is changed. */
export interface Witness {
  onLook(): void;
  onScale(deployment: SimDeployment, from: number, to: number): void;
  onMemory(deployment: SimDeployment, text: string): void;
  onDelete(pod: string): void;
}

/** The API of the simulated world, for one actor. */
export function apiOf(world: World, spring: Spring, witness: Witness): KubernetesClient {
  let changes = 0;
  return {
    server: "https://simulated",
    request: async (request) => {
      if (request.method === "GET" || request.path.endsWith("/events")) return answer(world, request, witness);
      changes += 1;
      const count = changes;
      await spring(count, false);
      const answered = answer(world, request, witness);
      await spring(count, true);
      return answered;
    },
    watch: () => {
      throw new Error("nobody watches the simulation");
    },
  };
}

function answer(world: World, request: KubernetesRequest, witness: Witness): KubernetesResponse {
  if (world.isApiDown) throw new KubernetesUnreachable("https://simulated", request.path, new Error("down"));
  const date = new Date(Math.floor(world.now / 1000) * 1000);
  const ok = (body: unknown): KubernetesResponse => ({ status: 200, body, date });
  const refuse = (status: number): KubernetesResponse => ({
    status,
    body: { kind: "Status", status: "Failure" },
    date,
  });
  const { method, path } = request;
  if (method === "GET" && path.endsWith("/deployments")) witness.onLook();
  if (method === "GET") return ok(read(world, path));
  if (path.endsWith("/events")) return event(world, request) ? ok({}) : refuse(409);
  if (method === "DELETE") {
    const pod = world.pods.find(({ name, deleted }) => path.endsWith(`/${name}`) && deleted === undefined);
    if (pod === undefined) return refuse(404);
    const { preconditions } = request.body as { preconditions: { resourceVersion: string } };
    if (preconditions.resourceVersion !== String(pod.version)) return refuse(409);
    witness.onDelete(pod.name);
    world.remove(pod);
    return ok({});
  }
  if (path.includes("/horizontalpodautoscalers/")) return rebound(world, request) ? ok({}) : refuse(409);
  const deployment = world.deployments.find(({ name }) => path.includes(`/${name}/`));
  if (deployment === undefined) return refuse(404);
  return change(world, { deployment, request, witness })
    ? ok(deploymentObject(counted(world), deployment))
    : refuse(409);
}

function read(world: World, path: string): unknown {
  if (path.endsWith("/deployments")) {
    return { items: world.deployments.map((each) => deploymentObject(counted(world), each)) };
  }
  if (path.endsWith("/pods")) return { items: world.pods.map((pod) => podObject(pod, world.now)) };
  if (path.endsWith("/nodes")) return { items: [...world.nodes, world.virtualNode].map(nodeObject) };
  if (path.endsWith("/leases")) return { items: [...world.nodes, world.virtualNode].map(leaseObject) };
  if (path.endsWith("/horizontalpodautoscalers")) return { items: world.autoscalers.map(autoscalerObject) };
  if (path.includes("/poddisruptionbudgets/")) return { status: { disruptionsAllowed: disruptionsAllowed(world) } };
  const deployment = world.deployments.find(({ name }) => path.endsWith(`/${name}`));
  if (deployment !== undefined) return deploymentObject(counted(world), deployment);
  throw new Error(`the simulation has nothing at ${path}`);
}

/** With `maxUnavailable: 10%`. */
function disruptionsAllowed(world: World): number {
  const expected = world.deployments.reduce((sum, { replicas }) => sum + replicas, 0);
  return Math.max(0, world.ready() - (expected - Math.ceil(expected / 10)));
}

function event(world: World, { body }: KubernetesRequest): boolean {
  const { metadata } = body as { metadata: { name: string } };
  if (world.events.has(metadata.name)) return false;
  world.events.add(metadata.name);
  return true;
}

function rebound(world: World, { path, body }: KubernetesRequest): boolean {
  const autoscaler = world.autoscalers.find(({ tier }) => path.endsWith(`/web-${tier}`));
  const { metadata, spec } = body as {
    metadata: { resourceVersion: string };
    spec: { minReplicas: number; maxReplicas: number };
  };
  if (autoscaler === undefined || metadata.resourceVersion !== String(autoscaler.version)) return false;
  Object.assign(autoscaler, { min: spec.minReplicas, max: spec.maxReplicas, version: autoscaler.version + 1 });
  return true;
}

interface Change {
  readonly deployment: SimDeployment;
  readonly request: KubernetesRequest;
  readonly witness: Witness;
}

function change(world: World, { deployment, request, witness }: Change): boolean {
  const body = request.body as {
    metadata: { resourceVersion: string; annotations?: Record<string, string> };
    spec?: { replicas: number };
  };
  if (body.metadata.resourceVersion !== String(deployment.version)) return false;
  if (request.path.endsWith("/status")) {
    const memory = body.metadata.annotations?.[MEMORY_ANNOTATION] ?? "";
    witness.onMemory(deployment, memory);
    deployment.memory = memory;
    deployment.version += 1;
    return true;
  }
  const to = body.spec?.replicas ?? 0;
  witness.onScale(deployment, deployment.replicas, to);
  world.scale(deployment, to);
  return true;
}
