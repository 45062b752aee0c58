import type { FailoverState } from "../../components/dynamic/failover-state";
import type { ClusterObjects } from "../../sdk/failover/cluster-objects";
import type { AutoscalerObject, DeploymentObject } from "../../sdk/failover/objects";
import { recordedObjects } from "../failover/recorded";
import { httpsDouble, kubeconfigOf, type Answer, type Asked, type HttpsDouble } from "./https-double";

/** An API server with a service in it that was recorded, and an autoscaler where one is put there. */
export interface FailoverDouble extends HttpsDouble {
  /** What is in the cluster, to be changed at will. */
  objects: ClusterObjects;
  /** An answer that comes before all others. */
  refusal?: Answer | undefined;
  /** What was written, but Events. */
  changes(): readonly (readonly [request: string, body: unknown])[];
  state(more?: Partial<FailoverState>): FailoverState;
  annotate(name: string, value: string): void;
}

/** Starts an API server with a recorded service of 4 replicas on VMs and 2 on the virtual node. */
export async function failoverDouble(recorded: string): Promise<FailoverDouble> {
  const server = await httpsDouble((asked) => double.refusal ?? answer(asked, double));
  const double: FailoverDouble = Object.assign(server, {
    objects: recordedObjects(recorded),
    changes: () =>
      server.asked
        .filter(({ method, path }) => method !== "GET" && !path.endsWith("/events"))
        .map(({ method, path, body }) => [`${method} ${path}`, JSON.parse(body) as unknown] as const),
    state: (more: Partial<FailoverState> = {}): FailoverState => ({
      kubeconfig: kubeconfigOf(server),
      target: TARGET,
      versions: { vm: "one", "virtual-node": "one" },
      timeoutMinutes: 0.01,
      ...more,
    }),
    annotate: (name: string, value: string) => {
      const [first, ...others] = double.objects.deployments;
      if (first === undefined) throw new Error("There is no Deployment.");
      const { annotations = {} } = first.metadata;
      const metadata = { ...first.metadata, annotations: { ...annotations, [name]: value } };
      double.objects = { ...double.objects, deployments: [{ ...first, metadata }, ...others] };
    },
  });
  return double;
}

export const TARGET: FailoverState["target"] = {
  service: "web",
  namespace: "default",
  placement: { replicas: 6, vmReplicas: 4 },
  failover: { windowSeconds: 5 },
};

/** The autoscaler of a tier, as failover may have left it. */
export function autoscaler(tier: string, minReplicas: number, maxReplicas: number): AutoscalerObject {
  return { metadata: { name: `web-${tier}`, resourceVersion: "7" }, spec: { minReplicas, maxReplicas } };
}

function answer({ method, path }: Asked, { objects }: FailoverDouble): Answer {
  const headers = { date: new Date(objects.at).toUTCString() };
  const name = /\/deployments\/([^/]+)/.exec(path)?.[1];
  if (method !== "GET") {
    const found = objects.deployments.find(({ metadata }) => metadata.name === name);
    return { status: 200, headers, body: found ?? {} };
  }
  if (path.includes("/poddisruptionbudgets/")) {
    const budget = objects.disruptionBudget;
    return budget === undefined ? { status: 404, headers, body: {} } : { status: 200, headers, body: budget };
  }
  return { status: 200, headers, body: { items: listed(path, objects) } };
}

function listed(path: string, objects: ClusterObjects): readonly object[] {
  const { deployments, pods, nodes, leases, autoscalers } = objects;
  const lists: Readonly<Record<string, readonly (object | DeploymentObject)[]>> = {
    deployments,
    pods,
    nodes,
    leases,
    horizontalpodautoscalers: autoscalers,
  };
  return lists[path.split("/").at(-1) ?? ""] ?? [];
}
