import type { LeaseObject, NodeObject, PodObject } from "../../sdk/virtual-node/cluster-objects";
import { httpsDouble, kubeconfigOf, type Answer, type Asked, type HttpsDouble } from "./https-double";

/** The objects of a cluster, to be changed at will. */
export interface Objects {
  nodes: NodeObject[];
  leases: LeaseObject[];
  /** The pods that run the virtual nodes. */
  connectors: PodObject[];
  /** The pods on the virtual nodes. */
  pods: PodObject[];
  /** What a pod that is deleted leaves behind. @default - nothing */
  onPodDeleted?: (name: string, objects: Objects) => void;
  /** An answer that comes before all others. */
  refusal?: Answer;
}

/** An API server as far as a virtual node is concerned. */
export interface ClusterDouble extends HttpsDouble {
  readonly kubeconfig: string;
  readonly objects: Objects;
  /** The bodies of the changes that were asked for, as `METHOD /path`. */
  changes(): readonly (readonly [request: string, body: unknown])[];
}

/** Starts an API server with nothing in its cluster. */
export async function clusterDouble(): Promise<ClusterDouble> {
  const objects: Objects = { nodes: [], leases: [], connectors: [], pods: [] };
  const double = await httpsDouble((asked) => objects.refusal ?? answer(asked, objects));
  return {
    ...double,
    objects,
    kubeconfig: kubeconfigOf(double),
    changes: () =>
      double.asked
        .filter(({ method }) => method !== "GET")
        .map(({ method, path, body }) => [`${method} ${path}`, JSON.parse(body) as unknown] as const),
  };
}

function answer({ method, path, query }: Asked, objects: Objects): Answer | undefined {
  if (query.get("watch") === "true") return undefined;
  const [, podName, rest] = /^\/api\/v1\/namespaces\/[^/]+\/pods\/([^/]+)(\/log)?$/.exec(path) ?? [];
  if (podName !== undefined && rest !== undefined) return { status: 200, body: "a log\nthe last line\n" };
  if (podName !== undefined && method === "DELETE") return deleted(podName, objects);
  const [, nodeName] = /^\/api\/v1\/nodes\/([^/]+)$/.exec(path) ?? [];
  if (nodeName !== undefined) return { status: 200, body: {} };
  if (path === "/api/v1/nodes") return listed(objects.nodes);
  if (path === "/api/v1/pods" && query.has("fieldSelector")) return listed(objects.pods);
  if (path.endsWith("/pods")) return listed(objects.connectors);
  const [, lease] = /\/leases\/([^/]+)$/.exec(path) ?? [];
  const found = objects.leases.find(({ metadata }) => metadata.name === lease);
  return found === undefined
    ? { status: 404, body: { kind: "Status", reason: "NotFound" } }
    : { status: 200, body: found };
}

function deleted(name: string, objects: Objects): Answer {
  const others = (pods: readonly PodObject[]): PodObject[] => pods.filter(({ metadata }) => metadata.name !== name);
  objects.pods = others(objects.pods);
  objects.connectors = others(objects.connectors);
  objects.onPodDeleted?.(name, objects);
  return { status: 200, body: {} };
}

function listed(items: readonly object[]): Answer {
  return { status: 200, body: { metadata: { resourceVersion: "7" }, items } };
}
