import { KubernetesStatusError } from "../../sdk/kubernetes/kubernetes-io";
import type { Meter, Selectors } from "./meter";
import { metricsList, metricsVersion } from "./metrics-objects";

/** A request to the API, as the API server passes it on. */
export interface MetricsRequest {
  readonly method: string;
  /** Its segments as they are in the address, percent-encoded. */
  readonly path: string;
  readonly query: URLSearchParams;
}

export interface MetricsAnswer {
  readonly status: number;
  readonly body: unknown;
}

/** What discovery says of the API. */
const resources = {
  kind: "APIResourceList",
  apiVersion: "v1",
  groupVersion: metricsVersion,
  resources: [
    { name: "nodes", singularName: "", namespaced: false, kind: "NodeMetrics", verbs: ["get", "list"] },
    { name: "pods", singularName: "", namespaced: true, kind: "PodMetrics", verbs: ["get", "list"] },
  ],
};

/**
 * Answers the resource metrics API. Only the API server calls it, and has checked before what the caller may.
 *
 * @see https://kubernetes.io/docs/tasks/debug/debug-cluster/resource-metrics-pipeline/
 */
export async function metricsAnswer(request: MetricsRequest, meter: Meter): Promise<MetricsAnswer> {
  const prefix = `/apis/${metricsVersion}`;
  if (request.path !== prefix && !request.path.startsWith(`${prefix}/`)) return unknownPath();
  if (request.method !== "GET" || request.query.get("watch") === "true") return methodNotAllowed();
  try {
    return await resourceAnswer(request.path.slice(prefix.length).split("/").slice(1), request.query, meter);
  } catch (error) {
    // The API server's own words about a pod that is not there, or a selector that means nothing.
    if (error instanceof KubernetesStatusError) return { status: error.status, body: error.body };
    throw error;
  }
}

async function resourceAnswer(
  segments: readonly string[],
  query: URLSearchParams,
  meter: Meter,
): Promise<MetricsAnswer> {
  const [first, second, third, fourth, ...rest] = segments;
  if (rest.length > 0) return unknownPath();
  if (first === undefined) return { status: 200, body: resources };
  if (first === "nodes" && third === undefined) return nodesAnswer(second, query, meter);
  if (first === "pods" && second === undefined) return podList(await meter.pods(selectors(query)));
  if (first !== "namespaces" || second === undefined || third !== "pods") return unknownPath();
  if (fourth === undefined) return podList(await meter.pods(selectors(query), second));
  return found(await meter.pod(second, fourth), `pods.metrics.k8s.io "${second}/${fourth}"`);
}

async function nodesAnswer(name: string | undefined, query: URLSearchParams, meter: Meter): Promise<MetricsAnswer> {
  if (name !== undefined) return found(await meter.node(name), `nodes.metrics.k8s.io "${name}"`);
  return { status: 200, body: metricsList("NodeMetricsList", await meter.nodes(selectors(query))) };
}

function podList(items: Awaited<ReturnType<Meter["pods"]>>): MetricsAnswer {
  return { status: 200, body: metricsList("PodMetricsList", items) };
}

function selectors(query: URLSearchParams): Selectors {
  const given = ["labelSelector", "fieldSelector"].map((name) => [name, query.get(name)] as const);
  return Object.fromEntries(given.filter((entry): entry is readonly [string, string] => entry[1] !== null));
}

function found(object: unknown, what: string): MetricsAnswer {
  return object === undefined ? refusal(404, "NotFound", `${what} not found`) : { status: 200, body: object };
}

function unknownPath(): MetricsAnswer {
  return refusal(404, "NotFound", "the server could not find the requested resource");
}

function methodNotAllowed(): MetricsAnswer {
  return refusal(405, "MethodNotAllowed", "the server does not allow this method on the requested resource");
}

/** A `Status`. @see https://github.com/kubernetes/community/blob/master/contributors/devel/sig-architecture/api-conventions.md */
export function refusal(code: number, reason: string, message: string): MetricsAnswer {
  const body = { kind: "Status", apiVersion: "v1", metadata: {}, status: "Failure", message, reason, code };
  return { status: code, body };
}
