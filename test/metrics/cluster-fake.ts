import type { KubernetesClient, KubernetesRequest } from "../../sdk/kubernetes/kubernetes-io";
import type { KubernetesObject } from "../../sdk/kubernetes/object";

/** What an API server answers from, as far as metrics ask it. */
export interface ClusterFake {
  readonly client: KubernetesClient;
  readonly pods: KubernetesObject[];
  readonly nodes: KubernetesObject[];
  /** What was asked, in order. */
  readonly asked: KubernetesRequest[];
  /** While it is set, nobody is answered. */
  failure: Error | undefined;
}

/** A cluster in memory that knows equality in label selectors, and `in` of one key. */
export function clusterFake(): ClusterFake {
  const pods: KubernetesObject[] = [];
  const nodes: KubernetesObject[] = [];
  const asked: KubernetesRequest[] = [];
  const answer = ({ path, query = {} }: KubernetesRequest) => {
    const [, namespace, podName] = /^\/api\/v1(?:\/namespaces\/([^/]+))?\/pods(?:\/([^/]+))?$/.exec(path) ?? [];
    const [, nodeName] = /^\/api\/v1\/nodes(?:\/([^/]+))?$/.exec(path) ?? [];
    const isNode = path.startsWith("/api/v1/nodes");
    const all = isNode ? nodes : pods.filter(({ metadata }) => [undefined, metadata?.namespace].includes(namespace));
    const name = nodeName ?? podName;
    if (name !== undefined) return one(all, name, isNode ? "nodes" : "pods");
    const selector = query["labelSelector"] ?? "";
    if (selector.includes("!!")) return { status: 400, body: status(400, "BadRequest", `no selector: ${selector}`) };
    return { status: 200, body: { items: all.filter((object) => isSelected(object, selector)) } };
  };
  const fake = { pods, nodes, asked, failure: undefined as Error | undefined };
  const client: KubernetesClient = {
    server: "https://cluster.fake",
    request: (request) => {
      asked.push(request);
      return fake.failure === undefined ? Promise.resolve(answer(request)) : Promise.reject(fake.failure);
    },
    watch: () => {
      throw new Error("nobody watches here");
    },
  };
  return Object.assign(fake, { client });
}

function one(objects: readonly KubernetesObject[], name: string, kind: string) {
  const body = objects.find(({ metadata }) => metadata?.name === name);
  return body === undefined
    ? { status: 404, body: status(404, "NotFound", `${kind} "${name}" not found`) }
    : { status: 200, body };
}

function status(code: number, reason: string, message: string) {
  return { kind: "Status", apiVersion: "v1", status: "Failure", code, reason, message };
}

function isSelected({ metadata }: KubernetesObject, selector: string): boolean {
  const labels = metadata?.labels ?? {};
  const [, key, values] = /^(\S+) in \((.*)\)$/.exec(selector) ?? [];
  if (key !== undefined && values !== undefined) return values.split(",").includes(labels[key] ?? "");
  const pairs = selector.split(",").filter((pair) => pair !== "");
  return pairs.every((pair) => labels[pair.slice(0, pair.indexOf("="))] === pair.slice(pair.indexOf("=") + 1));
}

export interface PodFake {
  readonly name: string;
  readonly namespace?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly node?: string;
  readonly phase?: string;
  readonly isReady?: boolean;
  readonly isTerminating?: boolean;
  readonly limits?: Readonly<Record<string, string>>;
  /** Names of further containers. */
  readonly sidecars?: readonly string[];
}

export function podFake({ name, namespace = "shop", labels = {}, ...pod }: PodFake): KubernetesObject {
  const { node = "vm-0", phase = "Running", isReady = true, isTerminating = false, limits, sidecars = [] } = pod;
  const first = { name: "app", ...(limits === undefined ? {} : { resources: { limits } }) };
  return {
    metadata: {
      name,
      namespace,
      labels,
      ...(isTerminating ? { deletionTimestamp: "2026-01-01T00:00:00Z" } : {}),
    },
    spec: { nodeName: node, containers: [first, ...sidecars.map((sidecar) => ({ name: sidecar }))] },
    status: { phase, conditions: [{ type: "Ready", status: isReady ? "True" : "False" }] },
  };
}

export function nodeFake(name: string, labels: Readonly<Record<string, string>> = {}): KubernetesObject {
  return { metadata: { name, labels }, status: { allocatable: { cpu: "3860m", memory: "14Gi" } } };
}
