import type { KubernetesClient, KubernetesRequest, KubernetesResponse } from "../../sdk/kubernetes/kubernetes-io";
import { decide } from "../../sdk/failover/decide";
import type { FailoverLook } from "../../sdk/failover/look";
import { AT, sight, web } from "./sights";

/** ACI refuses two of four, one is about to start. */
export function refusing(): FailoverLook {
  const target = web();
  const observation = sight({
    vm: { replicas: 8 },
    "virtual-node": { replicas: 4, pods: { ready: 1, starting: 1, refused: 2 }, age: 60 },
  });
  return { target, observation, decision: decide(observation, target) };
}

export interface Sent extends KubernetesRequest {
  readonly body?: { readonly metadata?: { readonly resourceVersion?: string } };
}

export type Answer = (request: Sent, count: number) => Partial<KubernetesResponse> | undefined;

export const deployment = (name: string, rest: object = {}) => ({
  metadata: {
    name,
    uid: `uid-web-${name === "web-vm" ? "vm" : "virtual-node"}`,
    generation: 1,
    resourceVersion: "2",
    ...rest,
  },
  spec: { replicas: name === "web-vm" ? 8 : 4 },
});

/** An API server that takes everything, unless it is told otherwise. */
export function apiServer(answer: Answer = () => undefined) {
  const sent: Sent[] = [];
  const counts = new Map<string, number>();
  const client: KubernetesClient = {
    server: "https://api",
    request: (request) => {
      const of = `${request.method} ${request.path}`;
      const count = (counts.get(of) ?? 0) + 1;
      counts.set(of, count);
      sent.push(request as Sent);
      const name = /deployments\/([^/]+)/.exec(request.path)?.[1] ?? "web-vm";
      const date = new Date(AT);
      const told = answer(request as Sent, count) ?? {};
      return Promise.resolve({ status: 200, body: deployment(name), date, ...told });
    },
    watch: () => {
      throw new Error("nothing is watched");
    },
  };
  const lines = (): string[] =>
    sent.map(({ method, path }) => `${method} ${path.replace("/apis/apps/v1", "").replace("/api/v1", "")}`);
  return { client, sent, lines };
}

export const NAMESPACE = "/namespaces/default";
